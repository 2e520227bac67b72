// How the file of the facet columns is made: of every article's values, or of the columns of an earlier revision and
// the values of the articles that changed since. Both number what they meet in the order of the articles, so that they
// give the same bytes.

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <utility>

#include <xapian.h>

#include "indexer/schema/analysis.h"
#include "indexer/schema/entry.h"
#include "indexer/schema/facet_columns.h"
#include "indexer/schema/facet_file_format.h"

namespace caravan::schema {
namespace {

/// Gives every label a number, and groups those that are folded the same.
class Dictionary {
 public:
  std::uint32_t use(std::string_view label) {
    const auto known = numbers_.find(std::string(label));
    return known != numbers_.end() ? use(known->second) : add(label, fold_label(label));
  }
  /// @param folded  of the label: folding is most of the work with many authors
  std::uint32_t use(std::string_view label, std::string_view folded) {
    const auto known = numbers_.find(std::string(label));
    return known != numbers_.end() ? use(known->second) : add(label, std::string(folded));
  }
  std::uint32_t use(std::uint32_t number) {
    ++uses_[number];
    return number;
  }

  const std::vector<std::string>& labels() const { return labels_; }
  const std::vector<std::uint32_t>& value_of() const { return value_of_; }

  std::vector<std::string> folded() const {
    std::vector<std::string> texts(by_folded_.size());
    for (const auto& [text, value] : by_folded_) texts[value] = text;
    return texts;
  }

  /// The spelling that most articles use, of those used as often the first in order.
  std::vector<std::string> shown() const {
    std::vector<std::uint32_t> best(by_folded_.size(), FacetColumn::nothing);
    for (std::uint32_t i = 0; i < labels_.size(); ++i) {
      std::uint32_t& so_far = best[value_of_[i]];
      if (so_far == FacetColumn::nothing || uses_[i] > uses_[so_far] ||
          (uses_[i] == uses_[so_far] && labels_[i] < labels_[so_far]))
        so_far = i;
    }
    std::vector<std::string> texts;
    for (const std::uint32_t spelling : best) texts.push_back(labels_[spelling]);
    return texts;
  }

 private:
  std::uint32_t add(std::string_view label, std::string folded) {
    const auto number = static_cast<std::uint32_t>(labels_.size());
    const auto value = static_cast<std::uint32_t>(by_folded_.size());
    value_of_.push_back(by_folded_.emplace(std::move(folded), value).first->second);
    numbers_.emplace(label, number);
    labels_.emplace_back(label);
    uses_.push_back(1);
    return number;
  }

  std::unordered_map<std::string, std::uint32_t> numbers_, by_folded_;
  std::vector<std::string> labels_;
  std::vector<std::uint32_t> uses_, value_of_;
};

/// One column, filled in the order of the articles.
class ColumnWriter {
 public:
  ColumnWriter(const Field& field, const Xapian::Database& database)
      : database_(database),
        slot_(static_cast<Xapian::valueno>(field.slot)),
        cells_(static_cast<std::size_t>(database.get_lastdocid()) + 1, FacetColumn::nothing) {}

  void read_all() {
    for (auto value = database_.valuestream_begin(slot_); value != database_.valuestream_end(slot_); ++value)
      put(value.get_docid(), *value);
  }

  void carry_on(const FacetColumn& before, std::span<const Xapian::docid> changed) {
    std::vector<std::uint32_t> renumbered(before.spellings(), FacetColumn::nothing);
    auto value = database_.valuestream_begin(slot_);
    auto next = changed.begin();
    for (Xapian::docid document = 1; document < cells_.size(); ++document) {
      if (next != changed.end() && *next == document) {
        ++next;
        if (value != database_.valuestream_end(slot_)) value.skip_to(document);
        if (value != database_.valuestream_end(slot_) && value.get_docid() == document) put(document, *value);
        continue;
      }
      own_.clear();
      for (const std::uint32_t spelling : before.of(document)) own_.push_back(carry(before, spelling, renumbered));
      put_own(document);
    }
  }

  const std::vector<std::uint32_t>& cells() const { return cells_; }
  const std::vector<std::uint32_t>& lists() const { return lists_; }
  const Dictionary& dictionary() const { return dictionary_; }

