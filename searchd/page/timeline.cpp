#include "searchd/page/timeline.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "searchd/page/wording.h"

namespace caravan::searchd {

namespace {

constexpr int first_year = 1900, last_year = 2100;  // what else is found is a misread date
constexpr std::size_t fewest_years = 3;
constexpr int height = 48, step = 10, bar = 8;

std::map<int, std::uint64_t> counts_by_year(const std::vector<query::FacetCounts>& facets) {
  std::map<int, std::uint64_t> counts;
  const auto years = std::ranges::find(facets, "year", &query::FacetCounts::field);
  if (years == facets.end()) return counts;
  for (const query::FacetValue& value : years->values) {
    int year = 0;
    const auto [end, error] = std::from_chars(value.value.data(), value.value.data() + value.value.size(), year);
    if (error == std::errc() && end == value.value.data() + value.value.size() && year >= first_year &&
        year <= last_year)
      counts[year] += value.count;
  }
  return counts;
}

bool is_inside(int year, const query::Filters& filters) {
  const bool starts = !filters.since || year >= static_cast<int>(filters.since->year());
  const bool ends = !filters.until || year <= static_cast<int>(filters.until->year());
  return starts && ends;
}

}  // namespace

Html render_timeline(const std::vector<query::FacetCounts>& facets, const query::Filters& filters) {
  const auto counts = counts_by_year(facets);
  if (counts.size() < fewest_years) return {};
  const int first = counts.begin()->first, last = counts.rbegin()->first;
  const auto largest = *std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
  std::string bars, words;
  for (int year = first; year <= last; ++year) {
    const auto found = counts.find(year);
    const std::uint64_t count = found == counts.end() ? 0 : found->second;
    // A year with a single article must still be seen.
    const auto tall = count == 0 ? 1 : std::max<std::uint64_t>(3, count * height / largest.second);
    bars += fmt::format("<rect data-year=\"{}\" data-count=\"{}\"{} x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                        year, count, is_inside(year, filters) ? " class=\"in\"" : "", (year - first) * step + 1,
                        height - tall, bar, tall);
  }
  words =
      fmt::format("Articles by year, {} to {}; most in {}: {}.", first, last, largest.first, grouped(largest.second));
  const bool ranged = filters.since || filters.until;
  return markup(fmt::format(
      "<figure class=\"timeline{6}\" data-first=\"{0}\" data-last=\"{1}\">\n"
      "<svg viewBox=\"0 0 {2} {3}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{4}\">{5}</svg>\n"
      "<figcaption aria-hidden=\"true\"><span>{0}</span><output></output><span>{1}</span></figcaption>\n</figure>\n",
      first, last, (last - first + 1) * step, height, words, bars, ranged ? " ranged" : ""));
}

}  // namespace caravan::searchd
