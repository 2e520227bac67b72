#include "base/sqlite.h"

#include <cctype>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

namespace caravan::sqlite {

namespace {

constexpr int busy_timeout_ms = 10'000;

constexpr std::string_view when_full = "free some space on that disk, then run the command again: nothing is lost";

/// SQLite's result codes as our errors: the one place.
/// @param system_error  errno of the refused system call, 0 when there was none
Error error_from(int code, std::string_view message, const std::filesystem::path& file, int system_error = 0) {
  std::string what = fmt::format("{}: {}", file.string(), message);
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {Fault::corrupt, std::move(what), "run: caravan check; then restore a backup with: caravan restore DIR"};
    case SQLITE_FULL:
      return {Fault::disk, std::move(what), std::string(when_full)};
    case SQLITE_IOERR:
      // SQLite knows only ENOSPC for full; a quota and a limit on the size of files are the same to an operator.
      if (system_error == EFBIG || system_error == EDQUOT)
        return {Fault::disk, fmt::format("{}: {}", what, std::strerror(system_error)), std::string(when_full)};
      return {Fault::disk, std::move(what), "look at the disk; nothing that was reported as stored is lost"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return {Fault::disk, std::move(what), "make the file and its folder readable and writable for this user"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Fault::locked, std::move(what), "another process is writing; try again"};
    default:
      return {Fault::internal, std::move(what), ""};
  }
}

[[noreturn]] void throw_error(sqlite3* database, int code) {
  const char* name = sqlite3_db_filename(database, "main");
  throw Failure(
      error_from(code, sqlite3_errmsg(database), name == nullptr ? "" : name, sqlite3_system_errno(database)));
}

sqlite3* owner(sqlite3_stmt* statement) { return sqlite3_db_handle(statement); }

}  // namespace

void Statement::Closer::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

Statement& Statement::bind(int parameter, std::int64_t value) {
  if (const int code = sqlite3_bind_int64(statement_.get(), parameter, value); code != SQLITE_OK)
    throw_error(owner(statement_.get()), code);
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
  const int code = sqlite3_bind_text64(statement_.get(), parameter, text.data() == nullptr ? "" : text.data(),
                                       text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK) throw_error(owner(statement_.get()), code);
  return *this;
}

Statement& Statement::bind(int parameter, std::optional<std::int64_t> value) {
  return value ? bind(parameter, *value) : bind_null(parameter);
}

Statement& Statement::bind_blob(int parameter, std::string_view bytes) {
  const int code = sqlite3_bind_blob64(statement_.get(), parameter, bytes.data() == nullptr ? "" : bytes.data(),
                                       bytes.size(), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) throw_error(owner(statement_.get()), code);
  return *this;
}

Statement& Statement::bind_null(int parameter) {
  if (const int code = sqlite3_bind_null(statement_.get(), parameter); code != SQLITE_OK)
    throw_error(owner(statement_.get()), code);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  Failure failure(Fault::internal, "");
  try {
    throw_error(owner(statement_.get()), code);
  } catch (const Failure& caught) {
    failure = caught;
  }
  sqlite3_reset(statement_.get());  // else the open statement would keep its locks
  throw failure;
}

void Statement::run() {
  while (step()) {
  }
  sqlite3_reset(statement_.get());
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string_view Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return data == nullptr
             ? std::string_view()
             : std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

std::string_view Statement::blob(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return data == nullptr
             ? std::string_view()
             : std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }

void Database::Closer::operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }

Database::Database(std::unique_ptr<sqlite3, Closer> database, std::filesystem::path file, Access access)
    : database_(std::move(database)), file_(std::move(file)), access_(access) {}

namespace {

/// A WAL database needs its -shm file, which a reader without the right to write cannot make. Where nobody is writing
/// (the log is folded in and gone), it can be read as a file that does not change.
bool is_at_rest(const std::filesystem::path& file) {
  std::error_code ignored;
  const std::filesystem::path log = file.string() + "-wal";
  return !std::filesystem::exists(log, ignored) || std::filesystem::file_size(log, ignored) == 0;
}

/// A path as a URI's path (RFC 3986): everything but unreserved characters and "/" is percent-encoded.
std::string immutable_uri(const std::filesystem::path& file) {
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(file).string()) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) != 0 || std::string_view("/-._~").find(c) != std::string_view::npos;
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return uri + "?immutable=1";
}

bool may_write(const std::filesystem::path& file) {
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  return ::access(file.c_str(), W_OK) == 0 && ::access(folder.c_str(), W_OK) == 0;
}

}  // namespace

