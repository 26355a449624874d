# What the project is built on; `scripts/install_dependencies` installs each from Debian 12.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(LibXml2 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(prometheus-cpp CONFIG QUIET)
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)
find_path(RAPIDJSON_INCLUDE_DIR rapidjson/reader.h REQUIRED)

# Third-party headers are system headers, so that our warnings are about our code.
add_library(dmpgw_boost INTERFACE)
target_include_directories(dmpgw_boost SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
target_compile_definitions(dmpgw_boost INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)
target_link_libraries(dmpgw_boost INTERFACE Threads::Threads)

add_library(dmpgw_rapidjson INTERFACE)
target_include_directories(dmpgw_rapidjson SYSTEM INTERFACE ${RAPIDJSON_INCLUDE_DIR})
