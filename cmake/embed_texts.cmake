# embed_texts(FOLDER FUNCTION DIRECTORY FILE...)
#
# Makes files of data a part of the program: the library of gateway/FOLDER gets std::string_view FUNCTION(name), which
# gives the text of a file as it was at build time, or a view without data for a name that is not listed, and
# std::span<const std::string_view> FUNCTION_names(), all of them in their order. The library declares those it uses.
function(embed_texts folder function directory)
  set(content "// Generated from ${directory}.\n#include <array>\n#include <span>\n#include <string_view>\n\nnamespace dmpgw::${folder} {\n\n")
  string(APPEND content "std::string_view ${function}(std::string_view name);\n")
  string(APPEND content "std::span<const std::string_view> ${function}_names();\n\n")
  list(JOIN ARGN "\", \"" names)
  string(APPEND content "std::span<const std::string_view> ${function}_names() {\n")
  string(APPEND content "    static constexpr std::array<std::string_view, ${ARGC} - 3> names = {\"${names}\"};\n    return names;\n}\n\n")
  string(APPEND content "std::string_view ${function}(std::string_view name) {\n")
  foreach(name IN LISTS ARGN)
    set(path ${CMAKE_SOURCE_DIR}/${directory}/${name})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(READ ${path} text)
    string(APPEND content "    if (name == \"${name}\") {\n        return R\"~text~(${text})~text~\";\n    }\n")
  endforeach()
  string(APPEND content "    return {};\n}\n\n}  // namespace dmpgw::${folder}\n")
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp)
  file(CONFIGURE OUTPUT ${generated} CONTENT "@content@" @ONLY)
  target_sources(dmpgw_${folder} PRIVATE ${generated})
endfunction()
