#pragma once

#include <string>
#include <vector>

#include "base/config.h"
#include "indexer/article/article.h"
#include "tests/support/temporary_folder.h"

namespace caravan::test {

/// A data folder whose index holds what the test puts in: a real one, written as the import does.
class IndexedArticles {
 public:
  IndexedArticles();

  const Config& config() const { return config_; }
  const TemporaryFolder& folder() const { return folder_; }
  void add(const std::vector<article::Article>& articles) const;

 private:
  TemporaryFolder folder_;
  Config config_;
};

/// An English article of 2018 about the sea, with every fact.
article::Article sea_article(const std::string& id, const std::string& title);

}  // namespace caravan::test
