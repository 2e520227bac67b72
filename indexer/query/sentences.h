#pragma once

#include <cstddef>
#include <string_view>

#include "indexer/schema/stored_text.h"

namespace caravan::query {

/// A stretch of a text, in bytes.
struct Range {
  std::size_t begin = 0, end = 0;
};

/// The sentence around a place, without the space before and after. Where none ends within reach, a stretch of text.
/// Loads what it looks at, and the whole sentence.
Range sentence_around(schema::StoredText& text, std::size_t place);

/// At most `width` characters of a range, around `focus`, cut between words.
Range window(std::string_view text, Range range, std::size_t focus, std::size_t width);

/// Whole sentences from the beginning, as many as fit.
Range lead_of(schema::StoredText& text, std::size_t width);

/// Whether only white space stands between two places, looked at from the one or the other.
bool only_space_before(schema::StoredText& text, std::size_t begin, std::size_t end);
bool only_space_behind(schema::StoredText& text, std::size_t begin, std::size_t end);

/// A stretch widened to white space on both sides, where there is some within reach, and loaded. Reads no further
/// pieces for that.
Range between_words(schema::StoredText& text, Range range);

}  // namespace caravan::query
