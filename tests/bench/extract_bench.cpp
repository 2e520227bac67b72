// What a page costs: gumbo alone on the whole page, our tree, the extraction, and a line of `extract --batch`.
//   extract_bench [GOOGLE BENCHMARK OPTIONS] FILE...
// FILE: lines of {"id","url","html"}, as scripts/bench-extract makes them. a_page: CPU time of one page, on average.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <gumbo.h>
#include <nlohmann/json.hpp>

#include "crawler/html/document.h"
#include "indexer/extract/extract.h"
#include "indexer/extract/extract_batch.h"

namespace {

using namespace caravan;

struct BenchPage {
  std::string url, html;
};

std::vector<BenchPage> pages;
std::string batch;

bool load(const char* file) {
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line);) {
    const auto page = nlohmann::json::parse(line);
    pages.push_back({page.value("url", ""), page.at("html")});
    batch += line + '\n';
  }
  return in.eof();
}

void count(benchmark::State& state) {
  state.counters["a_page"] = benchmark::Counter(
      static_cast<double>(pages.size()), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

/// With its own memory, as gumbo's manual has it; not recording errors.
void gumbo_alone(benchmark::State& state) {
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  for (auto _ : state)
    for (const BenchPage& page : pages) {
      GumboOutput* const output = gumbo_parse_with_options(&options, page.html.data(), page.html.size());
      benchmark::DoNotOptimize(output->root);
      gumbo_destroy_output(&options, output);
    }
  count(state);
}
BENCHMARK(gumbo_alone)->Unit(benchmark::kMillisecond);

void our_tree(benchmark::State& state) {
  for (auto _ : state)
    for (const BenchPage& page : pages) benchmark::DoNotOptimize(html::Document::parse(page.html));
  count(state);
}
BENCHMARK(our_tree)->Unit(benchmark::kMillisecond);

void extraction(benchmark::State& state) {
  for (auto _ : state)
    for (const BenchPage& page : pages)
      benchmark::DoNotOptimize(extract::extract({page.html, page.url, "text/html; charset=utf-8"}));
  count(state);
}
BENCHMARK(extraction)->Unit(benchmark::kMillisecond);

void extract_lines(benchmark::State& state) {
  for (auto _ : state) {
    std::istringstream in(batch);
    std::ostringstream out;
    extract::extract_batch(in, out);
    benchmark::DoNotOptimize(out);
  }
  count(state);
}
BENCHMARK(extract_lines)->Unit(benchmark::kMillisecond);

}  // namespace

int main(int arguments, char** values) {
  benchmark::Initialize(&arguments, values);
  for (int i = 1; i < arguments; ++i)
    if (!load(values[i])) {
      std::cerr << "extract_bench: cannot read " << values[i] << ": name a file of lines {\"id\",\"url\",\"html\"}\n";
      return 2;
    }
  if (pages.empty()) {
    std::cerr << "extract_bench: no pages; scripts/bench-extract finds some\n";
    return 2;
  }
  std::cout << pages.size() << " pages of " << batch.size() / pages.size() << " bytes\n";
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
