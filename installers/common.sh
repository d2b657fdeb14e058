# SPDX-License-Identifier: Apache-2.0
# Shared by `run` and `test`: brings what is missing, then builds. Sourced, not run.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${WATCHGLASS_BUILD:-$root/build/install}

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }
fail() { printf 'watchglass: %s\n' "$*" >&2; exit 1; }

# One package a line: what the build needs, what the window needs at run time, what the tests need.
packages() {
  grep -v -e '^#' -e '^$' "$root/installers/packages-$1.txt"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    fail "installing packages needs root: run this as root, or install sudo. Missing: ${missing[*]}"
  fi
}

# install_packages LIST…: installs what dpkg does not already have, and touches the network only then.
install_packages() {
  command -v apt-get >/dev/null 2>&1 || fail "this script installs with apt-get (Debian 12 or newer); on another system install the packages named in installers/packages-*.txt by hand and use CMake, as README.md shows."
  missing=()
  local list package
  for list in "$@"; do
    while read -r package; do
      dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done < <(packages "$list")
  done
  [ ${#missing[@]} -gt 0 ] || { say "Every package is there"; return 0; }
  say "Installing ${#missing[@]} packages: ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q ||
    fail "apt-get update failed: is the network up, and is /etc/apt/sources.list right?"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" ||
    fail "apt-get could not install the packages above; its own message says why."
}

# configure_and_build CMAKE-OPTION…
configure_and_build() {
  say "Configuring in $build"
  cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release "$@" || fail "configuring failed; the message above names what is missing."
  say "Building (a few minutes the first time)"
  cmake --build "$build" --parallel || fail "the build failed; the first error above is the cause."
}
