#pragma once

#include <string_view>

namespace caravan::extract {

/// Whether a short text begins like the labels that stand over or in what is no article text: "Related", "About the
/// author", "Subscribe", "Lire aussi", "Baca juga", "相关阅读" ... A hint, never a verdict.
bool sounds_like_furniture(std::string_view text);

/// Whether a text names a photographer or an agency, or says that it is about a photo: "(AP Photo", "© Reuters", "Foto:
/// "
/// ... A hint, never a verdict.
bool names_credit(std::string_view text);

}  // namespace caravan::extract
