#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "indexer/schema/entry.h"

namespace caravan::write {

/// How far a generation has read the archive.
struct Mark {
  std::string archive;  ///< identity; empty: none read yet
  std::int64_t sequence = 0;
  std::int64_t imports = 0;  ///< the same for imported articles
  bool operator==(const Mark&) const = default;
};

enum class Put : std::uint8_t { added, changed, unchanged };

/// One generation, open for writing. What is written is seen by readers, and survives a crash, from commit() on; of
/// more than `portion` bytes of memory each portion becomes durable and visible by itself, with its facets and without
/// a newer mark: a run that was killed is done again and finds these articles unchanged.
/// One thread. Methods throw Failure (disk, corrupt).
class IndexWriter {
 public:
  /// Some 2500 articles of 400 words. With fewer, more is written to the disk; with more, Xapian's trees of what is
  /// held outgrow the processor's cache, which costs more than it saves.
  static constexpr std::size_t usual_portion = 200'000'000;

  /// @return Fault::locked when another process writes, newer_store, corrupt, config when the schema is an older one.
  static Result<IndexWriter> open(const std::filesystem::path& generation, std::size_t portion = usual_portion);
  /// Makes a new, empty generation.
  static Result<IndexWriter> create(const std::filesystem::path& generation, std::size_t portion = usual_portion);
  IndexWriter(IndexWriter&&) noexcept;
  IndexWriter& operator=(IndexWriter&&) noexcept;
  ~IndexWriter();

  std::optional<schema::Entry> find(std::string_view id) const;
  /// The article that was read from that page.
  std::optional<schema::Entry> find_page(std::string_view url) const;

  /// Adds or replaces the article with that id; an equal one is not touched. Articles with the same text, and
  /// imported ones that are nearly the same (likes.h), are settled: the earliest published one stands for the others.
  Put put(const schema::Entry& entry);
  /// @return whether there was one
  bool remove(std::string_view id);
  void for_each(const std::function<void(const schema::Entry&)>& visit) const;
  void for_each_imported(const std::function<void(const schema::Entry&)>& visit) const;

  Mark mark() const;
  void set_mark(const Mark& mark);
  /// Documents and mark become durable and visible together. Nothing to do when nothing was changed.
  void commit();
  bool has_changes() const;
  std::uint64_t article_count() const;
  const std::filesystem::path& generation() const;

 private:
  struct Private;
  explicit IndexWriter(std::unique_ptr<Private> p);
  std::unique_ptr<Private> p_;
};

}  // namespace caravan::write
