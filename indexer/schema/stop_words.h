#pragma once

#include <string_view>

namespace caravan::schema {

/// Whether a folded word says nothing by itself. Not ranked by, and not counted in the length of a
/// text; found all the same, and a word like others within phrases.
bool is_stop_word(std::string_view word);

}  // namespace caravan::schema
