// First line: words to mark. The rest: a body. The cut must stand within the text it makes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/unicode.h"
#include "indexer/query/results_json.h"
#include "indexer/query/snippet.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan;
  const std::string text = to_valid_utf8(std::string_view(reinterpret_cast<const char*>(data), size));
  const std::string_view first = std::string_view(text).substr(0, text.find('\n'));
  query::MarkedWords words;
  for (const schema::Token& token : schema::tokenize(first)) words.words.push_back(token.word);
  if (words.words.size() > 1) words.phrases.push_back({words.words[0], words.words[1]});
  schema::Stemmer stemmer("en");
  query::Marker marker(words, stemmer);
  const query::Snippet snippet =
      query::cut_snippet(std::string_view(text).substr(first.size()), marker, static_cast<int>(size % 300));
  if (!is_valid_utf8(snippet.text)) std::abort();
  std::size_t at = 0;
  for (const auto& [begin, end] : snippet.marks) {
    if (begin < at || end <= begin || end > snippet.text.size()) std::abort();
    at = end;
  }
  query::to_html(snippet);
  return 0;
}