Result<Database> Database::open(const std::filesystem::path& file, Access access) {
  std::error_code ignored;
  if (access == Access::read_only && !std::filesystem::exists(file, ignored))
    return fail(Fault::not_found, fmt::format("there is no database {}", file.string()), "run: caravan crawl");
  // A reader of a WAL database must be able to make the -shm file, so read-only is enforced by query_only instead.
  const bool reads_at_rest = access == Access::read_only && !may_write(file) && is_at_rest(file);
  const int flags = SQLITE_OPEN_NOMUTEX |
                    (reads_at_rest ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI : SQLITE_OPEN_READWRITE) |
                    (access == Access::create ? SQLITE_OPEN_CREATE : 0);
  sqlite3* handle = nullptr;
  const std::string name = reads_at_rest ? immutable_uri(file) : file.string();
  int code = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
  std::unique_ptr<sqlite3, Closer> owned(handle);
  if (code != SQLITE_OK)
    return tl::unexpected(error_from(code, handle == nullptr ? "out of memory" : sqlite3_errmsg(handle), file));
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, busy_timeout_ms);
  Database database(std::move(owned), file, access);
  try {
    if (access == Access::create) database.execute("PRAGMA journal_mode=WAL");
    database.execute("PRAGMA synchronous=FULL");
    database.execute("PRAGMA foreign_keys=ON");
    if (access == Access::read_only) database.execute("PRAGMA query_only=ON");
    database.prepare("SELECT count(*) FROM sqlite_schema").step();  // the first look at the file: corrupt shows here
  } catch (const Failure& failure) {
    return tl::unexpected(failure.error());
  }
  return database;
}

bool Database::holds_tables() {
  Statement tables = prepare("SELECT count(*) FROM sqlite_schema");
  tables.step();
  return tables.integer(0) > 0;
}

Result<void> Database::migrate(std::span<const Migration> migrations) {
  const int newest = migrations.empty() ? 0 : migrations.back().version;
  const auto version_now = [this] {
    Statement statement = prepare("PRAGMA user_version");
    statement.step();
    return statement.integer(0);
  };
  const std::int64_t version = version_now();
  if (version == 0 && holds_tables())
    return fail(Fault::corrupt, fmt::format("{} is a database, but not of this program", file_.string()),
                "move it away, or choose another place with --data");
  if (version == 0 && access_ == Access::read_only)
    return fail(Fault::not_found, fmt::format("{} is empty", file_.string()),
                "run: caravan crawl; or, if it held something before, move it away and run: caravan restore DIR");
  if (version > newest)
    return fail(Fault::newer_store,
                fmt::format("{} was written by a newer program (format {}, this one knows up to {})", file_.string(),
                            version, newest),
                "use that newer program, or restore a backup made by this one");
  if (version == newest) return {};
  if (access_ == Access::read_only)
    return fail(Fault::config, fmt::format("{} is in an older format ({})", file_.string(), version),
                "run: caravan crawl (or any other writing command), which brings it up to date");
  for (const Migration& migration : migrations) {
    if (migration.version <= version) continue;
    Transaction transaction(*this);
    if (version_now() < migration.version) {
      execute(migration.sql);
      execute(fmt::format("PRAGMA user_version={}", migration.version));
    }
    transaction.commit();
  }
  return {};
}

Statement Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()), 0, &statement, nullptr);
  if (code != SQLITE_OK) throw_error(database_.get(), code);
  return Statement(statement);
}

void Database::execute(std::string_view sql) {
  const std::string terminated(sql);
  const int code = sqlite3_exec(database_.get(), terminated.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_error(database_.get(), code);
}

std::int64_t Database::last_row_id() const { return sqlite3_last_insert_rowid(database_.get()); }

std::int64_t Database::changed_rows() const { return sqlite3_changes64(database_.get()); }

std::string Database::quick_check() {
  std::string findings;
  Statement statement = prepare("PRAGMA quick_check(20)");
  while (statement.step()) {
    if (statement.text(0) == "ok") continue;
    if (!findings.empty()) findings += "; ";
    findings += statement.text(0);
  }
  return findings;
}

Result<void> Database::back_up_to(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored))
    return fail(Fault::usage, fmt::format("{} exists already", file.string()), "choose a new place for the backup");
  sqlite3* handle = nullptr;
  int code = sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  const std::unique_ptr<sqlite3, Closer> target(handle);
  if (code != SQLITE_OK) return tl::unexpected(error_from(code, sqlite3_errmsg(handle), file));
  sqlite3_backup* backup = sqlite3_backup_init(handle, "main", database_.get(), "main");
  if (backup == nullptr) return tl::unexpected(error_from(sqlite3_errcode(handle), sqlite3_errmsg(handle), file));
  code = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE)
    return tl::unexpected(error_from(code, sqlite3_errstr(code), file, sqlite3_system_errno(handle)));
  if (finished != SQLITE_OK) return tl::unexpected(error_from(finished, sqlite3_errstr(finished), file));
  return {};
}

Transaction::Transaction(Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const Failure&) {  // SQLite has rolled back by itself (full disk): nothing is left to undo
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace caravan::sqlite
