#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace caravan::schema {

/// WHO, U.S., IT's: at least two Latin letters, all of them capitals.
bool is_in_capitals(std::string_view written);

/// Whether the word at text[begin, end) is written in capitals where its neighbours are not: WHO in "the WHO says", but
/// not in "WHO SAYS SO". One neighbour in capitals is another acronym ("WHO EU office"), two are a headline.
bool stands_out_in_capitals(std::string_view text, std::size_t begin, std::size_t end);

/// A stop word that stands out in capitals is a word of its own, and has this for a stem; no other word is written so.
std::string acronym_word(std::string_view stop_word);
/// The stop word in it; empty when it is none of these.
std::string_view stop_word_of(std::string_view acronym_word);

}  // namespace caravan::schema
