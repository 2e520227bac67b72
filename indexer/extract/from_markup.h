#pragma once

#include <string>
#include <string_view>

#include "indexer/extract/blocks.h"
#include "indexer/extract/body.h"
#include "indexer/extract/dates.h"
#include "indexer/extract/evidence.h"

namespace caravan::extract {

/// What a visitor sees around the text: headline, byline with role and institution, theme labels, series. Looks
/// only near the headline and right behind the text, so that neighbours' facts stay theirs.
void read_markup(const Blocks& blocks, const Body& body, NumericOrder order, Findings& to);

/// schema.org microdata: itemprop=author, datePublished, headline, about, isPartOf.
void read_microdata(const html::Document& document, Findings& to);

/// What an element says: the value that its markup gives for machines (content, datetime), else its text.
std::string value_of(html::Node node);

}  // namespace caravan::extract
