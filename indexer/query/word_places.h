#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <xapian.h>

#include "indexer/query/marks.h"
#include "indexer/query/sentences.h"
#include "indexer/schema/stored_text.h"

namespace caravan::query {

/// Where the words of a query stand in one long text, as the index counts words. Of frequent ones the first places.
struct WordPlaces {
  struct Place {
    std::uint32_t position = 0;
    std::uint32_t words = 1;  ///< of a phrase: how many
    std::size_t what = 0;     ///< as Match::what
  };
  std::vector<Place> places;  ///< ascending
  bool incomplete = false;    ///< what is searched for may stand where the index was not asked: at the front
};

/// Looks up places. Keeps what it learns of words for the next article. One search, one thread.
class PlaceFinder {
 public:
  explicit PlaceFinder(const Xapian::Database& database) : database_(database) {}
  WordPlaces find(Xapian::docid document, const schema::TextMap& map, const Marker& marker);

 private:
  struct Lookup;
  double frequency(const std::string& term);
  const std::vector<std::string>& begun_by(const std::string& beginning);

  const Xapian::Database& database_;
  std::map<std::string, double> frequencies_;
  std::map<std::string, std::vector<std::string>> beginnings_;
};

/// The stretches of the text that are worth marking: where most different words stand close together, the earlier the
/// better; no more pieces of the text than it takes to show all words.
std::vector<Range> spots_of(const WordPlaces& places, const schema::StoredText& text);

}  // namespace caravan::query
