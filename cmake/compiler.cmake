# How every target is compiled: warnings are errors, hardening is on, ccache is used where present.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # Precompiled headers need these two sloppiness settings, or every compilation misses the cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
endif()

add_library(dmpgw_compiler INTERFACE)
target_include_directories(dmpgw_compiler INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_features(dmpgw_compiler INTERFACE cxx_std_20)
target_compile_options(dmpgw_compiler INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
  -fstack-protector-strong -fno-plt)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # ccache can only cache a compilation that uses a precompiled header when it sees the includes.
  target_compile_options(dmpgw_compiler INTERFACE -fpch-preprocess)
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 sees overlaps that cannot be in std::string at -O2: gcc.gnu.org/PR105651.
    target_compile_options(dmpgw_compiler INTERFACE -Wno-restrict)
  endif()
endif()
target_compile_definitions(dmpgw_compiler INTERFACE _GLIBCXX_ASSERTIONS)
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT DMPGW_SANITIZE)
  target_compile_definitions(dmpgw_compiler INTERFACE _FORTIFY_SOURCE=2)
endif()
if(DMPGW_FAULT_INJECTION)
  target_compile_definitions(dmpgw_compiler INTERFACE DMPGW_FAULT_INJECTION)
endif()
target_link_options(dmpgw_compiler INTERFACE -Wl,-z,relro,-z,now)
if(DMPGW_SANITIZE)
  target_compile_options(dmpgw_compiler INTERFACE -fsanitize=${DMPGW_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(dmpgw_compiler INTERFACE -fsanitize=${DMPGW_SANITIZE})
  if(DMPGW_SANITIZE STREQUAL "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC warns that it does not follow the fences of Asio; what they order is ordered by the locks around them too.
    target_compile_options(dmpgw_compiler INTERFACE -Wno-tsan)
  endif()
endif()
if(DMPGW_FUZZ)
  target_compile_options(dmpgw_compiler INTERFACE -fsanitize=fuzzer-no-link)
endif()
set(CMAKE_EXE_LINKER_FLAGS "${CMAKE_EXE_LINKER_FLAGS} -pie")
