#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/day.h"
#include "base/error.h"
#include "indexer/article/article.h"

namespace caravan::query {

/// Until when an answer may be worked on; max(): until it is done.
using Moment = std::chrono::steady_clock::time_point;

enum class Sort : std::uint8_t { relevance, newest, oldest, title };

/// Values within one facet are alternatives; facets narrow each other.
struct Filters {
  /// (field name of schema/fields.h, value): {"theme", "Climate & Energy"}. Compared folded: case and accents do not
  /// matter.
  std::vector<std::pair<std::string, std::string>> values;
  std::optional<Day> since, until;  ///< published, both included
};

struct SearchRequest {
  std::string query;  ///< the query language; empty: everything that the filters let through
  Filters filters;
  Sort sort = Sort::relevance;
  std::size_t offset = 0, limit = 10;
  bool facets = false;
  std::vector<std::string> facet_fields;  ///< only these; empty: every facet
  std::size_t facet_values = 20;          ///< at most that many values a facet, selected ones always
  bool all_versions = false;
  /// The best two of every site first, then the next two, and so on; within the first hundred, by relevance only.
  bool diverse = false;
  bool explain = false;  ///< how the query was read and how scores came about
  bool snippets = true;
  int snippet_width = 240;          ///< characters
  Moment deadline = Moment::max();  ///< then the search ends with what it has
};

struct FacetValue {
  std::string value;
  std::uint64_t count = 0;
  bool selected = false;
};

struct FacetCounts {
  std::string field;
  std::vector<FacetValue> values;  ///< most frequent first, then by name; years newest first
  std::uint64_t distinct = 0;      ///< how many values there are in all, of those that were asked for
  bool incomplete = false;         ///< the deadline came first: there may be more, and counts are the least they can be
};

/// Whether the deadline came before one of them was counted.
bool is_incomplete(const std::vector<FacetCounts>& facets);

/// A page of the values of facets: of all articles, or of those that a search finds. As in a search's own facets, what
/// is chosen of a facet does not narrow that facet.
struct FacetValuesRequest {
  std::string field;  ///< empty: every facet
  std::size_t offset = 0, limit = 20;
  std::string prefix;    ///< only values that begin so; case and accents do not matter
  std::string contains;  ///< only values that have this somewhere
  std::string query = {};
  Filters filters = {};
  bool all_versions = false;
  Moment deadline = Moment::max();
};

struct SuggestRequest {
  std::string prefix;  ///< what has been typed so far
  std::size_t limit = 8;
  Moment deadline = Moment::max();
};

struct Suggestions {
  std::vector<std::string> texts;
  bool incomplete = false;  ///< the deadline came first: there may be more and better ones
};

/// Plain text with the byte ranges that matched; escaping is the printer's.
struct Snippet {
  std::string text;
  std::vector<std::pair<std::size_t, std::size_t>> marks;  ///< [begin, end), ascending, apart
  std::size_t first_match = 0;  ///< where in the whole text the first mark stands; 0 without marks
};

struct Hit {
  std::size_t rank = 0;      ///< from 1, over all pages
  article::Article article;  ///< all facts; body only where it was asked for
  double score = 0;
  Snippet snippet;
  Snippet title;                         ///< the title with its marks
  std::uint64_t copies = 0;              ///< articles with the same text that are left out in its favour
  int page = 0;                          ///< of a report: where the snippet's first match stands; 0: in none
  std::vector<std::string> explanation;  ///< how the score came about, where that was asked for
};

struct SearchResults {
  std::string query;
  std::string understood;            ///< how it was read, in the query language; equal to the query in the plain case
  std::vector<std::string> remarks;  ///< what the reader should know: "unbalanced quote: read as plain words"
  std::optional<std::string> suggestion;  ///< did you mean
  /// The deadline came first: there may be more and better ones; total is the least it can be.
  bool incomplete = false;
  std::vector<std::string> reading;  ///< word by word, where an explanation was asked for
  std::uint64_t total = 0;
  std::size_t offset = 0, limit = 0;
  double took_ms = 0;
  std::vector<FacetCounts> facets;
  std::vector<Hit> hits;
  std::uint64_t revision = 0;  ///< see Index::revision
};

/// The live index for reading: follows index/current to new generations and revisions by itself. Any thread may call
/// any method; each call sees one frozen state of the index.
class Index {
 public:
  /// @param index_dir DATA/index
  /// @return Fault::not_found with the remedy "run: caravan update" when there is none; newer_store, corrupt.
  static Result<Index> open(const std::filesystem::path& index_dir, const std::filesystem::path& acronyms = {});
  Index(Index&&) noexcept;
  Index& operator=(Index&&) noexcept;
  ~Index();

  /// Never an error for what a person types; Fault::usage for an unknown field in the filters or an offset beyond the
  /// paging bound.
  Result<SearchResults> search(const SearchRequest& request) const;
  /// One article with its body, by id or address. Fault::not_found otherwise.
  Result<article::Article> document(std::string_view id_or_url) const;
  /// More like this one, best first, itself left out. Fault::not_found for an unknown one.
  Result<SearchResults> similar(std::string_view id_or_url, std::size_t limit, Moment deadline = Moment::max()) const;
  /// Completions of the last word of `prefix` and whole titles, authors and themes, most frequent first.
  Result<std::vector<std::string>> suggest(std::string_view prefix, std::size_t limit) const;
  Result<Suggestions> suggest(const SuggestRequest& request) const;
  /// Values and counts; over the whole index where nothing else is said. `field` empty: every facet.
  Result<std::vector<FacetCounts>> facets(std::string_view field, std::size_t values) const;
  Result<std::vector<FacetCounts>> facets(const FacetValuesRequest& request) const;
  /// Every article with its body, in order of id, for export.
  Result<void> for_each(const std::function<void(const article::Article&)>& visit) const;

  /// Changes with every update that readers can see; the same for equal content of the same generation.
  std::uint64_t revision() const;
  std::uint64_t article_count() const;
  /// When the writer has last changed the live generation.
  Instant updated() const;

 private:
  struct Private;
  explicit Index(std::unique_ptr<Private> p);
  std::unique_ptr<Private> p_;
};

}  // namespace caravan::query
