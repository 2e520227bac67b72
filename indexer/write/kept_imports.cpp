#include "indexer/write/kept_imports.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "indexer/article/article_json.h"

namespace caravan::write {
namespace {

constexpr std::size_t imports_at_once = 200;

std::string json_of(const schema::Entry& entry) {
  return article::to_json(entry.article).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Result<schema::Entry> entry_of(const archive::ImportedArticle& kept) {
  const nlohmann::json json = nlohmann::json::parse(kept.json, nullptr, false);
  if (json.is_discarded()) return fail(Fault::corrupt, "not JSON");
  Result<article::Article> article = article::from_json(json);
  if (!article) return tl::unexpected(article.error());
  schema::Entry entry;
  entry.article = std::move(*article);
  entry.imported = true;
  return entry;
}

}  // namespace

void keep(archive::ImportWriter& imports, const schema::Entry& entry, Instant at) {
  imports.put(entry.article.id, json_of(entry), at);
}

void take_over_imports(archive::ImportWriter& imports, const OpenedIndex& index, UpdateReport& report) {
  const auto take = [&](const schema::Entry& entry) {
    imports.put_if_missing(entry.article.id, json_of(entry), system_clock().now());
  };
  try {
    if (!index.fresh) {
      index.writer.for_each_imported(take);
    } else if (!index.live.empty()) {
      // Only reading, but through the writer's class: nobody else writes while the caller holds the write lock.
      value_or_throw(IndexWriter::open(index.live)).for_each_imported(take);
    }
  } catch (const Failure& failure) {
    report.problems.push_back(fmt::format("imported articles could not be taken over: {}", failure.error().what));
  }
  imports.keeps_all();
  imports.commit();
}

void follow_imports(const archive::ArchiveReader& archive, IndexWriter& writer, UpdateReport& report, bool counting) {
  Mark mark = writer.mark();
  const std::string identity = archive.identity();
  if (!mark.archive.empty() && mark.archive != identity) return;
  for (;;) {
    const std::vector<archive::ImportedArticle> articles = archive.imports_after(mark.imports, imports_at_once);
    if (articles.empty()) break;
    for (const archive::ImportedArticle& kept : articles) {
      mark.imports = kept.sequence;
      const Result<schema::Entry> entry = entry_of(kept);
      if (!entry) {
        report.problems.push_back(fmt::format("imported article {}: {}", kept.id, entry.error().what));
        continue;
      }
      const Put put = writer.put(*entry);
      if (counting && put == Put::added) ++report.added;
      if (counting && put == Put::changed) ++report.changed;
    }
  }
  mark.archive = identity;
  if (mark.imports > 0) writer.set_mark(mark);
}

}  // namespace caravan::write
