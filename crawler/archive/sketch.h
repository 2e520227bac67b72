#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.h"

namespace caravan::archive {

/// A few hundred bytes that tell how alike two texts are: a MinHash signature (Broder 1997) over runs of four words, or
/// of four characters in scripts without spaces, with the headline and the day beside it. Byte order is fixed.
/// @return "" for a text that is too short to be told from others this way
std::string sketch_of(std::string_view title, std::string_view text, const std::optional<Day>& published);

/// How much of their runs of words two texts have in common, 0..1 (Jaccard; standard error at most 0.065).
double likeness(std::string_view sketch, std::string_view other);

/// Whether two sketches are of one article: a print version, a copy at another publisher's, with a line more or less.
/// Editions of a text that returns every year are not.
bool is_same_article(std::string_view sketch, std::string_view other);

/// Keys to look a sketch's likes up by: two texts share at least one with a probability of 0.99 at a likeness of 0.8.
std::vector<std::int64_t> bands_of(std::string_view sketch);

}  // namespace caravan::archive
