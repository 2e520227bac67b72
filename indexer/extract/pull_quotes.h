#pragma once

#include <string>
#include <vector>

#include "indexer/extract/blocks.h"

namespace caravan::extract {

/// Takes the pull quotes out of the chosen blocks: a block that is set apart and only repeats a sentence of another
/// one. Also finds those that were never chosen (hidden from screen readers, for example) but stand among the text.
/// @return the quotes, in order, without quotation marks around them
std::vector<std::string> take_pull_quotes(const Blocks& blocks, std::vector<std::size_t>& chosen);

}  // namespace caravan::extract
