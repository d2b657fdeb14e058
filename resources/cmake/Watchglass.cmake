# SPDX-License-Identifier: Apache-2.0
# How every part of the house is built: one helper for a room of the engine, one for a test.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

# A unique symbol keeps the library that brought it mapped for ever; plugins are to be unloaded with all that they link.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fno-gnu-unique)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

# lld links several times faster than bfd where it is there; nothing needs it.
find_program(WATCHGLASS_LLD NAMES ld.lld-19 ld.lld)
if(WATCHGLASS_LLD AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_link_options("-fuse-ld=${WATCHGLASS_LLD}")
endif()

set(WATCHGLASS_SANITIZE "" CACHE STRING "Sanitizers for the whole build, e.g. address,undefined or thread")
if(WATCHGLASS_SANITIZE)
  add_compile_options("-fsanitize=${WATCHGLASS_SANITIZE}" -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options("-fsanitize=${WATCHGLASS_SANITIZE}")
endif()

option(WATCHGLASS_FUZZ "Build the libFuzzer targets (clang only; preset fuzz)" OFF)
if(WATCHGLASS_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

add_library(watchglass_flags INTERFACE)
target_compile_options(watchglass_flags INTERFACE -Wall -Wextra -Wpedantic -Wno-gnu-zero-variadic-macro-arguments)
target_include_directories(watchglass_flags INTERFACE "${CMAKE_SOURCE_DIR}")

# watchglass_room(NAME SOURCES … [USES room …]): the static library wg_NAME. A room links what it stands on, and nothing
# of Qt: that is what keeps the engine free of it.
function(watchglass_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;USES" ${ARGN})
  add_library(wg_${name} STATIC ${ROOM_SOURCES})
  target_link_libraries(wg_${name} PRIVATE watchglass_flags)
  target_include_directories(wg_${name} PUBLIC "${CMAKE_SOURCE_DIR}")
  foreach(room IN LISTS ROOM_USES)
    target_link_libraries(wg_${name} PUBLIC wg_${room})
  endforeach()
endfunction()

# watchglass_precompile_qt(TARGET): Qt's headers once per target instead of once per file; halves the build of the window.
function(watchglass_precompile_qt target)
  target_precompile_headers(${target} PRIVATE <QtWidgets> <algorithm> <functional> <map> <memory> <optional> <string>
    <variant> <vector>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # ccache can only share what does not hold the time of its making.
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()

# watchglass_source_directories(DIR…): directories that add sources to a target of this one. CMake 3.25 runs moc again
# when a list of files of the target's own directory changes, but not when one below it does: a header that was new there
# got no moc until the next fresh build. Files that are configured count as lists of the directory that does it.
function(watchglass_source_directories)
  foreach(directory IN LISTS ARGN)
    add_subdirectory("${directory}")
    configure_file("${directory}/CMakeLists.txt" "${directory}/sources.seen" COPYONLY)
  endforeach()
endfunction()

# watchglass_add_test(NAME SOURCES … [LIBS …] [TIMEOUT seconds]): a GoogleTest program, one CTest entry.
function(watchglass_add_test name)
  cmake_parse_arguments(TEST "" "TIMEOUT" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE watchglass_flags ${TEST_LIBS} GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT})
endfunction()
