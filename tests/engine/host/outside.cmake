# SPDX-License-Identifier: Apache-2.0
# Installs what a plugin needs into an empty folder, and builds the example there as somebody without our tree would.
# With our generator: make need not be there.
set(ENV{CMAKE_GENERATOR} "${GENERATOR}")
file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}/source")
file(COPY "${EXAMPLE}/example_echo.cpp" "${EXAMPLE}/example_echo.json" DESTINATION "${WORK}/source")
file(WRITE "${WORK}/source/CMakeLists.txt" "cmake_minimum_required(VERSION 3.25)
project(outside CXX)
find_package(Watchglass REQUIRED)
watchglass_plugin(example_echo SOURCES example_echo.cpp)
")
foreach(step
    "${CMAKE_COMMAND} -DCMAKE_INSTALL_PREFIX=${WORK}/installed -P ${BUILT}/cmake_install.cmake"
    "${CMAKE_COMMAND} -S ${WORK}/source -B ${WORK}/build -DCMAKE_PREFIX_PATH=${WORK}/installed -DCMAKE_CXX_COMPILER=${COMPILER}"
    "${CMAKE_COMMAND} --build ${WORK}/build")
  separate_arguments(command UNIX_COMMAND "${step}")
  execute_process(COMMAND ${command} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
foreach(made example_echo.so example_echo.json)
  if(NOT EXISTS "${WORK}/build/plugins/${made}")
    message(FATAL_ERROR "${made} was not built")
  endif()
endforeach()
