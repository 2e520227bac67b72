#include <fmt/format.h>
#include <unistd.h>
#include <xapian.h>

#include "base/durable_file.h"
#include "base/log.h"
#include "indexer/schema/entry.h"
#include "indexer/schema/facet_columns.h"
#include "indexer/schema/layout.h"
#include "indexer/write/generation.h"
#include "indexer/write/update.h"

namespace caravan::write {
namespace {

void read_every_article(const std::filesystem::path& generation, std::vector<std::string>& findings) {
  const Xapian::Database database(generation.string());
  for (auto posting = database.postlist_begin({}); posting != database.postlist_end({}); ++posting) {
    try {
      const schema::Entry entry = schema::read_entry(database, *posting);
      if (database.get_termfreq(schema::id_term(entry.article.id)) != 1)
        findings.push_back(fmt::format("article {} is in the index more than once", entry.article.id));
    } catch (const Failure& failure) {
      findings.push_back(fmt::format("article number {}: {}", *posting, failure.error().what));
    }
  }
}

/// What is counted must be what the articles say.
void compare_facets(const std::filesystem::path& generation, std::vector<std::string>& findings) {
  const Xapian::Database database(generation.string());
  if (schema::facet_revision(database) != database.get_revision()) return;
  const std::filesystem::path file = schema::facet_file(generation, database.get_revision());
  const Result<std::string> bytes = read_file(file);
  if (!bytes && bytes.error().fault == Fault::not_found) return;
  if (!bytes || *bytes != schema::FacetColumns::bytes(database))
    findings.push_back(
        fmt::format("{} does not count what the articles say; run: caravan index --rebuild", file.string()));
}

}  // namespace

Result<std::vector<std::string>> check_index(const Config& config) {
  const Result<std::filesystem::path> generation = schema::live_generation(config.index_dir());
  if (!generation) return tl::unexpected(generation.error());
  std::vector<std::string> findings;
  try {
    // Xapian opens the tables for writing to check them, which a mere reader may not.
    if (::access(generation->c_str(), W_OK) != 0) {
      log(LogLevel::warning, "{}: only read, since its tables are checked with the right to write",
          generation->string());
    } else if (const std::string broken = find_broken_tables(*generation); !broken.empty()) {
      findings.push_back(fmt::format("{}; run: caravan index --rebuild", broken));
    }
    read_every_article(*generation, findings);
    compare_facets(*generation, findings);
  } catch (...) {
    findings.push_back(schema::xapian_error(fmt::format("reading the index {}", generation->string())).what);
  }
  return findings;
}

}  // namespace caravan::write
