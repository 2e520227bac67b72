#include "indexer/schema/facet_columns.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

#include "indexer/schema/facet_file_format.h"
#include "indexer/schema/layout.h"
#include "indexer/schema/mapped_file.h"

namespace caravan::schema {
namespace {

/// Reads sections and remembers whether one of them reaches beyond the file.
class FileReader {
 public:
  explicit FileReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::span<const std::uint32_t> numbers(const FacetFileSection& section) {
    if (!fits(section, sizeof(std::uint32_t)) || section.at % sizeof(std::uint32_t) != 0) return {};
    return {reinterpret_cast<const std::uint32_t*>(bytes_.data() + section.at), section.count};
  }
  TextTable texts(const FacetFileSection& ends, const FacetFileSection& characters) {
    const std::span<const std::uint32_t> last = numbers(ends);
    sound_ = sound_ && fits(characters, 1) && std::is_sorted(last.begin(), last.end()) &&
             (last.empty() || last.back() == characters.count);
    if (!sound_) return {};
    return {last, {reinterpret_cast<const char*>(bytes_.data() + characters.at), characters.count}};
  }
  bool sound() const { return sound_; }

 private:
  bool fits(const FacetFileSection& section, std::size_t width) {
    const bool inside = section.at <= bytes_.size() && section.count <= (bytes_.size() - section.at) / width;
    sound_ = sound_ && inside;
    return inside;
  }

  std::span<const std::byte> bytes_;
  bool sound_ = true;
};

}  // namespace

std::vector<std::uint32_t> FacetColumn::by_value(std::span<const std::uint32_t> by_spelling) const {
  std::vector<std::uint32_t> counts(values.size(), 0);
  for (std::size_t i = 0; i < value_of.size(); ++i)
    if (value_of[i] < counts.size()) counts[value_of[i]] += by_spelling[i];
  return counts;
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
  FacetFileHeader header;
  const std::vector<const Field*> facets = facet_fields();
  const std::size_t front = sizeof header + facets.size() * sizeof(FacetDirectoryEntry);
  if (bytes.size() < front) return false;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.mark != facet_file_mark || header.size != bytes.size() || header.columns != facets.size()) return false;
  bytes_ = bytes;
  FileReader reader(bytes);
  for (std::size_t i = 0; i < facets.size(); ++i) {
    FacetDirectoryEntry entry;
    std::memcpy(&entry, bytes.data() + sizeof header + i * sizeof entry, sizeof entry);
    if (entry.slot != static_cast<std::uint64_t>(facets[i]->slot)) return false;
    FacetColumn column;
    column.field = facets[i];
    column.cells = reader.numbers(entry.cells);
    column.lists = reader.numbers(entry.lists);
    column.value_of = reader.numbers(entry.value_of);
    column.labels = reader.texts(entry.label_ends, entry.label_texts);
    column.values = reader.texts(entry.value_ends, entry.value_texts);
    column.folded = reader.texts(entry.folded_ends, entry.folded_texts);
    if (!reader.sound() || column.values.size() != column.folded.size() ||
        column.labels.size() != column.value_of.size())
      return false;
    columns_.push_back(column);
  }
  return true;
}

bool FacetColumns::is_as_written() const {
  FacetFileHeader header;
  if (bytes_.size() < sizeof header) return false;
  std::memcpy(&header, bytes_.data(), sizeof header);
  return header.sum == facet_file_sum(bytes_.subspan(sizeof header));
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
