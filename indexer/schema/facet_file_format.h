#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "indexer/schema/fields.h"

/// The file of the facet columns: a header, a directory with one entry a column, then the columns' arrays of 32-bit
/// numbers and their texts, each at a multiple of four. Numbers are the machine's own: an index does not travel between
/// machines of different byte order, and the mark would not be recognised there.
namespace caravan::schema {

inline constexpr std::uint64_t facet_file_mark = 0x0200434C4F435643;  // "CVCOLC", 2

struct FacetFileHeader {
  std::uint64_t mark = facet_file_mark;
  std::uint64_t size = 0;
  std::uint64_t columns = 0;
  std::uint64_t sum = 0;  ///< of all that follows
};

/// A part of the file: where it begins, and how many numbers or characters it holds.
struct FacetFileSection {
  std::uint64_t at = 0, count = 0;
};

struct FacetDirectoryEntry {
  std::uint64_t slot = 0;
  FacetFileSection cells, lists, value_of, label_ends, label_texts, value_ends, value_texts, folded_ends, folded_texts;
};

/// Tells a file that the disk did not keep as it was written; a word at a time, for a million articles are 40 MB.
inline std::uint64_t facet_file_sum(std::span<const std::byte> bytes) {
  std::uint64_t sum = bytes.size();
  for (std::size_t at = 0; at < bytes.size(); at += sizeof sum) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, std::min(sizeof word, bytes.size() - at));
    sum = (sum ^ word) * 0x9e3779b97f4a7c15ULL;
    sum ^= sum >> 32U;
  }
  return sum;
}

inline std::vector<const Field*> facet_fields() {
  std::vector<const Field*> facets;
  for (const Field& field : fields)
    if (field.facet) facets.push_back(&field);
  return facets;
}

}  // namespace caravan::schema
