#pragma once

#include <cstddef>
#include <filesystem>
#include <istream>
#include <memory>
#include <string>
#include <vector>

namespace caravan::bench {

/// What is counted as facets, in every engine the same.
enum class Facets : std::uint8_t { none, one, all };

/// One of the search engines that are compared, over the same articles.
class Engine {
 public:
  virtual ~Engine() = default;
  /// NDJSON as corpus.h writes it.
  virtual void index(std::istream& articles) = 0;
  /// As an index of so many times the articles would be, in a fraction of the time; it has no more different words.
  /// @param folder  where the engine has indexed them once
  virtual void repeat(const std::filesystem::path& folder, int times) = 0;
  virtual void open() = 0;
  /// The best ten for any of the words, with their titles, and the counts. @return how many were found, at most 10
  virtual std::size_t search(const std::vector<std::string>& words, Facets facets) = 0;
  /// As search() without facets, and a passage of each of the ten.
  virtual std::size_t with_passages(const std::vector<std::string>& words) = 0;
};

/// A Xapian database with all documents of another so many times.
void repeat_database(const std::string& once, int times, const std::string& to);

std::unique_ptr<Engine> caravan_engine(const std::filesystem::path& folder);
std::unique_ptr<Engine> bare_xapian(const std::filesystem::path& folder);
std::unique_ptr<Engine> sqlite_fts5(const std::filesystem::path& folder);

}  // namespace caravan::bench
