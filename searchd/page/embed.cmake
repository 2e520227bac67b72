# Turns files into one C++ source, so that the daemon carries its page with it and reads no file while it runs.
# cmake -DOUTPUT=assets.cpp -DFILES=a.css;b.html -P embed.cmake
set(entries "")
set(data "")
set(number 0)
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" hex HEX)
  file(SHA256 "${file}" hash)
  string(SUBSTRING "${hash}" 0 12 hash)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND data "constexpr char data_${number}[] = {${bytes}'\\0'};\n")
  string(APPEND entries "    {\"${name}\", {data_${number}, sizeof data_${number} - 1}, \"${hash}\"},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUTPUT}.new" "// Made by searchd/page/embed.cmake.
#include \"searchd/page/assets.h\"

namespace caravan::searchd {

namespace {

${data}
constexpr Asset assets[] = {
${entries}};

}  // namespace

std::span<const Asset> all_assets() { return assets; }

}  // namespace caravan::searchd
")
file(RENAME "${OUTPUT}.new" "${OUTPUT}")
