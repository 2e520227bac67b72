#include "crawler/archive/sketch.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace caravan::archive {
namespace {

using Words = std::vector<std::string>;

Words made_up_words(unsigned seed, std::size_t count) {
  std::mt19937 random(seed);
  Words words;
  for (std::size_t i = 0; i < count; ++i) words.push_back("word" + std::to_string(random() % 5000));
  return words;
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += word + " ";
  return text;
}

std::set<std::string> runs_of(const Words& words) {
  std::set<std::string> runs;
  for (std::size_t i = 0; i + 4 <= words.size(); ++i)
    runs.insert(
        joined({words.begin() + static_cast<std::ptrdiff_t>(i), words.begin() + static_cast<std::ptrdiff_t>(i) + 4}));
  return runs;
}

double true_likeness(const Words& a, const Words& b) {
  const auto x = runs_of(a), y = runs_of(b);
  std::vector<std::string> both;
  std::ranges::set_intersection(x, y, std::back_inserter(both));
  return static_cast<double>(both.size()) / static_cast<double>(x.size() + y.size() - both.size());
}

/// Every n-th word is another.
Words changed(Words words, std::size_t every) {
  for (std::size_t i = every / 2; i < words.size(); i += every) words[i] = "other" + std::to_string(i);
  return words;
}

const Day day = std::chrono::year(2019) / 3 / 12;

std::string sketch(const Words& words, const std::string& title = "A title", std::optional<Day> on = day) {
  return sketch_of(title, joined(words), on);
}

TEST(Sketch, LikenessIsWhatItEstimates) {
  const Words original = made_up_words(1, 1500);
  for (const std::size_t every : {10u, 20u, 40u, 80u, 200u, 700u}) {
    const Words other = changed(original, every);
    EXPECT_NEAR(likeness(sketch(original), sketch(other)), true_likeness(original, other), 0.17) << every;
  }
}

TEST(Sketch, ErrsEvenlyOverManyTexts) {
  double sum = 0, off = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    const Words original = made_up_words(seed, 400), other = changed(original, 40);
    const double error = likeness(sketch(original), sketch(other)) - true_likeness(original, other);
    sum += error;
    off += error * error;
  }
  EXPECT_NEAR(sum / 60, 0, 0.03);
  EXPECT_LT(std::sqrt(off / 60), 0.08);
}

struct Pair {
  const char* what;
  Words one, other;
  std::string title = "A title";
  std::optional<Day> on = day;
  bool same = false;
};

TEST(Sketch, TellsCopiesFromNeighbours) {
  const Words text = made_up_words(7, 800);
  Words printed = text, excerpt(text.begin(), text.begin() + 300), joined_on = text;
  for (const char* word : {"print", "this", "page", "share", "back", "to", "top"}) printed.emplace_back(word);
  const Words more = made_up_words(8, 700);
  joined_on.insert(joined_on.end(), more.begin(), more.end());
  const Pair pairs[] = {
      {.what = "itself", .one = text, .other = text, .same = true},
      {.what = "a print version", .one = text, .other = printed, .title = "Print: a title", .same = true},
      {.what = "edited by another publisher", .one = text, .other = changed(text, 60), .same = true},
      {.what = "under another headline", .one = text, .other = printed, .title = "A title2"},
      {.what = "under another headline, too", .one = text, .other = printed, .title = "Another title"},
      {.what = "another text under the same headline", .one = text, .other = made_up_words(9, 800)},
      {.what = "the edition of another year",
       .one = text,
       .other = changed(text, 300),
       .on = day + std::chrono::years(1)},
      {.what = "a copy that tells no day", .one = text, .other = printed, .on = std::nullopt, .same = true},
      {.what = "an excerpt", .one = text, .other = excerpt},
      {.what = "one page of two texts", .one = text, .other = joined_on},
  };
  for (const Pair& pair : pairs)
    EXPECT_EQ(is_same_article(sketch(pair.one), sketch(pair.other, pair.title, pair.on)), pair.same) << pair.what;
}

TEST(Sketch, LeadsFromOneTextToItsLikes) {
  int found = 0;
  for (unsigned seed = 0; seed < 50; ++seed) {
    const Words original = made_up_words(seed, 900);
    const auto one = bands_of(sketch(original)), other = bands_of(sketch(changed(original, 80)));
    found += std::ranges::any_of(one, [&](std::int64_t band) { return std::ranges::count(other, band) > 0; }) ? 1 : 0;
  }
  EXPECT_GE(found, 49);
}

TEST(Sketch, ShortTextsHaveNone) {
  EXPECT_EQ(sketch(made_up_words(3, 40)), "");
  EXPECT_TRUE(bands_of("").empty());
  EXPECT_FALSE(is_same_article("", ""));
  EXPECT_EQ(likeness("x", "y"), 0);
}

TEST(Sketch, ScriptsWithoutSpacesAreReadByCharacter) {
  std::string text, other;
  for (int i = 0; i < 200; ++i) {
    const std::string character = {'\xE6', static_cast<char>(0x80 + i * 7 % 64), static_cast<char>(0x80 + i * 13 % 64)};
    text += character;
    other += i == 100 ? "\xE6\xB0\xB4" : character;
  }
  EXPECT_GT(likeness(sketch_of("", text, day), sketch_of("", other, day)), 0.85);
}

}  // namespace
}  // namespace caravan::archive
