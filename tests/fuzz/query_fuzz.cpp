// A query: read, printed, read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/unicode.h"
#include "indexer/query/syntax.h"
#include "indexer/schema/analysis.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const query::Syntax syntax = query::parse_query(text);
  const std::string printed = query::to_string(syntax.root);
  if (!is_valid_utf8(printed)) std::abort();
  query::parse_query(printed);
  for (const schema::Token& token : schema::tokenize(text))
    if (token.begin >= token.end || token.end > size || !is_valid_utf8(token.word)) std::abort();
  return 0;
}
