#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "indexer/article/article.h"

namespace caravan::extract {

struct Position {
  std::string role, institution;  ///< either may be empty
};

/// "Senior Research Fellow at the Finnish Institute of International Affairs", "Role, Institution", "Role of
/// Institution", "Role bei/an der/à/au/di/pada Institution". A text without a word of either kind gives two empty ones.
Position split_position(std::string_view text);

/// The people of "By Ann Lee and Bo Chen", "von A, B und C", "文/王小明", "A; B". Empty when no person is named.
std::vector<std::string> split_names(std::string_view byline);

/// The same with what stands behind a single name: "by Ann Lee, Senior Fellow, Some Institute".
std::vector<article::Author> read_byline(std::string_view byline);

/// Whether a short text begins with the word that introduces an author: "By", "von", "par", "oleh", "作者：" ...
bool begins_like_byline(std::string_view text);

/// Whether a text looks like one person's name, in any script: two to five capitalised words with particles, or a few
/// ideographs. Words of organisations and of pages ("Team", "Read more") say no.
bool looks_like_name(std::string_view text);

/// Whether a name is that of nobody: "admin", "Staff Reporter", an address, a handle.
bool is_nobody(std::string_view name);

/// A name as it is written, without "By", titles behind commas that are degrees, brackets, stray signs.
std::string clean_name(std::string_view text);

}  // namespace caravan::extract