 private:
  std::uint32_t carry(const FacetColumn& before, std::uint32_t spelling, std::vector<std::uint32_t>& renumbered) {
    std::uint32_t& number = renumbered[spelling];
    if (number != FacetColumn::nothing) return dictionary_.use(number);
    return number = dictionary_.use(before.labels[spelling], before.folded[before.value_of[spelling]]);
  }

  void put(Xapian::docid document, std::string_view labels) {
    own_.clear();
    for (std::size_t begin = 0; begin <= labels.size();) {
      const std::size_t end = std::min(labels.find(value_separator, begin), labels.size());
      own_.push_back(dictionary_.use(labels.substr(begin, end - begin)));
      begin = end + 1;
    }
    put_own(document);
  }

  void put_own(Xapian::docid document) {
    if (own_.empty()) return;
    cells_[document] = own_.size() == 1 ? own_[0] : FacetColumn::many | static_cast<std::uint32_t>(lists_.size());
    if (own_.size() == 1) return;
    lists_.push_back(static_cast<std::uint32_t>(own_.size()));
    lists_.insert(lists_.end(), own_.begin(), own_.end());
  }

  const Xapian::Database& database_;
  Xapian::valueno slot_;
  std::vector<std::uint32_t> cells_, lists_, own_;
  Dictionary dictionary_;
};

class FileWriter {
 public:
  FileWriter() : directory_(fields_.size()) {
    bytes_.resize(sizeof(FacetFileHeader) + directory_.size() * sizeof(FacetDirectoryEntry));
  }

  const std::vector<const Field*>& columns() const { return fields_; }

  void add(std::size_t number, const ColumnWriter& column) {
    FacetDirectoryEntry& entry = directory_[number];
    entry.slot = static_cast<std::uint64_t>(fields_[number]->slot);
    entry.cells = numbers(column.cells());
    entry.lists = numbers(column.lists());
    entry.value_of = numbers(column.dictionary().value_of());
    texts(column.dictionary().labels(), entry.label_ends, entry.label_texts);
    texts(column.dictionary().shown(), entry.value_ends, entry.value_texts);
    texts(column.dictionary().folded(), entry.folded_ends, entry.folded_texts);
  }

  std::string finish() {
    FacetFileHeader header;
    header.size = bytes_.size();
    header.columns = directory_.size();
    std::memcpy(bytes_.data() + sizeof header, directory_.data(), directory_.size() * sizeof(FacetDirectoryEntry));
    header.sum = facet_file_sum(std::as_bytes(std::span(bytes_)).subspan(sizeof header));
    std::memcpy(bytes_.data(), &header, sizeof header);
    return std::move(bytes_);
  }

 private:
  FacetFileSection numbers(const std::vector<std::uint32_t>& from) {
    const FacetFileSection section{bytes_.size(), from.size()};
    bytes_.append(reinterpret_cast<const char*>(from.data()), from.size() * sizeof(std::uint32_t));
    return section;
  }

  void texts(const std::vector<std::string>& from, FacetFileSection& ends, FacetFileSection& characters) {
    std::string joined;
    std::vector<std::uint32_t> last;
    for (const std::string& text : from) {
      joined += text;
      last.push_back(static_cast<std::uint32_t>(joined.size()));
    }
    ends = numbers(last);
    characters = {bytes_.size(), joined.size()};
    bytes_ += joined;
    bytes_.resize((bytes_.size() + 3) / 4 * 4);
  }

  std::vector<const Field*> fields_ = facet_fields();
  std::vector<FacetDirectoryEntry> directory_;
  std::string bytes_;
};

}  // namespace

std::string FacetColumns::bytes(const Xapian::Database& database) {
  FileWriter file;
  for (std::size_t i = 0; i < file.columns().size(); ++i) {
    ColumnWriter column(*file.columns()[i], database);
    column.read_all();
    file.add(i, column);
  }
  return file.finish();
}

std::string FacetColumns::bytes(const Xapian::Database& database, const FacetColumns& before,
                                std::span<const Xapian::docid> changed) {
  FileWriter file;
  for (std::size_t i = 0; i < file.columns().size(); ++i) {
    ColumnWriter column(*file.columns()[i], database);
    column.carry_on(before.all()[i], changed);
    file.add(i, column);
  }
  return file.finish();
}

}  // namespace caravan::schema
