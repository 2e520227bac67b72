#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <xapian.h>

#include "base/clock.h"
#include "base/error.h"
#include "indexer/query/word_scan.h"
#include "indexer/schema/entry.h"
#include "indexer/schema/facet_columns.h"
#include "indexer/schema/layout.h"

namespace caravan::query {

/// One frozen state of the index, for one thread at a time.
struct View {
  std::filesystem::path generation;
  Xapian::Database database;
  schema::Stemmers stemmers;
  std::uint64_t revision = 0;                           ///< generation and commit in one number
  Instant updated{};                                    ///< when that was written
  std::vector<std::string> languages;                   ///< stemmer keys of the articles, most frequent first
  std::shared_ptr<const schema::FacetColumns> columns;  ///< of this revision; null until asked for
  std::shared_ptr<const ArticleLengths> lengths;        ///< the same
};

/// Follows index/current and the commits of the generation that it names. Thread-safe; views are pooled.
class LiveIndex {
 public:
  /// @return Fault::not_found, newer_store, config (older layout), corrupt
  static Result<std::unique_ptr<LiveIndex>> open(const std::filesystem::path& index_dir);

  /// Runs `work` on the newest state. When the writer overtakes it, it is run once more from the start on the state
  /// that is the newest then: `work` must not leave anything half done behind. @throws Failure when the index cannot be
  /// read
  template <class Work>
  auto with_view(Work&& work) -> decltype(work(std::declval<View&>())) {
    for (int attempt = 1;; ++attempt) {
      std::unique_ptr<View> view = take(attempt > 1);
      try {
        auto result = work(*view);
        give_back(std::move(view));
        return result;
      } catch (const Xapian::DatabaseModifiedError&) {
        if (attempt >= max_attempts) throw_current(index_dir_);
      } catch (const Xapian::DatabaseOpeningError&) {  // its generation was dropped meanwhile
        if (attempt >= 3) throw_current(index_dir_);
      } catch (const Xapian::Error&) {
        throw_current(index_dir_);
      }
    }
  }

  /// The facets' columns of the view's state: those that the writer left, else built by the first who asks; shared by
  /// all.
  const schema::FacetColumns& columns(View& view);
  /// The articles' lengths: read by the first who asks, shared by all.
  const ArticleLengths& lengths(View& view);

 private:
  static constexpr int max_attempts = 20;
  explicit LiveIndex(std::filesystem::path index_dir) : index_dir_(std::move(index_dir)) {}
  [[noreturn]] static void throw_current(const std::filesystem::path& index_dir);
  std::unique_ptr<View> take(bool fresh);
  void give_back(std::unique_ptr<View> view);
  /// Of the newest generation, however often the writer passes meanwhile.
  Result<std::unique_ptr<View>> open_view() const;

  std::filesystem::path index_dir_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<View>> idle_;
  std::mutex columns_mutex_;
  std::uint64_t columns_revision_ = 0;
  std::shared_ptr<const schema::FacetColumns> columns_;
  std::uint64_t lengths_revision_ = 0;
  std::shared_ptr<const ArticleLengths> lengths_;
};

}  // namespace caravan::query
