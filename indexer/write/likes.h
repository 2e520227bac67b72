#pragma once

#include <string>

#include <xapian.h>

#include "indexer/schema/entry.h"

namespace caravan::write {

/// The text hash of another article of the index that says nearly the same as this one, with the same headline,
/// published at about the same time; one of the two was imported. Crawled ones are told apart before they come here
/// (crawler/sameness.h), by the same sketches. "" when there is none.
std::string hash_of_like(const schema::Entry& entry, const Xapian::Database& database);

}  // namespace caravan::write
