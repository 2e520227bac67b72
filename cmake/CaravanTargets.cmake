# caravan_library(NAME [SOURCES ...] [PUBLIC ...] [PRIVATE ...])
#   One static library for the folder it is called in. PUBLIC: what its headers include; PRIVATE: what only its sources do.
# caravan_test(NAME SOURCES ... [LIBS ...] [SUITES ...])
#   One GoogleTest program; each of its tests is a ctest test of its own, but for the SUITES named: those are one each, since
#   what their tests share takes longer to make than to test.

add_library(caravan_options INTERFACE)
target_include_directories(caravan_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_include_directories(caravan_options SYSTEM INTERFACE "${TL_EXPECTED_INCLUDE_DIR}")
target_compile_options(caravan_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
                                                 -Woverloaded-virtual -Wno-sign-conversion -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False positives of GCC 12 with std::string and std::optional at -O2 and under the sanitizers.
  target_compile_options(caravan_options INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow
                                                   -Wno-array-bounds -Wno-stringop-overread)
  # In a unity build every source is included by another one, so that its unnamed namespace looks like a header's.
  target_compile_options(caravan_options INTERFACE $<$<BOOL:${CMAKE_UNITY_BUILD}>:-Wno-subobject-linkage>)
endif()
# In a unity build a source's local names meet those of strangers; the other presets hold each source to this warning by itself.
target_compile_options(caravan_options INTERFACE $<$<BOOL:${CMAKE_UNITY_BUILD}>:-Wno-shadow>)

# Two precompiled headers for the whole tree, since the standard library, fmt and GoogleTest are half of every build. Only a
# saving: each file still includes what it uses, and the release and fuzz presets are built without them.
file(WRITE "${PROJECT_BINARY_DIR}/precompiled.cpp" "// the home of the precompiled headers\n")
add_library(caravan_precompiled OBJECT "${PROJECT_BINARY_DIR}/precompiled.cpp")
target_link_libraries(caravan_precompiled PRIVATE caravan_options fmt::fmt)
target_precompile_headers(caravan_precompiled PRIVATE <algorithm> <array> <chrono> <cstdint> <filesystem> <functional> <map>
  <memory> <optional> <set> <span> <string> <string_view> <utility> <vector> <fmt/format.h> <tl/expected.hpp>)

function(caravan_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC caravan_options ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  target_precompile_headers(${name} REUSE_FROM caravan_precompiled)
endfunction()

function(caravan_program target output)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${target} ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${output} RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
  target_link_libraries(${target} PRIVATE caravan_options ${arg_LIBS})
endfunction()

function(caravan_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LIBS;SUITES" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE caravan_options ${arg_LIBS} GTest::gmock GTest::gtest_main)
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  target_precompile_headers(${name} REUSE_FROM caravan_test_precompiled)
  target_compile_definitions(${name} PRIVATE CARAVAN_SOURCE_DIR="${PROJECT_SOURCE_DIR}" CARAVAN_BINARY_DIR="${PROJECT_BINARY_DIR}")
  set(apart "")
  foreach(suite IN LISTS arg_SUITES)
    add_test(NAME ${name}.${suite} COMMAND ${name} --gtest_filter=${suite}.*)
    set_tests_properties(${name}.${suite} PROPERTIES TIMEOUT ${arg_TIMEOUT} COST 500)  # begun early, since they are long
    string(APPEND apart ":${suite}.*")
  endforeach()
  string(REGEX REPLACE "^:" "-" apart "${apart}")
  gtest_discover_tests(${name} TEST_PREFIX "${name}." TEST_FILTER "${apart}" DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${arg_TIMEOUT})
endfunction()
