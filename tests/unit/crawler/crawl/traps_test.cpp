#include "crawler/traps.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace caravan::crawl {
namespace {

using namespace std::chrono_literals;

const Instant now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24);

url::Url at(const std::string& path) { return value_or_throw(url::Url::parse("http://a.example" + path)); }

struct ShapeCase {
  const char *path, *shape;
};
constexpr ShapeCase shape_cases[] = {
    {"/about", ""},
    {"/page/7", "/page/#"},
    {"/calendar/2026/11/", "/calendar/#/#/"},
    {"/2026-11-24/x", "/#/x"},
    {"/list?theme=asia&page=2&theme=eu", "/list?page&theme"},
    {"/story-2018", ""},
};

TEST(Traps, ShapePutsAsideWhatCountsOn) {
  for (const ShapeCase& c : shape_cases)
    EXPECT_EQ(shape_of(at(c.path)), *c.shape == '\0' ? "" : std::string("http://a.example") + c.shape) << c.path;
}

struct PathCase {
  const char* path;
  bool trap;
};
constexpr PathCase path_cases[] = {
    {"/", false},
    {"/2018/10/12/europe-and-asia", false},
    {"/events/2026/12/", false},
    {"/events/2031/01/", true},
    {"/events/1815/06/18", true},
    {"/ab/cd/ab/cd/ab/cd", true},
    {"/en/news/en/x", false},
    {"/x?a=1&b=2&c=3&d=4", false},
    {"/x?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9", true},
    {"/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v", true},
};

TEST(Traps, SomeAddressesShowWhatTheyAre) {
  const TrapWatch watch(now, true);
  for (const PathCase& c : path_cases) EXPECT_EQ(!watch.reason_against(at(c.path)).empty(), c.trap) << c.path;
}

std::vector<url::Url> links_of(int i, bool fruitful) {
  std::vector<url::Url> links{at("/"), at("/about"), at("/list?page=" + std::to_string(i + 1))};
  if (fruitful) links.push_back(at("/story-" + std::to_string(i)));
  return links;
}

int pages_until_closed(bool tells_articles, bool fruitful, bool article) {
  TrapWatch watch(now, tells_articles);
  for (int i = 0; i < 1000; ++i) {
    const url::Url page = at("/list?page=" + std::to_string(i));
    if (!watch.reason_against(page).empty()) return i;
    watch.visited(page, links_of(i, fruitful), [&] { return article; });
  }
  return -1;
}

TEST(Traps, AShapeThatLeadsNowhereNewIsGivenUp) {
  EXPECT_EQ(pages_until_closed(true, false, false), barren_pages_allowed + 1);
  EXPECT_EQ(pages_until_closed(true, true, false), -1) << "pagination";
  EXPECT_EQ(pages_until_closed(true, false, true), -1) << "articles with numbers for names";
  EXPECT_EQ(pages_until_closed(false, false, false), -1) << "nobody knows whether these are articles";
}

TEST(Traps, OnlyLinksOfAnotherShapeLeadAnywhere) {
  struct Case {
    std::string_view link;  ///< "N" is counted on
    bool leads_on;
  };
  constexpr Case cases[] = {
      {"/calendar/N/?view=month", false},  {"/calendar/N?view=month", true}, {"/calendar/N/", true},
      {"/calendar/N/?view=week", false},   {"/calendar/N/?day=1", true},     {"/calendars/N/?view=month", true},
      {"/calendar/N/N/?view=month", true}, {"/calendar/?view=N", true},
  };
  for (const Case& c : cases) {
    TrapWatch watch(now, true);
    for (int i = 0; i <= barren_pages_allowed; ++i) {
      std::string link(c.link);
      for (std::size_t n; (n = link.find('N')) != link.npos;) link.replace(n, 1, std::to_string(i + 1));
      const url::Url there = at(link);
      watch.visited(at("/calendar/" + std::to_string(i) + "/?view=month"), {&there, 1}, [] { return false; });
    }
    EXPECT_EQ(watch.reason_against(at("/calendar/77/?view=month")).empty(), c.leads_on) << c.link;
  }
}

}  // namespace
}  // namespace caravan::crawl
