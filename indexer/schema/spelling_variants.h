#pragma once

#include <string>

namespace caravan::schema {

/// Makes British and American spellings of a folded word one, in place: organization and organisation become
/// "organisation" (the stem of which, unlike that of organization, is not "organ"), labor and labour "labor".
void fold_spelling_variants(std::string& word);

}  // namespace caravan::schema
