// What finding the links of a page costs: from its text, from its tree, and up to the addresses for the frontier.
//   links_bench [GOOGLE BENCHMARK OPTIONS] [FOLDER]
// FOLDER: pages, gzipped or not (default: the specimen site as the tests render it). a_page: of one page's work.
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <zlib.h>

#include "crawler/discovery.h"
#include "crawler/html/charset.h"
#include "crawler/html/document.h"
#include "crawler/html/link_tags.h"
#include "crawler/html/links.h"
#include "crawler/robots/robots.h"
#include "crawler/traps.h"

namespace {

using namespace caravan;
namespace fs = std::filesystem;

std::vector<std::string> pages, pages_as_stored;

const url::Url& address() {
  static const url::Url url = *url::Url::parse("http://specimen.example/europe/climate/page.html");
  return url;
}

std::string content_of(const fs::path& path) {
  std::string text;
  std::vector<char> part(1 << 16);
  gzFile file = gzopen(path.c_str(), "rb");  // reads what is not compressed, too
  for (int got; file != nullptr && (got = gzread(file, part.data(), static_cast<unsigned>(part.size()))) > 0;)
    text.append(part.data(), static_cast<std::size_t>(got));
  if (file != nullptr) gzclose(file);
  return text;
}

void load(const fs::path& folder) {
  std::size_t bytes = 0, links = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::string stored = content_of(entry.path());
    std::string html = html::decode(stored, "text/html").text;
    const std::size_t found = html::read_links(html, address()).links.size();
    if (found == 0) continue;
    bytes += html.size();
    links += found;
    pages.push_back(std::move(html));
    pages_as_stored.push_back(std::move(stored));
  }
  if (pages.empty()) return;
  std::cout << pages.size() << " pages with links, " << bytes / pages.size() << " bytes and " << links / pages.size()
            << " links each\n";
}

void count(benchmark::State& state) {
  state.counters["a_page"] = benchmark::Counter(
      static_cast<double>(pages.size()), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void bytes_to_text(benchmark::State& state) {
  for (auto _ : state)
    for (const std::string& page : pages_as_stored) benchmark::DoNotOptimize(html::decode(page, "text/html"));
  count(state);
}
BENCHMARK(bytes_to_text);

void tags_from_text(benchmark::State& state) {
  for (auto _ : state)
    for (const std::string& page : pages) benchmark::DoNotOptimize(html::scan_link_tags(page));
  count(state);
}
BENCHMARK(tags_from_text);

void links_from_text(benchmark::State& state) {
  for (auto _ : state)
    for (const std::string& page : pages) benchmark::DoNotOptimize(html::read_links(page, address()));
  count(state);
}
BENCHMARK(links_from_text);

void links_from_tree(benchmark::State& state) {
  for (auto _ : state)
    for (const std::string& page : pages)
      if (const auto document = html::Document::parse(page))
        benchmark::DoNotOptimize(html::read_links(*document, address()));
  count(state);
}
BENCHMARK(links_from_tree);

/// As a run does it: scope, robots rules, traps.
void links_to_discovered(benchmark::State& state) {
  SiteSettings settings;
  settings.name = "specimen";
  settings.seeds = {"http://specimen.example/"};
  settings.deny = {"*/wp-json/*", "*?print=*"};
  const crawl::SitePlan site{settings, *url::Scope::from(settings), {}, "caravan"};
  const crawl::Robots robots = crawl::parse_robots(
      "User-agent: *\nDisallow: /search\nDisallow: /cgi-bin/\nDisallow: /*?sort=\nAllow: /search/about\nDisallow: "
      "/*.pdf$\n");
  const crawl::TrapWatch traps(Instant{}, true);
  const crawl::LinkRules rules{site, [&](const url::Url& url) {
                                 return traps.reason_against(url).empty() &&
                                        robots.allows(site.product_token, url.path_and_query());
                               }};
  std::vector<html::PageLinks> links;
  for (const std::string& page : pages) links.push_back(html::read_links(page, address()));
  for (auto _ : state)
    for (const html::PageLinks& of_page : links) benchmark::DoNotOptimize(crawl::discovered_links(of_page, 1, rules));
  count(state);
}
BENCHMARK(links_to_discovered);

}  // namespace

int main(int arguments, char** values) {
  benchmark::Initialize(&arguments, values);
  const fs::path folder = arguments > 1 ? values[1] : CARAVAN_BINARY_DIR "/specimen/files";
  if (fs::is_directory(folder)) load(folder);
  if (pages.empty()) {
    std::cerr << "links_bench: no pages in " << folder << ": render them with corpus/specimen/generate --out\n";
    return 2;
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
