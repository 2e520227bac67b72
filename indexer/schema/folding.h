#pragma once

#include <string>
#include <string_view>

namespace caravan::schema {

/// One character of an unspaced script as it stands in the index: compatibility forms and width folded, nothing
/// dropped.
std::string fold_gram(std::string_view character);

}  // namespace caravan::schema
