#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <xapian.h>

#include "base/error.h"
#include "indexer/schema/fields.h"

namespace caravan::schema {

/// Texts by number, as they lie in a file.
class TextTable {
 public:
  TextTable() = default;
  TextTable(std::span<const std::uint32_t> ends, std::string_view characters) : ends_(ends), characters_(characters) {}
  std::size_t size() const { return ends_.size(); }
  std::string_view operator[](std::size_t number) const {
    const std::uint32_t begin = number == 0 ? 0 : ends_[number - 1];
    return characters_.substr(begin, ends_[number] - begin);
  }

 private:
  std::span<const std::uint32_t> ends_;
  std::string_view characters_;
};

/// The values of one facet in every article, as numbers: counting is adding. What differs only in case or accents is
/// one value with several spellings; articles carry spellings.
struct FacetColumn {
  const Field* field = nullptr;
  /// By document number: nothing, a spelling, or (many) a place in `lists`.
  std::span<const std::uint32_t> cells;
  /// How many spellings an article has, and then these.
  std::span<const std::uint32_t> lists;
  std::span<const std::uint32_t> value_of;  ///< by spelling
  TextTable labels;                         ///< by spelling
  TextTable values;                         ///< as publishers write them, the most frequent way
  TextTable folded;

  static constexpr std::uint32_t nothing = 0xFFFFFFFF;
  static constexpr std::uint32_t many = 0x80000000;

  /// Adds one article to the counts by spelling. A document beyond the column has no values; damage is passed over.
  void count(Xapian::docid document, std::span<std::uint32_t> counts) const {
    if (document >= cells.size()) return;
    const std::uint32_t cell = cells[document];
    if (cell < counts.size()) {
      ++counts[cell];
    } else if (cell != nothing) {
      count_list(cell & ~many, counts);
    }
  }
  /// The spellings of one article, each below spellings() where the file is as it was written.
  std::span<const std::uint32_t> of(Xapian::docid document) const {
    if (document >= cells.size() || cells[document] == nothing) return {};
    return cells[document] < many ? cells.subspan(document, 1) : list(cells[document] & ~many);
  }
  std::size_t spellings() const { return value_of.size(); }
  /// Counts by value, of counts by spelling.
  std::vector<std::uint32_t> by_value(std::span<const std::uint32_t> by_spelling) const;

 private:
  std::span<const std::uint32_t> list(std::uint32_t place) const {
    if (place >= lists.size() || lists[place] >= lists.size() - place) return {};
    return lists.subspan(place + 1, lists[place]);
  }
  void count_list(std::uint32_t place, std::span<std::uint32_t> counts) const {
    for (const std::uint32_t spelling : list(place))
      if (spelling < counts.size()) ++counts[spelling];
  }
};

/// All facets of one revision of an index. Immutable, shared by all threads.
///
/// They lie in a file of the generation, facets-REVISION, that the writer makes before it commits that revision, and
/// that readers map. The index names the revision that the file was made for in its metadata: a file that was left
/// over by a commit that never happened, and a revision without a file, are told by that.
class FacetColumns {
 public:
  /// The bytes of the file, from the value slots of every article: some 0.2 s for a facet of a million articles.
  static std::string bytes(const Xapian::Database& database);
  /// The same bytes, of the columns of an earlier revision; only the articles that changed since are read from the
  /// index, which takes a fifth of the time.
  /// @param before is_as_written()
  /// @param changed the documents added, replaced or removed since, sorted, each once
  static std::string bytes(const Xapian::Database& database, const FacetColumns& before,
                           std::span<const Xapian::docid> changed);
  /// The same in the memory of this process alone.
  static std::shared_ptr<const FacetColumns> build(const Xapian::Database& database);
  /// The mapped file. @return null when there is none of the database's revision, or it is damaged
  static std::shared_ptr<const FacetColumns> open(const std::filesystem::path& generation,
                                                  const Xapian::Database& database);

  const std::vector<FacetColumn>& all() const { return columns_; }
  const FacetColumn* find(std::string_view field) const;
  /// Whether the disk gave back every byte; reads them all, which searching need not.
  bool is_as_written() const;

 private:
  bool read(std::span<const std::byte> bytes);
  std::vector<FacetColumn> columns_;
  std::span<const std::byte> bytes_;
  std::shared_ptr<const void> keeps_;  ///< the memory that the columns lie in
};

/// Where the columns of a revision lie.
std::filesystem::path facet_file(const std::filesystem::path& generation, Xapian::rev revision);
/// The revision whose columns the index is said to have; nullopt: none.
std::optional<Xapian::rev> facet_revision(const Xapian::Database& database);

}  // namespace caravan::schema
