#pragma once

#include <string>

#include "indexer/article/article.h"
#include "searchd/page/page_address.h"
#include "searchd/page/template.h"

namespace caravan::searchd {

// What a line of the list and the document page have in common.

/// ` lang="fr"` (begins with a space), or nothing where the language is unknown or what it is called is no language
/// tag.
Html lang_attribute(const article::Article& article);

/// "Jean Martin, Senior Fellow, Institute of X; Ana Silva", names linked to their articles.
Html authors_line(const article::Article& article, const PageAddress& home);

/// The themes, linked to their articles.
Html themes_line(const article::Article& article, const PageAddress& home);

/// "Friends of Europe · 12 October 2018 · discussion paper · French".
Html meta_line(const article::Article& article, int page = 0);

/// The way to its document page.
std::string reader_address(const std::string& root, const article::Article& article);

/// The article's own address, if a link to it is safe, else "".
Html link_of(const article::Article& article);

/// What stands for the title: the address where there is none.
std::string title_of(const article::Article& article);

/// "Jean Martin and Ana Silva. “Title.” Series. Site, 12 October 2018. https://..." as plain text; "n.d." where there
/// is no date.
std::string citation(const article::Article& article);

}  // namespace caravan::searchd
