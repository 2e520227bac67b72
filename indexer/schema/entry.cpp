#include "indexer/schema/entry.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <xapian.h>

#include "base/unicode.h"
#include "indexer/schema/capitals.h"
#include "indexer/schema/fields.h"
#include "indexer/schema/stop_words.h"

namespace caravan::schema {
namespace {

/// How often a word of the headline counts beside one of the body.
constexpr Xapian::termcount title_weight = 2;
/// A search for title words ranks by the whole article's stems.
constexpr Xapian::termcount weight_in_field = 0;
/// Phrases and proximity do not reach from one part of an article into the next.
constexpr Xapian::termpos gap = 100;
constexpr std::size_t max_url_term_bytes = 200;

const Field& field(std::string_view name) { return *find_field(name); }

/// Puts one text after another into the document, words and stems with their positions.
class TextWriter {
 public:
  TextWriter(Xapian::Document& document, Stemmer& stemmer) : document_(document), stemmer_(stemmer) {}

  /// The next text begins at that position, where nothing stands there yet.
  void go_to(Xapian::termpos position) { next_position_ = std::max(next_position_, position); }

  /// @param field_prefix  words and stems are findable under it, too; "" for none
  void add(std::string_view text, Xapian::termcount weight, std::string_view field_prefix = {}) {
    Tokenizer tokens(text);
    Xapian::termpos last = 0;
    for (Token token; tokens.next(token);) {
      last = next_position_ + token.position;
      add_token(text, token, last, weight, field_prefix);
    }
    if (last > 0) next_position_ = last + gap;
  }

 private:
  /// Words carry no weight, so that the length of an article is its number of stems; stop words have no stems, unless
  /// they are written as acronyms (the WHO). A stem must carry weight in all of its articles or in none: Xapian's
  /// bounds of its weight are wrong otherwise.
  void add_token(std::string_view text, const Token& token, Xapian::termpos position, Xapian::termcount weight,
                 std::string_view field_prefix) {
    document_.add_posting(token.word, position, 0);
    if (!field_prefix.empty()) document_.add_posting(std::string(field_prefix) + token.word, position, 0);
    const bool small = is_stop_word(token.word);
    if (small && !stands_out_in_capitals(text, token.begin, token.end)) return;
    const std::string stem = small ? acronym_word(token.word) : stemmer_(token.word);
    document_.add_posting(fmt::format("{}{}", prefix::stem, stem), position, weight);
    if (!field_prefix.empty())
      document_.add_posting(fmt::format("{}{}{}", prefix::stem, field_prefix, stem), position, weight_in_field);
  }

