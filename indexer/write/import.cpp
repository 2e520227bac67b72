#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/unicode.h"
#include "indexer/article/article_json.h"
#include "indexer/write/kept_imports.h"
#include "indexer/write/open_index.h"
#include "indexer/write/update.h"

namespace caravan::write {
namespace {

Result<schema::Entry> read_line(const std::string& line) {
  const nlohmann::json json = nlohmann::json::parse(to_valid_utf8(line), nullptr, false);
  if (json.is_discarded()) return fail(Fault::usage, "not JSON");
  Result<article::Article> article = article::from_json(json);
  if (!article) return tl::unexpected(article.error());
  // It would be found by nothing, and blank out an article of the same id.
  if (article->title.empty() && article->body.empty())
    return fail(Fault::usage, "the article has neither \"title\" nor \"text\"");
  schema::Entry entry;
  entry.article = std::move(*article);
  if (entry.article.id.empty()) entry.article.id = article::article_id(entry.article.url);
  if (entry.article.url.empty()) entry.article.url = entry.article.id;
  if (entry.article.type.empty()) entry.article.type = "article";
  entry.imported = true;
  return entry;
}

void count(Put put, UpdateReport& report) {
  switch (put) {
    case Put::added:
      ++report.added;
      break;
    case Put::changed:
      ++report.changed;
      break;
    case Put::unchanged:
      ++report.unchanged;
      break;
  }
}

/// The index holds now whatever the archive keeps, where it was made from it.
void mark_imports(const archive::ArchiveReader& archive, IndexWriter& writer) {
  Mark mark = writer.mark();
  if (!mark.archive.empty() && mark.archive != archive.identity()) return;
  mark.archive = archive.identity();
  mark.imports = archive.last_import();
  if (mark.imports > 0) writer.set_mark(mark);
}

bool is_blank(const std::string& line) { return line.find_first_not_of(" \t\r") == std::string::npos; }

}  // namespace

Result<UpdateReport> import_articles(const Config& config, std::istream& lines, const UpdateOptions& options) {
  Result<OpenedIndex> index = open_index(config.index_dir(), options.rebuild);
  if (!index) return tl::unexpected(index.error());
  if (!index->reason.empty()) return fail(Fault::config, index->reason, "run: caravan index --rebuild");
  Result<archive::ImportWriter> imports = archive::ImportWriter::open(config.crawl_db());
  if (!imports) return tl::unexpected(imports.error());
  const Result<archive::ArchiveReader> archive = archive::ArchiveReader::open(config.crawl_db());
  if (!archive) return tl::unexpected(archive.error());
  UpdateReport report;
  if (!archive->keeps_imports()) take_over_imports(*imports, *index, report);
  follow_imports(*archive, index->writer, report, false);
  std::int64_t number = 0;
  for (std::string line; !options.stop.stop_requested() && std::getline(lines, line);) {
    ++number;
    if (is_blank(line)) continue;
    const Result<schema::Entry> entry = read_line(line);
    if (entry) {
      keep(*imports, *entry, system_clock().now());
      count(index->writer.put(*entry), report);
    } else {
      report.problems.push_back(fmt::format("line {}: {}", number, entry.error().what));
    }
    if (options.progress) options.progress(number, 0);
  }
  if (lines.bad()) report.problems.push_back(fmt::format("line {}: cannot be read any further", number + 1));
  imports->commit();
  mark_imports(*archive, index->writer);
  const Result<void> finished = finish(*index);
  if (!finished) return tl::unexpected(finished.error());
  return report;
}

}  // namespace caravan::write
