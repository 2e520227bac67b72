#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace caravan::sqlite {

/// One prepared statement. Belongs to the Database it came from and to one thread at a time.
class Statement {
 public:
  /// Parameters count from 1, in the order of the question marks.
  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, std::optional<std::int64_t> value);
  Statement& bind_blob(int parameter, std::string_view bytes);
  Statement& bind_null(int parameter);
  /// Binds all values in order from parameter 1; strings as text.
  template <class... Values>
  Statement& with(const Values&... values) {
    reset();
    int parameter = 0;
    (bind_any(++parameter, values), ...);
    return *this;
  }

  /// Runs to the next row. @return whether there is one. @throws Failure (disk, corrupt, locked)
  bool step();
  /// Runs a statement that gives no rows, and makes it ready to run again.
  void run();
  /// Ready to run again, parameters cleared.
  void reset();

  /// Columns count from 0. Views live until the next step() or reset().
  std::int64_t integer(int column) const;
  std::string_view text(int column) const;
  std::string_view blob(int column) const;
  bool is_null(int column) const;

 private:
  friend class Database;
  struct Closer {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  template <class Value>
  void bind_any(int parameter, const Value& value) {
    if constexpr (std::is_integral_v<Value>) {
      bind(parameter, static_cast<std::int64_t>(value));
    } else if constexpr (std::is_same_v<Value, std::optional<std::int64_t>>) {
      bind(parameter, value);
    } else {
      bind(parameter, std::string_view(value));
    }
  }
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  std::unique_ptr<sqlite3_stmt, Closer> statement_;
};

/// One step of a store's history: brings version - 1 to version.
struct Migration {
  int version;
  std::string_view sql;
};

/// One connection, one thread at a time.
class Database {
 public:
  enum class Access : unsigned char { read_only, create };

  /// Opens (and with `create` makes) a database in WAL mode with synchronous=FULL, foreign keys on and a busy time-out.
  /// @return Fault::not_found, Fault::corrupt or Fault::disk with the path and a remedy.
  static Result<Database> open(const std::filesystem::path& file, Access access);

  /// Brings the store to the newest version, each step in one transaction.
  /// @param migrations ascending versions from 1.
  /// @return Fault::newer_store when the file was written by a newer program, corrupt when by another one. A read-only
  ///         database of an older version is refused as Fault::config with the remedy to run any writing command, an
  ///         empty one is not_found.
  Result<void> migrate(std::span<const Migration> migrations);

  /// @throws Failure when SQLite refuses: internal for bad SQL, disk, corrupt or locked otherwise.
  Statement prepare(std::string_view sql);
  void execute(std::string_view sql);
  std::int64_t last_row_id() const;
  std::int64_t changed_rows() const;
  const std::filesystem::path& file() const { return file_; }

  /// PRAGMA quick_check: empty when sound, else what SQLite says.
  std::string quick_check();
  /// Copies the whole database into a new file while others may read (SQLite's backup interface).
  Result<void> back_up_to(const std::filesystem::path& file);

 private:
  struct Closer {
    void operator()(sqlite3* database) const noexcept;
  };
  Database(std::unique_ptr<sqlite3, Closer> database, std::filesystem::path file, Access access);
  bool holds_tables();
  std::unique_ptr<sqlite3, Closer> database_;
  std::filesystem::path file_;
  Access access_;
};

/// BEGIN IMMEDIATE now; rolled back at the end of the scope unless committed.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace caravan::sqlite
