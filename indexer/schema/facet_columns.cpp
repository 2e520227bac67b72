// The file: a header (mark, size, number of columns), a directory with one entry a column, then the columns' arrays of
// 32-bit numbers and their texts, each at a multiple of four. Numbers are the machine's own: an index does not travel
// between machines of different byte order, and the mark would not be recognised there.

#include "indexer/schema/facet_columns.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "indexer/schema/entry.h"
#include "indexer/schema/layout.h"
#include "indexer/schema/mapped_file.h"

namespace caravan::schema {
namespace {

constexpr std::uint64_t file_mark = 0x0100434C4F435643;  // "CVCOLC", 1

struct Header {
  std::uint64_t mark = file_mark;
  std::uint64_t size = 0;
  std::uint64_t columns = 0;
};

/// A part of the file: where it begins, and how many numbers or characters it holds.
struct Section {
  std::uint64_t at = 0, count = 0;
};

struct DirectoryEntry {
  std::uint64_t slot = 0;
  Section cells, lists, value_of, value_ends, value_texts, folded_ends, folded_texts;
};

/// Gives every label a number, and groups those that are folded the same.
class Dictionary {
 public:
  std::uint32_t spelling(std::string_view label) {
    const auto known = numbers_.find(std::string(label));
    if (known != numbers_.end()) {
      ++uses_[known->second];
      return known->second;
    }
    const auto number = static_cast<std::uint32_t>(labels_.size());
    const auto value = static_cast<std::uint32_t>(by_folded_.size());
    value_of_.push_back(by_folded_.emplace(fold_label(label), value).first->second);
    numbers_.emplace(label, number);
    labels_.emplace_back(label);
    uses_.push_back(1);
    return number;
  }

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
  std::unordered_map<std::string, std::uint32_t> numbers_, by_folded_;
  std::vector<std::string> labels_;
  std::vector<std::uint32_t> uses_, value_of_;
};

class FileWriter {
 public:
  explicit FileWriter(std::size_t columns) : directory_(columns) {
    bytes_.resize(sizeof(Header) + columns * sizeof(DirectoryEntry));
  }

  void add(std::size_t column, const Field& field, const Xapian::Database& database) {
    std::vector<std::uint32_t> cells(static_cast<std::size_t>(database.get_lastdocid()) + 1, FacetColumn::nothing);
    std::vector<std::uint32_t> lists, own;
    Dictionary dictionary;
    const auto slot = static_cast<Xapian::valueno>(field.slot);
    for (auto value = database.valuestream_begin(slot); value != database.valuestream_end(slot); ++value) {
      const std::string labels = *value;
      own.clear();
      for (std::size_t begin = 0; begin <= labels.size();) {
        const std::size_t end = std::min(labels.find(value_separator, begin), labels.size());
        own.push_back(dictionary.spelling(std::string_view(labels).substr(begin, end - begin)));
        begin = end + 1;
      }
      cells[value.get_docid()] =
          own.size() == 1 ? own[0] : FacetColumn::many | static_cast<std::uint32_t>(lists.size());
      if (own.size() == 1) continue;
      lists.push_back(static_cast<std::uint32_t>(own.size()));
      lists.insert(lists.end(), own.begin(), own.end());
    }
    DirectoryEntry& entry = directory_[column];
    entry.slot = slot;
    entry.cells = numbers(cells);
    entry.lists = numbers(lists);
    entry.value_of = numbers(dictionary.value_of());
    texts(dictionary.shown(), entry.value_ends, entry.value_texts);
    texts(dictionary.folded(), entry.folded_ends, entry.folded_texts);
  }

  std::string finish() {
    Header header;
    header.size = bytes_.size();
    header.columns = directory_.size();
    std::memcpy(bytes_.data(), &header, sizeof header);
    std::memcpy(bytes_.data() + sizeof header, directory_.data(), directory_.size() * sizeof(DirectoryEntry));
    return std::move(bytes_);
  }

 private:
  Section numbers(const std::vector<std::uint32_t>& from) {
    const Section section{bytes_.size(), from.size()};
    bytes_.append(reinterpret_cast<const char*>(from.data()), from.size() * sizeof(std::uint32_t));
    return section;
  }

