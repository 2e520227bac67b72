// The stored record: 'C', format, length of the facts (4 bytes), length of the text (4 bytes), facts as JSON, text, the
// rest as JSON packed with zstd. Numbers are little-endian. In format 1 the text is the body, packed with zstd; in
// format 2, of longer bodies, what stored_text.cpp says of its pieces, which lie beside the record.

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <xapian.h>

#include "base/error.h"
#include "indexer/article/article_json.h"
#include "indexer/schema/entry.h"
#include "indexer/schema/layout.h"
#include "indexer/schema/packing.h"

namespace caravan::schema {
namespace {

constexpr char record_mark = 'C';
constexpr char format_in_one = 1, format_in_pieces = 2;
constexpr std::size_t header_bytes = 10;
constexpr int compression_level = 6;

struct Parts {
  bool in_pieces = false;
  std::string_view facts, text, rest;
};

Parts parts_of(std::string_view record) {
  if (record.size() < header_bytes || record[0] != record_mark ||
      (record[1] != format_in_one && record[1] != format_in_pieces))
    broken("unknown format");
  const bool in_pieces = record[1] == format_in_pieces;
  const std::size_t facts = read_number(record.substr(2)), text = read_number(record.substr(6));
  record.remove_prefix(header_bytes);
  if (facts > record.size() || text > record.size() - facts) broken("cut short");
  return {in_pieces, record.substr(0, facts), record.substr(facts, text), record.substr(facts + text)};
}

article::Article facts_of(const Parts& parts) {
  const nlohmann::json json = nlohmann::json::parse(parts.facts, nullptr, false);
  if (json.is_discarded()) broken("its facts are not JSON");
  Result<article::Article> article = article::from_json(json);
  if (!article) broken(article.error().what);
  return std::move(*article);
}

std::string body_of(const Parts& parts, const PieceReader& pieces) {
  if (!parts.in_pieces) return unpack(parts.text);
  StoredText text(read_map(parts.text), pieces);
  text.load(0, text.size());
  if (hash_of(text.view()) != text.map()->hash) broken("the pieces of its text are another's");
  return std::string(text.view());
}

/// Of the metadata where a piece of a text lies: the numbers with the highest byte first, so that pieces lie in order.
std::string piece_key(Xapian::docid document, std::size_t piece) {
  std::string key(mark::text);
  for (const std::size_t number : {std::size_t{document}, piece})
    for (int shift = 24; shift >= 0; shift -= 8)
      key += static_cast<char>((number >> static_cast<unsigned>(shift)) & 0xFFU);
  return key;
}

}  // namespace

std::string encode(const Entry& entry) {
  article::Article facts = entry.article;
  facts.body.clear();
  facts.links.clear();
  facts.pull_quotes.clear();
  const std::string front = article::to_json(facts).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const std::string& body = entry.article.body;
  const bool in_pieces = is_in_pieces(body);
  const std::string text =
      in_pieces ? to_bytes(map_of(body, first_position_of_body(entry.article.title))) : pack(body, compression_level);
  const nlohmann::json rest{{"links", entry.article.links},
                            {"pull_quotes", entry.article.pull_quotes},
                            {"pages", entry.pages},
                            {"content_page", entry.content_page},
                            {"imported", entry.imported}};
  std::string record{record_mark, in_pieces ? format_in_pieces : format_in_one};
  append_number(record, front.size());
  append_number(record, text.size());
  return record + front + text +
         pack(rest.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), compression_level);
}

article::Article decode_facts(std::string_view record) { return facts_of(parts_of(record)); }

StoredText text_of(std::string_view record, PieceReader pieces) {
  const Parts parts = parts_of(record);
  if (parts.in_pieces) return StoredText(read_map(parts.text), std::move(pieces));
  return StoredText(unpack(parts.text));
}

Entry decode(std::string_view record, const PieceReader& pieces) {
  const Parts parts = parts_of(record);
  Entry entry;
  entry.article = facts_of(parts);
  entry.article.body = body_of(parts, pieces);
  try {
    const nlohmann::json rest = nlohmann::json::parse(unpack(parts.rest));
    entry.article.links = rest.at("links").get<std::vector<std::string>>();
    entry.article.pull_quotes = rest.at("pull_quotes").get<std::vector<std::string>>();
    entry.pages = rest.at("pages").get<std::vector<std::string>>();
    entry.content_page = rest.at("content_page").get<std::string>();
    entry.imported = rest.at("imported").get<bool>();
  } catch (const nlohmann::json::exception& e) {
    broken(e.what());
  }
  return entry;
}

PieceReader pieces_in(const Xapian::Database& database, Xapian::docid document) {
  return [&database, document](std::size_t piece) { return database.get_metadata(piece_key(document, piece)); };
}

Entry read_entry(const Xapian::Database& database, Xapian::docid document) {
  return decode(database.get_document(document).get_data(), pieces_in(database, document));
}

void write_pieces(Xapian::WritableDatabase& database, Xapian::docid document, std::string_view record,
                  std::string_view body) {
  const Parts parts = parts_of(record);
  if (!parts.in_pieces) return;
  std::size_t piece = 0;
  for (const std::string& packed : packed_pieces(body, read_map(parts.text)))
    database.set_metadata(piece_key(document, piece++), packed);
}

void remove_pieces(Xapian::WritableDatabase& database, Xapian::docid document, std::string_view record) {
  std::size_t pieces = 0;
  try {
    const Parts parts = parts_of(record);
    if (parts.in_pieces) pieces = read_map(parts.text).ends.size();
  } catch (const Failure&) {
    return;  // a broken record does not say what belongs to it; it can still be replaced
  }
  for (std::size_t piece = 0; piece < pieces; ++piece) database.set_metadata(piece_key(document, piece), {});
}

}  // namespace caravan::schema
