#pragma once

#include <vector>

#include "indexer/extract/body.h"
#include "indexer/extract/evidence.h"
#include "indexer/extract/extract.h"

namespace caravan::extract {

/// Everything that --explain shows: each candidate for each fact, the detected language where no markup says so, and of
/// the body the element that won, what each rule did to it, and how sure the whole is.
std::vector<Evidence> evidence_of(const Findings& findings, const article::Article& article, const Blocks& blocks,
                                  const Body& body);

}  // namespace caravan::extract
