#include "indexer/write/document_terms.h"

#include "indexer/schema/entry.h"

namespace caravan::write {

bool has_term(const Xapian::Document& document, const std::string& wanted) {
  auto term = document.termlist_begin();
  term.skip_to(wanted);
  return term != document.termlist_end() && *term == wanted;
}

std::vector<std::string> text_hashes(const Xapian::Document& document) {
  std::vector<std::string> hashes;
  auto term = document.termlist_begin();
  for (term.skip_to(std::string(schema::prefix::text_hash)); term != document.termlist_end(); ++term) {
    if (!(*term).starts_with(schema::prefix::text_hash)) break;
    hashes.push_back(*term);
  }
  return hashes;
}

}  // namespace caravan::write