  void texts(const std::vector<std::string>& from, Section& ends, Section& characters) {
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

  std::string bytes_;
  std::vector<DirectoryEntry> directory_;
};

/// Reads sections and remembers whether one of them reaches beyond the file.
class FileReader {
 public:
  explicit FileReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::span<const std::uint32_t> numbers(const Section& section) {
    if (!fits(section, sizeof(std::uint32_t)) || section.at % sizeof(std::uint32_t) != 0) return {};
    return {reinterpret_cast<const std::uint32_t*>(bytes_.data() + section.at), section.count};
  }
  TextTable texts(const Section& ends, const Section& characters) {
    const std::span<const std::uint32_t> last = numbers(ends);
    sound_ = sound_ && fits(characters, 1) && std::is_sorted(last.begin(), last.end()) &&
             (last.empty() || last.back() == characters.count);
    if (!sound_) return {};
    return {last, {reinterpret_cast<const char*>(bytes_.data() + characters.at), characters.count}};
  }
  bool sound() const { return sound_; }

 private:
  bool fits(const Section& section, std::size_t width) {
    const bool inside = section.at <= bytes_.size() && section.count <= (bytes_.size() - section.at) / width;
    sound_ = sound_ && inside;
    return inside;
  }

  std::span<const std::byte> bytes_;
  bool sound_ = true;
};

std::vector<const Field*> facet_fields() {
  std::vector<const Field*> facets;
  for (const Field& field : fields)
    if (field.facet) facets.push_back(&field);
  return facets;
}

}  // namespace

std::vector<std::uint32_t> FacetColumn::by_value(std::span<const std::uint32_t> by_spelling) const {
  std::vector<std::uint32_t> counts(values.size(), 0);
  for (std::size_t i = 0; i < value_of.size(); ++i)
    if (value_of[i] < counts.size()) counts[value_of[i]] += by_spelling[i];
  return counts;
}

std::string FacetColumns::bytes(const Xapian::Database& database) {
  const std::vector<const Field*> facets = facet_fields();
  FileWriter writer(facets.size());
  for (std::size_t i = 0; i < facets.size(); ++i) writer.add(i, *facets[i], database);
  return writer.finish();
}

std::shared_ptr<const FacetColumns> FacetColumns::build(const Xapian::Database& database) {
  const auto memory = std::make_shared<const std::string>(bytes(database));
  auto columns = std::make_shared<FacetColumns>();
  columns->keeps_ = memory;
  columns->read(std::as_bytes(std::span(*memory)));
  return columns;
}

std::shared_ptr<const FacetColumns> FacetColumns::open(const std::filesystem::path& generation,
                                                       const Xapian::Database& database) {
  const Xapian::rev revision = database.get_revision();
  if (facet_revision(database) != revision) return nullptr;
  std::optional<MappedFile> file = MappedFile::open(facet_file(generation, revision));
  if (!file) return nullptr;
  const auto mapped = std::make_shared<const MappedFile>(std::move(*file));
  auto columns = std::make_shared<FacetColumns>();
  columns->keeps_ = mapped;
  return columns->read(mapped->bytes()) ? columns : nullptr;
}

bool FacetColumns::read(std::span<const std::byte> bytes) {
  Header header;
  const std::vector<const Field*> facets = facet_fields();
  const std::size_t front = sizeof header + facets.size() * sizeof(DirectoryEntry);
  if (bytes.size() < front) return false;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.mark != file_mark || header.size != bytes.size() || header.columns != facets.size()) return false;
  FileReader reader(bytes);
  for (std::size_t i = 0; i < facets.size(); ++i) {
    DirectoryEntry entry;
    std::memcpy(&entry, bytes.data() + sizeof header + i * sizeof entry, sizeof entry);
    if (entry.slot != static_cast<std::uint64_t>(facets[i]->slot)) return false;
    FacetColumn column;
    column.field = facets[i];
    column.cells = reader.numbers(entry.cells);
    column.lists = reader.numbers(entry.lists);
    column.value_of = reader.numbers(entry.value_of);
    column.values = reader.texts(entry.value_ends, entry.value_texts);
    column.folded = reader.texts(entry.folded_ends, entry.folded_texts);
    if (!reader.sound() || column.values.size() != column.folded.size()) return false;
    columns_.push_back(column);
  }
  return true;
}

const FacetColumn* FacetColumns::find(std::string_view field) const {
  for (const FacetColumn& column : columns_)
    if (column.field->name == field) return &column;
  return nullptr;
}

std::filesystem::path facet_file(const std::filesystem::path& generation, Xapian::rev revision) {
  return generation / fmt::format("{}{}", layout::facet_prefix, revision);
}

std::optional<Xapian::rev> facet_revision(const Xapian::Database& database) {
  const std::string text = database.get_metadata(std::string(mark::facets));
  Xapian::rev revision = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), revision);
  return error == std::errc() && !text.empty() ? std::optional(revision) : std::nullopt;
}

}  // namespace caravan::schema
