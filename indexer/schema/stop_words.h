#pragma once

#include <string_view>

namespace caravan::query {

/// Whether a folded word says nothing by itself. Left out of ranking when the query has other words; never out of phrases.
bool is_stop_word(std::string_view word);

}  // namespace caravan::query
