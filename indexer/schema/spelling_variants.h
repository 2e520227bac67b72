#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace caravan::schema {

/// Makes British and American spellings of a folded word one, in place: organization and organisation become
/// "organisation" (the stem of which, unlike that of organization, is not "organ"), labor and labour "labor".
void fold_spelling_variants(std::string& word);

/// How words may begin that, once they are folded, begin with these letters: "col" for col, "cent" for cent, "sce" for
/// ske. Never longer than `letters`, itself left out.
std::vector<std::string> variant_beginnings(std::string_view letters);

}  // namespace caravan::schema
