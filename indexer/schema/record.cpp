// The stored record: 'C', format, length of the facts (4 bytes), length of the packed body (4 bytes), facts as JSON,
// body packed with zstd, the rest as JSON packed with zstd. Numbers are little-endian.

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <zstd.h>

#include "indexer/article/article_json.h"
#include "indexer/schema/entry.h"

namespace caravan::schema {
namespace {

constexpr char record_mark = 'C';
constexpr char record_format = 1;
constexpr std::size_t header_bytes = 10;
constexpr int compression_level = 6;
/// No body is longer; guards against a broken length.
constexpr unsigned long long max_unpacked = 1ULL << 30;

[[noreturn]] void broken(std::string_view why) {
  throw Failure(Fault::corrupt, fmt::format("stored article: {}", why), "run: caravan index --rebuild");
}

std::string pack(std::string_view text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  const std::size_t bytes = ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), compression_level);
  if (ZSTD_isError(bytes)) throw Failure(Fault::internal, fmt::format("zstd: {}", ZSTD_getErrorName(bytes)));
  packed.resize(bytes);
  return packed;
}

std::string unpack(std::string_view packed) {
  const unsigned long long bytes = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (bytes == ZSTD_CONTENTSIZE_ERROR || bytes == ZSTD_CONTENTSIZE_UNKNOWN || bytes > max_unpacked)
    broken("its text is not zstd");
  std::string text(bytes, '\0');
  const std::size_t got = ZSTD_decompress(text.data(), text.size(), packed.data(), packed.size());
  if (ZSTD_isError(got) || got != bytes) broken("its text does not unpack");
  return text;
}

void append_number(std::string& to, std::size_t number) {
  for (int shift = 0; shift < 32; shift += 8) to += static_cast<char>((number >> shift) & 0xFF);
}

std::size_t read_number(std::string_view from) {
  std::size_t number = 0;
  for (std::size_t i = 0; i < 4; ++i)
    number |= static_cast<std::size_t>(static_cast<unsigned char>(from[i])) << (8 * i);
  return number;
}

struct Parts {
  std::string_view facts, body, rest;
};

Parts parts_of(std::string_view record) {
  if (record.size() < header_bytes || record[0] != record_mark || record[1] != record_format) broken("unknown format");
  const std::size_t facts = read_number(record.substr(2)), body = read_number(record.substr(6));
  record.remove_prefix(header_bytes);
  if (facts > record.size() || body > record.size() - facts) broken("cut short");
  return {record.substr(0, facts), record.substr(facts, body), record.substr(facts + body)};
}

article::Article facts_of(const Parts& parts) {
  const nlohmann::json json = nlohmann::json::parse(parts.facts, nullptr, false);
  if (json.is_discarded()) broken("its facts are not JSON");
  Result<article::Article> article = article::from_json(json);
  if (!article) broken(article.error().what);
  return std::move(*article);
}

}  // namespace

std::string encode(const Entry& entry) {
  article::Article facts = entry.article;
  facts.body.clear();
  facts.links.clear();
  facts.pull_quotes.clear();
  const std::string front = article::to_json(facts).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const std::string body = pack(entry.article.body);
  const nlohmann::json rest{{"links", entry.article.links},
                            {"pull_quotes", entry.article.pull_quotes},
                            {"pages", entry.pages},
                            {"content_page", entry.content_page},
                            {"imported", entry.imported}};
  std::string record{record_mark, record_format};
  append_number(record, front.size());
  append_number(record, body.size());
  return record + front + body + pack(rest.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

article::Article decode_facts(std::string_view record) { return facts_of(parts_of(record)); }

std::string decode_body(std::string_view record) { return unpack(parts_of(record).body); }

Entry decode(std::string_view record) {
  const Parts parts = parts_of(record);
  Entry entry;
  entry.article = facts_of(parts);
  entry.article.body = unpack(parts.body);
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

}  // namespace caravan::schema
