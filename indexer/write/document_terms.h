#pragma once

#include <string>

#include <xapian.h>

namespace caravan::write {

bool has_term(const Xapian::Document& document, const std::string& wanted);

/// The first of an article's terms for its text (schema::prefix::text_hash); "" where it has none. Copies have one in
/// common.
std::string text_hash_of(const Xapian::Document& document);

}  // namespace caravan::write
