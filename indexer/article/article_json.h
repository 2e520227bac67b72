#pragma once

#include <nlohmann/json_fwd.hpp>

#include "base/error.h"
#include "indexer/article/article.h"

namespace caravan::article {

/// The one JSON form of an article (DESIGN.md, "Article JSON"); absent facts are left out. Keys in the documented
/// order.
nlohmann::ordered_json to_json(const Article& article);

/// Reads it back. Also accepts what `import` may bring: `authors` and `themes` as strings, or one string with names
/// separated by "; ", `author`, `theme`, `date`, `text` for `body`; unknown keys are ignored. Without `url` the id
/// stands for it.
/// @return Fault::usage naming the key that has the wrong type or value, or when neither id nor url is there.
Result<Article> from_json(const nlohmann::json& json);

}  // namespace caravan::article