  Xapian::Document& document_;
  Stemmer& stemmer_;
  Xapian::termpos next_position_ = 1;
};

void add_label(Xapian::Document& document, const Field& of, std::string_view value) {
  if (value.empty()) return;
  document.add_boolean_term(label_term(of.prefix, value));
  for (const Token& token : tokenize(value))
    document.add_boolean_term(fmt::format("{}{}{}", prefix::label_word, of.prefix, token.word));
}

void add_values(Xapian::Document& document, std::string_view name, const std::vector<std::string>& values) {
  const Field& of = field(name);
  std::string joined;
  std::set<std::string> seen;
  for (const std::string& value : values) {
    if (value.empty() || !seen.insert(fold_label(value)).second) continue;
    add_label(document, of, value);
    if (!joined.empty()) joined += value_separator;
    joined += value;
  }
  if (!joined.empty()) document.add_value(static_cast<Xapian::valueno>(of.slot), joined);
}

void add_facets(Xapian::Document& document, const article::Article& article) {
  std::vector<std::string> names, institutions;
  for (const article::Author& author : article.authors) {
    names.push_back(author.name);
    institutions.push_back(author.institution);
  }
  add_values(document, "author", names);
  add_values(document, "institution", institutions);
  add_values(document, "theme", article.themes);
  add_values(document, "series", {article.series});
  add_values(document, "lang", {article.language});
  add_values(document, "site", {article.site});
  add_values(document, "type", {article.type});
  if (article.published && article.published->ok()) {
    add_values(document, "year", {fmt::format("{:04}", static_cast<int>(article.published->year()))});
    document.add_value(static_cast<Xapian::valueno>(field("published").slot), day_key(article.published));
  }
  document.add_value(static_cast<Xapian::valueno>(field("title").slot), title_key(article.title));
}

/// Authors, themes and the rest are words of the article, too: "Gaens connectivity" typed plainly must find.
void add_labels_as_words(TextWriter& text, const article::Article& article) {
  for (const article::Author& author : article.authors) {
    text.add(author.name, 1);
    text.add(author.institution, 1);
  }
  for (const std::string& theme : article.themes) text.add(theme, 1);
  text.add(article.series, 1);
}

std::string text_hash_term(std::string_view body) {
  std::uint64_t hash = hash_of({});
  std::uint32_t words = 0;
  Tokenizer tokens(body);
  for (Token token; tokens.next(token);) {
    if (token.kind == TokenKind::joined || token.kind == TokenKind::gram) continue;
    hash = hash_of(token.word, hash_of(" ", hash));
    ++words;
  }
  return words >= min_words_of_copy ? fmt::format("{}{:016x}", prefix::text_hash, hash) : std::string();
}

}  // namespace

Stemmer& Stemmers::of(std::string_view language) {
  const std::string key = Stemmer::language_key(language);
  const auto known = by_language_.find(key);
  return known != by_language_.end() ? known->second : by_language_.emplace(key, Stemmer(key)).first->second;
}

std::uint32_t first_position_of_body(std::string_view title) {
  Xapian::termpos last = 0;
  Tokenizer tokens(title);
  for (Token token; tokens.next(token);) last = 1 + token.position;
  return last > 0 ? std::max(body_position, last + gap) : body_position;
}

Xapian::Document to_document(const Entry& entry, Stemmers& stemmers) {
  const article::Article& article = entry.article;
  Xapian::Document document;
  TextWriter text(document, stemmers.of(article.language.empty() ? "en" : article.language));
  text.add(article.title, title_weight, field("title").prefix);
  text.go_to(first_position_of_body(article.title));
  text.add(article.body, 1);
  if (article.body.find(article.summary) == std::string::npos) text.add(article.summary, 1);
  add_labels_as_words(text, article);
  add_facets(document, article);
  document.add_boolean_term(id_term(article.id));
  document.add_boolean_term(fmt::format("{}{}", prefix::origin, entry.imported ? "import" : "crawl"));
  if (entry.imported) document.add_boolean_term(page_term(article.url));
  for (const std::string& page : entry.pages) document.add_boolean_term(page_term(page));
  if (!article.title.empty()) document.add_boolean_term(label_term(prefix::whole_title, article.title));
  if (const std::string hash = text_hash_term(article.body); !hash.empty()) document.add_boolean_term(hash);
  document.set_data(encode(entry));
  return document;
}

std::string label_term(std::string_view field_prefix, std::string_view value) {
  return fmt::format("{}{}", field_prefix, fold_label(value));
}

std::string page_term(std::string_view url) {
  if (url.size() <= max_url_term_bytes && url.find('\0') == std::string_view::npos)
    return fmt::format("{}{}", prefix::page, url);
  return fmt::format("{}#{:016x}{:016x}", prefix::page, hash_of(url), hash_of(url, 0x9e3779b97f4a7c15ULL));
}

std::string id_term(std::string_view id) {
  const std::string_view of = field("id").prefix;
  if (id.size() <= max_url_term_bytes && id.find('\0') == std::string_view::npos) return fmt::format("{}{}", of, id);
  return fmt::format("{}#{:016x}{:016x}", of, hash_of(id), hash_of(id, 0x9e3779b97f4a7c15ULL));
}

std::string title_key(std::string_view title) {
  std::string key = fold_label(title);
  std::size_t first = 0;
  while (first < key.size() && static_cast<unsigned char>(key[first]) < 0x80 &&
         std::isalnum(static_cast<unsigned char>(key[first])) == 0)
    ++first;
  key.erase(0, first);
  for (const std::string_view leading : {"the ", "a ", "an "})
    if (key.starts_with(leading) && key.size() > leading.size()) return key.substr(leading.size());
  return key;
}

std::string day_key(const std::optional<Day>& day) {
  if (!day || !day->ok() || static_cast<int>(day->year()) < 0) return {};
  return fmt::format("{:04}{:02}{:02}", static_cast<int>(day->year()), static_cast<unsigned>(day->month()),
                     static_cast<unsigned>(day->day()));
}

}  // namespace caravan::schema
