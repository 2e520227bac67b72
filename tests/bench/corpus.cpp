#include "tests/bench/corpus.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace caravan::bench {
namespace {

constexpr std::size_t vocabulary = 300'000;
constexpr std::array<std::string_view, 50> function_words{
    "the",   "of",   "and", "to",   "in",   "a",    "is",    "that", "for", "it",   "as",   "was",   "with",
    "be",    "by",   "on",  "not",  "he",   "this", "are",   "or",   "his", "from", "at",   "which", "but",
    "have",  "an",   "had", "they", "you",  "were", "their", "one",  "all", "we",   "can",  "her",   "has",
    "there", "been", "if",  "more", "when", "will", "would", "who",  "so",  "no",   "about"};

/// SplitMix64: the same numbers with every standard library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
  }
  double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  double normal() { return std::sqrt(-2.0 * std::log(1.0 - unit())) * std::cos(2.0 * 3.14159265358979323846 * unit()); }

 private:
  std::uint64_t state_;
};

/// Draws ranks with probability ~ 1 / (rank + shift)^power, in constant time (Walker's alias method).
class Zipf {
 public:
  Zipf(std::size_t n, double shift, double power) : keep_(n), other_(n) {
    std::vector<double> share(n);
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += share[i] = std::pow(static_cast<double>(i) + 1.0 + shift, -power);
    std::vector<std::size_t> small, large;
    for (std::size_t i = 0; i < n; ++i) {
      share[i] *= static_cast<double>(n) / sum;
      (share[i] < 1.0 ? small : large).push_back(i);
    }
    while (!small.empty() && !large.empty()) {
      const std::size_t less = small.back(), more = large.back();
      small.pop_back();
      keep_[less] = share[less];
      other_[less] = more;
      share[more] -= 1.0 - share[less];
      if (share[more] < 1.0) {
        large.pop_back();
        small.push_back(more);
      }
    }
    for (const std::size_t rest : small) keep_[rest] = 1.0;
    for (const std::size_t rest : large) keep_[rest] = 1.0;
  }
  std::size_t draw(Random& random) const {
    const std::size_t place = random.below(keep_.size());
    return random.unit() < keep_[place] ? place : other_[place];
  }

 private:
  std::vector<double> keep_;
  std::vector<std::size_t> other_;
};

/// The word of a rank: the more frequent, the shorter; all different.
std::string word_of(std::size_t rank) {
  if (rank < function_words.size()) return std::string(function_words[rank]);
  constexpr std::string_view onsets = "bdfgklmnprstv", vowels = "aeiou";
  constexpr std::size_t syllables = onsets.size() * vowels.size();
  std::string word;
  for (std::size_t left = rank + syllables; left > 0; left /= syllables) {
    const std::size_t syllable = (left % syllables) * 17 % syllables;
    word += onsets[syllable / vowels.size()];
    word += vowels[syllable % vowels.size()];
  }
  return word + (rank % 3 == 0 ? "nt" : rank % 3 == 1 ? "x" : "rk");
}

const std::vector<std::string>& words() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> made;
    for (std::size_t rank = 0; rank < vocabulary; ++rank) made.push_back(word_of(rank));
    return made;
  }();
  return all;
}

class Writer {
 public:
  explicit Writer(std::size_t articles) : authors_(articles / 20 + 50, 1.0, 0.9) {}

  nlohmann::json article(std::size_t number) {
    Random random(number * 2654435761ULL + 1);
    std::vector<std::size_t> subject(12);
    for (std::size_t& word : subject) word = 60 + subjects_.draw(random);
    nlohmann::json article{{"id", fmt::format("bench-{}", number)},
                           {"url", fmt::format("https://bench.example/{}", number)},
                           {"title", sentence(random, subject, 5 + random.below(7), 0.5)},
                           {"body", body(random, subject)}};
    add_facts(random, article);
    return article;
  }

 private:
  std::string sentence(Random& random, const std::vector<std::size_t>& subject, std::size_t length, double on_subject) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) {
      const bool telling = random.unit() < on_subject;
      const std::size_t rank = telling ? subject[random.below(subject.size())] : language_.draw(random);
      if (i > 0) text += random.below(14) == 0 ? ", " : " ";
      text += words()[rank];
    }
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
  }

  std::string body(Random& random, const std::vector<std::size_t>& subject) {
    const double drawn = std::exp(5.5 + 0.8 * random.normal());
    const auto length = static_cast<std::size_t>(std::clamp(drawn, 40.0, 8000.0));
    std::string text;
    for (std::size_t written = 0; written < length;) {
      const std::size_t next = 8 + random.below(22);
      text += sentence(random, subject, next, 0.1);
      text += random.below(5) == 0 ? ".\n\n" : ". ";
      written += next;
    }
    return text;
  }

  void add_facts(Random& random, nlohmann::json& article) {
    nlohmann::json authors = nlohmann::json::array();
    for (std::size_t i = 0; i <= random.below(2); ++i) {
      const std::size_t author = authors_.draw(random);
      authors.push_back(
          {{"name", fmt::format("Author {}", author)}, {"institution", fmt::format("Institute {}", author % 211)}});
    }
    article["authors"] = authors;
    nlohmann::json themes = nlohmann::json::array();
    for (std::size_t i = 0; i <= random.below(3); ++i) themes.push_back(fmt::format("Theme {}", themes_.draw(random)));
    article["themes"] = themes;
    if (random.below(3) == 0) article["series"] = fmt::format("Series {}", series_.draw(random));
    const auto year = 2025 - static_cast<int>(29.0 * std::pow(random.unit(), 1.8));
    article["published"] = fmt::format("{}-{:02}-{:02}", year, 1 + random.below(12), 1 + random.below(28));
    constexpr std::array<std::string_view, 20> languages{"fr", "de"};
    const std::string_view language = languages[random.below(languages.size())];
    article["language"] = language.empty() ? "en" : language;
    article["site"] = fmt::format("Site {}", sites_.draw(random));
    article["type"] = random.below(8) == 0 ? "report" : "article";
  }

  Zipf language_{vocabulary, 2.7, 1.05}, subjects_{20'000, 30.0, 0.9}, themes_{60, 1.0, 0.8}, series_{80, 0.0, 0.7},
      sites_{14, 0.0, 0.8}, authors_;
};

