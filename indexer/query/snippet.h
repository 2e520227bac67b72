#pragma once

#include <string_view>

#include "indexer/query/marks.h"
#include "indexer/query/search.h"
#include "indexer/query/word_places.h"

namespace caravan::query {

/// Cuts the passages that best show why an article matched: up to three, whole sentences where they fit, in the order
/// of the text, " … " between those that are apart.
/// @param body   plain text, UTF-8, any length
/// @param width  wanted length in characters (not bytes), clamped to 40..1000; cuts fall on word boundaries
/// @return       plain text with the matching places' byte ranges; the beginning of the body when nothing in it
/// matched;
///               empty when the body is empty. Never fails.
Snippet cut_snippet(std::string_view body, Marker& marker, int width);

/// The same of a stored text. Of one in pieces only those are unpacked where the words stand that it shows.
/// @param places  of the marker's words in it; not looked at where it is in one. @throws Failure (corrupt)
Snippet cut_snippet(schema::StoredText& text, const WordPlaces& places, Marker& marker, int width);

/// A title, or any short text, with its matching places.
Snippet marked(std::string_view text, Marker& marker);

}  // namespace caravan::query
