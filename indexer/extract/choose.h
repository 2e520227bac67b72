#pragma once

#include <optional>
#include <string>
#include <vector>

#include "indexer/extract/evidence.h"

namespace caravan::extract {

/// The most trusted values among what was found; marks the facts they come from as chosen. `url` gives the site's name
/// when nothing else does.
class Chooser {
 public:
  Chooser(Findings& findings, std::string_view url);

  /// Without the site's name; the headline as it is printed where metadata agree with it.
  std::string title();
  /// Of the best source that names people; never the site, an organisation or a house account. What other sources say
  /// about the same person is added.
  std::vector<article::Author> authors();
  /// @param latest  a day after it says nothing of this page; missing: any day will do
  std::optional<Day> day(Field field, std::optional<Day> latest = std::nullopt);
  /// All of the best source, each once.
  std::vector<std::string> themes(std::string_view title);
  std::string series(std::string_view title);
  std::string summary(std::string_view title);

 private:
  bool is_site(std::string_view name) const;
  std::string without_site(std::string_view title) const;
  std::vector<Fact*> by_confidence(Field field);
  std::vector<Fact*> credible_days(Field field, std::optional<Day> latest);

  Findings& findings_;
  std::vector<std::string> site_names_;  ///< folded
};

}  // namespace caravan::extract
