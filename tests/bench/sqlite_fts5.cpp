// SQLite FTS5 as its manual uses it: porter over unicode61, bm25(), snippet(); facets in a table of their own.
#include <stdexcept>

#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include "tests/bench/engine.h"

namespace caravan::bench {
namespace {

class Statement {
 public:
  Statement(sqlite3* database, const char* sql) : database_(database) {
    if (sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) != SQLITE_OK)
      throw std::runtime_error(sqlite3_errmsg(database));
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int place, const std::string& text) {
    sqlite3_bind_text(statement_, place, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    return *this;
  }
  Statement& bind(int place, sqlite3_int64 number) {
    sqlite3_bind_int64(statement_, place, number);
    return *this;
  }
  /// @return how many rows there were
  std::size_t run() {
    std::size_t rows = 0;
    int state = SQLITE_ROW;
    while ((state = sqlite3_step(statement_)) == SQLITE_ROW) ++rows;
    if (state != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(database_));
    sqlite3_reset(statement_);
    return rows;
  }

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

class SqliteFts5 final : public Engine {
 public:
  explicit SqliteFts5(const std::filesystem::path& folder) : file_(folder / "fts5.db") {
    std::filesystem::create_directories(folder);
  }
  ~SqliteFts5() override { sqlite3_close(database_); }
  SqliteFts5(const SqliteFts5&) = delete;
  SqliteFts5& operator=(const SqliteFts5&) = delete;

  void index(std::istream& articles) override {
    std::filesystem::remove(file_);
    create();
    Statement put(database_, "INSERT INTO articles(rowid, title, body) VALUES(?, ?, ?)");
    Statement facet(database_, "INSERT OR IGNORE INTO facets VALUES(?, ?, ?)");
    sqlite3_int64 number = 0;
    for (std::string line; std::getline(articles, line);) {
      const nlohmann::json article = nlohmann::json::parse(line);
      put.bind(1, ++number).bind(2, article["title"].get<std::string>()).bind(3, article["body"].get<std::string>());
      put.run();
      const auto count = [&](const char* field, const std::string& value) {
        if (!value.empty()) facet.bind(1, number).bind(2, std::string(field)).bind(3, value).run();
      };
      for (const auto& theme : article["themes"]) count("theme", theme.get<std::string>());
      for (const auto& author : article["authors"]) {
        count("author", author["name"].get<std::string>());
        count("institution", author["institution"].get<std::string>());
      }
      count("year", article["published"].get<std::string>().substr(0, 4));
      for (const char* field : {"series", "language", "site"}) count(field, article.value(field, ""));
    }
    sqlite3_exec(database_, "COMMIT", nullptr, nullptr, nullptr);
  }

  void repeat(const std::filesystem::path& folder, int times) override {
    open();
    Statement(database_, "ATTACH ? AS once").bind(1, (folder / "fts5.db").string()).run();
    create();
    for (sqlite3_int64 copy = 0; copy < times; ++copy) {
      Statement(database_,
                "INSERT INTO articles(rowid, title, body) SELECT rowid + ? * (SELECT max(rowid) FROM once.articles), "
                "title, body FROM once.articles")
          .bind(1, copy)
          .run();
      Statement(database_,
                "INSERT INTO facets SELECT article + ? * (SELECT max(rowid) FROM once.articles), field, value FROM "
                "once.facets")
          .bind(1, copy)
          .run();
    }
    sqlite3_exec(database_, "COMMIT", nullptr, nullptr, nullptr);
  }

  void open() override {
    if (database_ == nullptr && sqlite3_open(file_.c_str(), &database_) != SQLITE_OK)
      throw std::runtime_error(sqlite3_errmsg(database_));
  }

  std::size_t search(const std::vector<std::string>& words, Facets facets) override {
    const std::string match = any_of(words);
    const std::size_t found =
        Statement(database_, "SELECT rowid, title FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT 10")
            .bind(1, match)
            .run();
    if (facets == Facets::one)
      Statement(database_,
                "SELECT value, count(*) FROM articles JOIN facets ON article = articles.rowid WHERE articles MATCH ? "
                "AND field = 'theme' GROUP BY value")
          .bind(1, match)
          .run();
    if (facets == Facets::all)
      Statement(database_,
                "SELECT field, value, count(*) FROM articles JOIN facets ON article = articles.rowid WHERE articles "
                "MATCH ? GROUP BY field, value")
          .bind(1, match)
          .run();
    return found;
  }

  std::size_t with_passages(const std::vector<std::string>& words) override {
    return Statement(database_,
                     "SELECT title, snippet(articles, 1, '', '', '...', 40) FROM articles WHERE articles MATCH ? "
                     "ORDER BY rank LIMIT 10")
        .bind(1, any_of(words))
        .run();
  }

 private:
  /// Begins what index() and repeat() commit.
  void create() {
    open();
    sqlite3_exec(database_,
                 "PRAGMA journal_mode=WAL; BEGIN;"
                 "CREATE VIRTUAL TABLE main.articles USING fts5(title, body, tokenize='porter unicode61');"
                 "CREATE TABLE main.facets(article INTEGER, field TEXT, value TEXT, "
                 "PRIMARY KEY(article, field, value)) WITHOUT ROWID;",
                 nullptr, nullptr, nullptr);
  }

  static std::string any_of(const std::vector<std::string>& words) {
    std::string match;
    for (const std::string& word : words) match += (match.empty() ? "\"" : " OR \"") + word + "\"";
    return match;
  }

  std::filesystem::path file_;
  sqlite3* database_ = nullptr;
};

}  // namespace

std::unique_ptr<Engine> sqlite_fts5(const std::filesystem::path& folder) {
  return std::make_unique<SqliteFts5>(folder);
}

}  // namespace caravan::bench
