#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace caravan::extract {

/// All whole numbers of at most three digits in a text, in order, in the digits of any script.
std::vector<int> numbers_in(std::string_view text);

/// A headline without the number of its part, in any language: "Two shores (2/3)", "Two shores – Page 2 of 3",
/// "海を渡って（2ページ目）". Only that very number goes, and only behind a sign that sets it apart.
std::string without_part_number(std::string_view title, int number);

/// What may be a headline without the number of its part, whichever part it is: itself, and all that
/// without_part_number() makes of it.
std::vector<std::string> possible_headlines(std::string_view title);

}  // namespace caravan::extract
