#include "crawler/archive/imports.h"

#include <optional>
#include <string>
#include <utility>

#include "base/sqlite.h"
#include "crawler/archive/body_codec.h"
#include "crawler/archive/migrations.h"
#include "crawler/archive/rows.h"

namespace caravan::archive {

namespace {

constexpr int articles_per_commit = 1000;

}  // namespace

struct ImportWriter::Private {
  explicit Private(sqlite::Database opened)
      : database(std::move(opened)),
        find(database.prepare("SELECT article FROM imports WHERE id = ?1")),
        // Replacing takes the old row away, so that the new one is behind all others.
        save(database.prepare("INSERT OR REPLACE INTO imports(id, at, bytes, article) VALUES(?1, ?2, ?3, ?4)")) {}

  void begin() {
    if (!transaction) transaction.emplace(database);
  }
  void put(std::string_view id, std::string_view json, Instant at, bool only_if_missing) {
    const std::string frame = compress(json);
    const bool known = find.with(id).step();
    const bool stays = known && (only_if_missing || find.blob(0) == frame);
    find.reset();
    if (stays) return;
    begin();
    save.with(id, to_column(at), json.size());
    save.bind_blob(4, frame);
    save.run();
    if (++pending >= articles_per_commit) commit();
  }
  void commit() {
    if (!transaction) return;
    transaction->commit();
    transaction.reset();
    pending = 0;
  }

  sqlite::Database database;
  sqlite::Statement find, save;
  std::optional<sqlite::Transaction> transaction;
  int pending = 0;
};

ImportWriter::ImportWriter(std::unique_ptr<Private> p) : p_(std::move(p)) {}
ImportWriter::ImportWriter(ImportWriter&&) noexcept = default;
ImportWriter& ImportWriter::operator=(ImportWriter&&) noexcept = default;
ImportWriter::~ImportWriter() = default;

Result<ImportWriter> ImportWriter::open(const std::filesystem::path& crawl_db) {
  auto opened = sqlite::Database::open(crawl_db, sqlite::Database::Access::create);
  if (!opened) return tl::unexpected(std::move(opened).error());
  if (auto migrated = opened->migrate(migrations()); !migrated) return tl::unexpected(std::move(migrated).error());
  try {
    return ImportWriter(std::make_unique<Private>(std::move(*opened)));
  } catch (const Failure& failure) {
    return tl::unexpected(failure.error());
  }
}

void ImportWriter::put(std::string_view id, std::string_view json, Instant at) { p_->put(id, json, at, false); }

void ImportWriter::put_if_missing(std::string_view id, std::string_view json, Instant at) {
  p_->put(id, json, at, true);
}

void ImportWriter::keeps_all() {
  p_->begin();
  p_->database.execute("INSERT OR REPLACE INTO facts(name, value) VALUES('imports', 'kept')");
}

void ImportWriter::commit() { p_->commit(); }

}  // namespace caravan::archive
