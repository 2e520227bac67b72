#include "indexer/article/article_diff.h"

#include <algorithm>
#include <cstdint>

#include "base/day.h"

namespace caravan::article {

namespace {

constexpr std::size_t most_cells = 4'000'000;  // of one table: 16 MB

struct Step {
  Edit edit;
  std::string_view piece;
};

/// The shortest edit of two sequences by their longest common subsequence; sequences too long for the table are all
/// removed, all added.
std::vector<Step> edits(const std::vector<std::string_view>& from, const std::vector<std::string_view>& to) {
  std::vector<Step> steps;
  const std::size_t width = to.size() + 1;
  if ((from.size() + 1) * width > most_cells) {
    for (const std::string_view piece : from) steps.push_back({Edit::removed, piece});
    for (const std::string_view piece : to) steps.push_back({Edit::added, piece});
    return steps;
  }
  std::vector<std::uint32_t> common((from.size() + 1) * width, 0);  // of the rests behind i and j
  for (std::size_t i = from.size(); i-- > 0;)
    for (std::size_t j = to.size(); j-- > 0;)
      common[i * width + j] = from[i] == to[j] ? common[(i + 1) * width + j + 1] + 1
                                               : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
  std::size_t i = 0, j = 0;
  while (i < from.size() || j < to.size()) {
    if (i < from.size() && j < to.size() && from[i] == to[j]) {
      steps.push_back({Edit::kept, from[i]});
      ++i, ++j;
    } else if (j == to.size() || (i < from.size() && common[(i + 1) * width + j] >= common[i * width + j + 1])) {
      steps.push_back({Edit::removed, from[i++]});
    } else {
      steps.push_back({Edit::added, to[j++]});
    }
  }
  return steps;
}

std::vector<std::string_view> split(std::string_view text, std::string_view by) {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    const std::size_t end = text.find(by);
    if (end != 0) pieces.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + by.size());
  }
  return pieces;
}

std::vector<Run> runs_of(const std::vector<Step>& steps) {
  std::vector<Run> runs;
  for (const Step& step : steps) {
    if (runs.empty() || runs.back().edit != step.edit) {
      runs.push_back({step.edit, std::string(step.piece)});
    } else {
      runs.back().text.append(" ").append(step.piece);
    }
  }
  return runs;
}

/// A rewritten paragraph word by word, or two separate ones when they have little in common.
std::vector<ChangedParagraph> rewritten(std::string_view from, std::string_view to) {
  const auto words_from = split(from, " "), words_to = split(to, " ");
  const auto steps = edits(words_from, words_to);
  const auto kept = static_cast<std::size_t>(
      std::count_if(steps.begin(), steps.end(), [](const Step& step) { return step.edit == Edit::kept; }));
  if (kept * 3 < std::max(words_from.size(), words_to.size()))
    return {{{{Edit::removed, std::string(from)}}}, {{{Edit::added, std::string(to)}}}};
  return {{runs_of(steps)}};
}

std::vector<ChangedParagraph> diff_bodies(std::string_view from, std::string_view to) {
  if (from == to) return {};
  const auto steps = edits(split(from, "\n\n"), split(to, "\n\n"));
  std::vector<ChangedParagraph> paragraphs;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].edit == Edit::removed && i + 1 < steps.size() && steps[i + 1].edit == Edit::added) {
      for (ChangedParagraph& paragraph : rewritten(steps[i].piece, steps[i + 1].piece))
        paragraphs.push_back(std::move(paragraph));
      ++i;
    } else {
      paragraphs.push_back({{{steps[i].edit, std::string(steps[i].piece)}}});
    }
  }
  return paragraphs;
}

std::string text_of(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : "; ") + value;
  return text;
}

std::string text_of(const std::vector<Author>& authors) {
  std::vector<std::string> lines;
  for (const Author& author : authors) {
    std::string line = author.name;
    if (!author.role.empty()) line += ", " + author.role;
    if (!author.institution.empty()) line += ", " + author.institution;
    lines.push_back(std::move(line));
  }
  return text_of(lines);
}

std::string text_of(const std::optional<Day>& day) { return day ? iso(*day) : ""; }

}  // namespace

ArticleDiff diff(const Article& from, const Article& to) {
  ArticleDiff changes;
  const auto compare = [&changes](const char* field, const std::string& before, const std::string& after) {
    if (before != after) changes.facts.push_back({field, before, after});
  };
  compare("title", from.title, to.title);
  compare("authors", text_of(from.authors), text_of(to.authors));
  compare("themes", text_of(from.themes), text_of(to.themes));
  compare("series", from.series, to.series);
  compare("published", text_of(from.published), text_of(to.published));
  compare("modified", text_of(from.modified), text_of(to.modified));
  compare("language", from.language, to.language);
  compare("summary", from.summary, to.summary);
  compare("pull quotes", text_of(from.pull_quotes), text_of(to.pull_quotes));
  changes.body = diff_bodies(from.body, to.body);
  return changes;
}

}  // namespace caravan::article
