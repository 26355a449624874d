# gateway_library(NAME [SOURCES ...] [DEPENDS folder ...] [LINKS target ...] [ASIO])
#
# One folder of gateway/ as a static library gateway::NAME. DEPENDS names lower folders (the table of
# gateway/README.md, which tests/architecture_test.cpp holds against the include lines), LINKS third-party
# targets. ASIO gives the folder the shared precompiled Asio and Beast headers: they are expensive, so only
# folders that do I/O ask for them.
function(gateway_library name)
  cmake_parse_arguments(ARG "ASIO" "" "SOURCES;DEPENDS;LINKS" ${ARGN})
  add_library(dmpgw_${name} STATIC ${ARG_SOURCES})
  add_library(gateway::${name} ALIAS dmpgw_${name})
  set(lower ${ARG_DEPENDS})
  list(TRANSFORM lower PREPEND gateway::)
  target_link_libraries(dmpgw_${name} PUBLIC dmpgw_compiler dmpgw_boost ${lower} ${ARG_LINKS})
  if(ARG_ASIO)
    target_precompile_headers(dmpgw_${name} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/asio_pch.hpp)
  endif()
endfunction()
