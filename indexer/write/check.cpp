#include <fmt/format.h>
#include <unistd.h>
#include <xapian.h>

#include "base/log.h"
#include "indexer/schema/entry.h"
#include "indexer/schema/layout.h"
#include "indexer/write/generation.h"
#include "indexer/write/update.h"

namespace caravan::write {
namespace {

void read_every_article(const std::filesystem::path& generation, std::vector<std::string>& findings) {
  const Xapian::Database database(generation.string());
  for (auto posting = database.postlist_begin({}); posting != database.postlist_end({}); ++posting) {
    try {
      const schema::Entry entry = schema::decode(database.get_document(*posting).get_data());
      if (database.get_termfreq(schema::id_term(entry.article.id)) != 1)
        findings.push_back(fmt::format("article {} is in the index more than once", entry.article.id));
    } catch (const Failure& failure) {
      findings.push_back(fmt::format("article number {}: {}", *posting, failure.error().what));
    }
  }
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
  } catch (...) {
    findings.push_back(schema::xapian_error(fmt::format("reading the index {}", generation->string())).what);
  }
  return findings;
}

}  // namespace caravan::write