std::vector<std::vector<std::string>> drawn(std::size_t count, std::size_t each, std::size_t from, std::size_t to,
                                            std::uint64_t seed) {
  Random random(seed);
  std::vector<std::vector<std::string>> queries(count);
  for (auto& query : queries)
    for (std::size_t i = 0; i < each; ++i) {
      // Evenly over the logarithm of the rank: every order of frequency is asked for.
      const double ratio = static_cast<double>(to) / static_cast<double>(from);
      query.push_back(word_of(static_cast<std::size_t>(static_cast<double>(from) * std::pow(ratio, random.unit()))));
    }
  return queries;
}

std::string joined(const std::vector<std::vector<std::string>>& queries, std::string_view by) {
  std::string text;
  for (const auto& query : queries)
    for (const std::string& word : query) text += (text.empty() ? std::string() : std::string(by)) + word;
  return text;
}

}  // namespace

void write_corpus(std::size_t articles, std::ostream& to) {
  Writer writer(articles);
  for (std::size_t i = 0; i < articles; ++i) to << writer.article(i).dump() << '\n';
}

std::string long_text(std::size_t characters) {
  std::string text;
  Writer writer(1000);
  for (std::size_t i = 0; text.size() < characters; ++i) text += writer.article(i)["body"].get<std::string>() + "\n";
  text.resize(characters);
  return text;
}

std::vector<Queries> ordinary_queries() {
  return {{"broad, one word", drawn(20, 1, 50, 150, 1)}, {"broad, two words", drawn(20, 2, 50, 200, 2)},
          {"two words", drawn(30, 2, 100, 20'000, 3)},   {"four words", drawn(30, 4, 100, 20'000, 4)},
          {"ten words", drawn(20, 10, 60, 20'000, 5)},   {"rare words", drawn(30, 2, 20'000, 200'000, 6)}};
}

std::vector<Worst> worst_queries() {
  const auto common = [](std::size_t count) { return drawn(count, 1, 50, 400, 7); };
  std::vector<Worst> worst{
      {"300 common words", joined(common(600), " ")},
      {"10,000 words", joined(drawn(10'000, 1, 50, 100'000, 8), " ")},
      {"function words only", "the of and to in a is that for it"},
      {"phrase of function words", "\"the of and to in a is\""},
      {"phrase of 60 function words",
       "\"" + joined(std::vector<std::vector<std::string>>(12, {"the", "of", "and", "to", "in"}), " ") + "\""},
      {"phrase of common words", "\"" + joined(common(6), " ") + "\""},
      {"NEAR/50 of common words", joined(common(8), " NEAR/50 ")},
      {"NEAR/50 of function words", "the NEAR/50 of NEAR/50 and NEAR/50 to"},
      {"beginnings of one letter pair", "ba* be* bi* bo* bu* da* de* di* do* du*"},
      {"everything but", "-" + word_of(200'000)},
      {"all must, common", "+" + joined(common(40), " +")},
      {"any of 200 in brackets", "(" + joined(common(200), " OR ") + ")"},
      {"1000 brackets", std::string(1000, '(') + joined(common(4), " ") + std::string(1000, ')')},
      {"32 phrases", ""},
      {"32 NEARs", ""},
      {"a pasted passage of 300 words", joined(drawn(150, 1, 50, 100'000, 10), " the ")},
      {"+ and any of 200", "+" + word_of(50) + " (" + joined(common(200), " OR ") + ")"},
      {"40 common words in a stretch of time", joined(common(40), " ") + " published:2001..2024"},
      {"40 common words, but not a phrase",
       joined(common(40), " ") + " -\"" + joined(drawn(2, 1, 50, 120, 11), " ") + "\""},
      {"slips of the finger", joined(drawn(30, 1, 3000, 90'000, 9), "q ") + "q"},
  };
  for (Worst& each : worst) {
    if (each.name != "32 phrases" && each.name != "32 NEARs") continue;
    for (const auto& pair : drawn(32, 2, 50, 120, each.name.size()))
      each.query += each.name == "32 phrases" ? fmt::format("\"{} {}\" ", pair[0], pair[1])
                                              : fmt::format("({} NEAR/50 {}) ", pair[0], pair[1]);
  }
  return worst;
}

std::vector<std::string> common_words(std::size_t count) {
  std::vector<std::string> words;
  for (const auto& query : drawn(count, 1, 50, 400, 7)) words.push_back(query[0]);
  return words;
}

}  // namespace caravan::bench
