#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/article/article.h"
#include "indexer/schema/analysis.h"
#include "indexer/schema/stored_text.h"

namespace Xapian {
class Database;
class Document;
class WritableDatabase;
}  // namespace Xapian

namespace caravan::schema {

/// Raised whenever terms, slots or stored records change; an index with another number is rebuilt.
inline constexpr int version = 5;

/// What the terms of the index begin with beside the prefixes of the field table. Words themselves have no prefix: they
/// never begin with a capital letter.
namespace prefix {
inline constexpr std::string_view stem = "Z";          ///< + field prefix + stem; the terms that ranking weighs
inline constexpr std::string_view label_word = "W";    ///< + field prefix + word: one word of a label (author:gaens)
inline constexpr std::string_view page = "U";          ///< a page that this article was read from
inline constexpr std::string_view origin = "XO";       ///< "crawl" or "import"
inline constexpr std::string_view whole_title = "XN";  ///< the folded title, for completions
/// Equal for articles with the same words in their body, and for those that say nearly the same (see write/likes.h).
inline constexpr std::string_view text_hash = "XF";
inline constexpr std::string_view copy = "XC";  ///< + "y": a copy of another article, left out unless asked for
}  // namespace prefix

/// Where the body's words begin to be counted; the headline's begin at 1.
inline constexpr std::uint32_t body_position = 1001;
/// Behind the headline, where that is longer.
std::uint32_t first_position_of_body(std::string_view title);

/// Between the values of one facet in its value slot.
inline constexpr char value_separator = '\x1f';

/// Copies with at most this many words are too short to be told from each other by their text.
inline constexpr std::uint32_t min_words_of_copy = 40;

/// An article as the index keeps it.
struct Entry {
  article::Article article;
  std::vector<std::string> pages;  ///< addresses of the pages that are this article, sorted; none for an imported one
  std::string content_page;        ///< the one of these that it was read from
  bool imported = false;
  bool operator==(const Entry&) const = default;
};

/// One stemmer a language, made when first needed. Not thread-safe.
class Stemmers {
 public:
  Stemmer& of(std::string_view language);

 private:
  std::map<std::string, Stemmer, std::less<>> by_language_;
};

/// Everything that makes the article findable, and its stored record.
Xapian::Document to_document(const Entry& entry, Stemmers& stemmers);

/// The stored record: the facts in front, where a list of results reads them without unpacking the body. A long body is
/// not in it: its pieces lie beside it.
std::string encode(const Entry& entry);
/// All facts but body, links and pull quotes. @throws Failure (corrupt)
article::Article decode_facts(std::string_view record);
/// The body alone, in so far as it is looked at. @throws Failure (corrupt)
StoredText text_of(std::string_view record, PieceReader pieces);
/// Everything. @throws Failure (corrupt)
Entry decode(std::string_view record, const PieceReader& pieces = {});

/// @param database  outlives the reader
PieceReader pieces_in(const Xapian::Database& database, std::uint32_t document);
Entry read_entry(const Xapian::Database& database, std::uint32_t document);
/// Those of a long body, as the record says; of a short one nothing.
void write_pieces(Xapian::WritableDatabase& database, std::uint32_t document, std::string_view record,
                  std::string_view body);
/// @param record  of the article that had them
void remove_pieces(Xapian::WritableDatabase& database, std::uint32_t document, std::string_view record);

/// The term of one value of a field, as filters use it.
std::string label_term(std::string_view field_prefix, std::string_view value);
/// The term of an address, hashed where it is too long for one.
std::string page_term(std::string_view url);
std::string id_term(std::string_view id);

/// What orders titles: folded, leading punctuation and articles (the, a, an) dropped.
std::string title_key(std::string_view title);

/// "20181012", and "" for an unknown day: orders and ranges in the published slot.
std::string day_key(const std::optional<Day>& day);

}  // namespace caravan::schema
