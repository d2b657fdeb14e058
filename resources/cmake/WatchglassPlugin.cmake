# SPDX-License-Identifier: Apache-2.0
# How a capability provider is built; in our tree, and outside of it by whoever says find_package(Watchglass).

# watchglass_plugin(NAME SOURCES … [LIBS …]): the loadable library NAME.so with its manifest NAME.json, which lies beside
# the CMakeLists.txt.
function(watchglass_plugin name)
  cmake_parse_arguments(PLUGIN "" "" "SOURCES;LIBS" ${ARGN})
  add_library(plugin_${name} MODULE ${PLUGIN_SOURCES})
  target_link_libraries(plugin_${name} PRIVATE Watchglass::provider ${PLUGIN_LIBS})
  set_target_properties(plugin_${name} PROPERTIES
    PREFIX "" OUTPUT_NAME "${name}"
    LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/plugins"
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  # A unique symbol keeps a library mapped for ever, and the next one would answer with its code.
  target_compile_options(plugin_${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  # What it links statically is its own: never that of the program or of another plugin.
  target_link_options(plugin_${name} PRIVATE "LINKER:--exclude-libs,ALL")
  configure_file("${name}.json" "${CMAKE_BINARY_DIR}/plugins/${name}.json" COPYONLY)
  install(TARGETS plugin_${name} LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}/watchglass/plugins")
  install(FILES "${name}.json" DESTINATION "${CMAKE_INSTALL_LIBDIR}/watchglass/plugins")
endfunction()
