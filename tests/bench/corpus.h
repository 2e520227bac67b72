#pragma once

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace caravan::bench {

/// Writes `articles` made-up articles as NDJSON for `caravan import`, the same for the same number: words by Zipf's and
/// Mandelbrot's law with English function words in front, a few hundred to a few thousand words a text (log-normal),
/// words of its subject coming again and again, facets as skewed as publishers' are.
void write_corpus(std::size_t articles, std::ostream& to);

/// One article of that many characters, with the words that `passages()` of it looks for now and then.
std::string long_text(std::size_t characters);

/// Plain words; no operators.
struct Queries {
  std::string name;
  std::vector<std::vector<std::string>> words;
};

/// Kinds of queries as people type them, the same on every run: broad (most articles match), ordinary, rare.
std::vector<Queries> ordinary_queries();

/// What costs most, each named: in Caravan's query language.
struct Worst {
  std::string name, query;
};
std::vector<Worst> worst_queries();
/// So many words that a twentieth to a half of the articles have; some come twice.
std::vector<std::string> common_words(std::size_t count);

}  // namespace caravan::bench
