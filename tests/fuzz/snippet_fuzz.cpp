// First line: words to mark. The rest: a body. The cut must stand within the text it makes, of a text at hand and of
// one in pieces, whatever the places are that it is told.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/unicode.h"
#include "indexer/query/results_json.h"
#include "indexer/query/snippet.h"

namespace {

using namespace caravan;

void check(const query::Snippet& snippet) {
  if (!is_valid_utf8(snippet.text)) std::abort();
  std::size_t at = 0;
  for (const auto& [begin, end] : snippet.marks) {
    if (begin < at || end <= begin || end > snippet.text.size()) std::abort();
    at = end;
  }
  query::to_html(snippet);
}

query::Snippet cut_in_pieces(const std::string& body, query::Marker& marker, int width) {
  const schema::TextMap map = schema::map_of(body, 1001);
  const std::vector<std::string> pieces = schema::packed_pieces(body, map);
  query::WordPlaces places;
  for (std::size_t i = 0; i < body.size(); i += 1 + static_cast<unsigned char>(body[i]) * std::size_t{16})
    places.places.push_back({static_cast<std::uint32_t>(1001 + i), static_cast<std::uint32_t>(1 + i % 3), i % 5});
  places.incomplete = body.size() % 2 == 0;
  schema::StoredText text(map, [&](std::size_t piece) { return pieces.at(piece); });
  return query::cut_snippet(text, places, marker, width);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = to_valid_utf8(std::string_view(reinterpret_cast<const char*>(data), size));
  const std::string_view first = std::string_view(text).substr(0, text.find('\n'));
  query::MarkedWords words;
  for (const schema::Token& token : schema::tokenize(first)) words.words.push_back(token.word);
  if (words.words.size() > 1) words.phrases.push_back({words.words[0], words.words[1]});
  schema::Stemmer stemmer("en");
  query::Marker marker(words, stemmer);
  std::string body = text.substr(first.size());
  const int width = static_cast<int>(size % 300);
  check(query::cut_snippet(body, marker, width));
  if (size % 8 != 0 || body.size() < 100) return 0;
  while (!schema::is_in_pieces(body)) body += body;
  check(cut_in_pieces(body, marker, width));
  return 0;
}
