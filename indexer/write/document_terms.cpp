#include "indexer/write/document_terms.h"

#include "indexer/schema/entry.h"

namespace caravan::write {

bool has_term(const Xapian::Document& document, const std::string& wanted) {
  auto term = document.termlist_begin();
  term.skip_to(wanted);
  return term != document.termlist_end() && *term == wanted;
}

std::string text_hash_of(const Xapian::Document& document) {
  auto term = document.termlist_begin();
  term.skip_to(std::string(schema::prefix::text_hash));
  const bool found = term != document.termlist_end() && (*term).starts_with(schema::prefix::text_hash);
  return found ? *term : std::string();
}

}  // namespace caravan::write
