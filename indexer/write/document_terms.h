#pragma once

#include <string>
#include <vector>

#include <xapian.h>

namespace caravan::write {

bool has_term(const Xapian::Document& document, const std::string& wanted);

/// An article's terms for its text (schema::prefix::text_hash), ascending. Copies have one in common.
std::vector<std::string> text_hashes(const Xapian::Document& document);

}  // namespace caravan::write
