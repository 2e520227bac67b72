#pragma once

#include <cstddef>
#include <string_view>

namespace caravan::html {

class Tokenizer;

/// Where the end tag of the <svg> stands that begins behind `at`, when the drawing is a plain one: well nested shapes,
/// nothing that HTML's rules for foreign content would treat in some way of their own. npos otherwise.
std::size_t plain_drawing_end(std::string_view html, const Tokenizer& tokenizer, std::size_t at);

}  // namespace caravan::html
