#pragma once

#include <map>
#include <string>
#include <vector>

#include "indexer/article/article.h"
#include "indexer/query/search.h"
#include "tests/support/temporary_folder.h"

namespace caravan::test {

/// A real index in a folder of its own.
class TestIndex {
 public:
  explicit TestIndex(const std::vector<article::Article>& articles);
  void put(const std::vector<article::Article>& articles);
  void remove(const std::string& id);
  /// A new generation with these articles in place of the live one.
  void rebuild(const std::map<std::string, article::Article>& articles);
  query::Index open() const;
  std::filesystem::path folder() const { return folder_ / "index"; }

 private:
  TemporaryFolder folder_;
};

/// An article with the facts that most tests need.
article::Article make_article(std::string id, std::string title, std::string body);

/// Five articles in three languages, about politics and the climate.
std::vector<article::Article> library();

/// With all facets.
query::SearchResults search(const query::Index& index, std::string query, query::Filters filters = {});

/// The ids in order.
std::vector<std::string> ids(const query::SearchResults& results);

}  // namespace caravan::test
