#pragma once

#include <nlohmann/json_fwd.hpp>

namespace caravan::bench {

/// What a hit costs to read, by the length of its text and the kind of query, in milliseconds: {"2000": {"two words":
/// {"passages": .., "facts": .., "xapian": ..}}}. `passages`: what a search with them takes longer; `facts`: what one
/// without them takes longer than none of the hits read; `xapian`: MSet::snippet() on a text that lies at hand.
nlohmann::ordered_json passages();

}  // namespace caravan::bench
