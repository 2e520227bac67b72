// The parts that scripts/bench-search runs, each as a process of its own, so that memory is measured apart.
//   search_bench corpus ARTICLES FILE           writes the articles
//   search_bench queries                        prints the ordinary queries, one a line
//   search_bench costliest                      prints the costliest, name and query with a tab between, one a line
//   search_bench index ENGINE FILE FOLDER       ENGINE: caravan, xapian, fts5
//   search_bench search ENGINE FOLDER           prints milliseconds a query, as JSON
//   search_bench passages                       prints what a hit costs to read, by the text's length, as JSON
//   search_bench worst FOLDER [NAME]            Caravan's costliest queries, as JSON; all, or those of that name
//   search_bench repeat ENGINE FOLDER TIMES NEW an index with every article of another so many times
//   search_bench ask FOLDER                     milliseconds of each query that is read, without and with facets
#include <algorithm>
#include <fstream>
#include <iostream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "indexer/query/search.h"
#include "tests/bench/corpus.h"
#include "tests/bench/costliest.h"
#include "tests/bench/engine.h"
#include "tests/bench/passages.h"
#include "tests/bench/timing.h"

namespace caravan::bench {
namespace {

using Json = nlohmann::ordered_json;

std::unique_ptr<Engine> engine(const std::string& name, const std::filesystem::path& folder) {
  if (name == "caravan") return caravan_engine(folder);
  return name == "xapian" ? bare_xapian(folder) : sqlite_fts5(folder);
}

Json search(Engine& engine) {
  Json result = Json::object();
  engine.open();
  engine.search({"warm"}, Facets::all);
  const auto measure = [&](const Queries& queries, const auto& ask) {
    std::vector<double> each;
    for (const auto& words : queries.words) each.push_back(least([&] { ask(words); }));
    return median(each);
  };
  for (const Queries& queries : ordinary_queries()) {
    Json& row = result[queries.name];
    row["top10"] = measure(queries, [&](const auto& words) { engine.search(words, Facets::none); });
    row["one"] = measure(queries, [&](const auto& words) { engine.search(words, Facets::one); });
    row["all"] = measure(queries, [&](const auto& words) { engine.search(words, Facets::all); });
    row["passages"] = measure(queries, [&](const auto& words) { engine.with_passages(words); });
  }
  return result;
}

Json worst(const std::filesystem::path& folder, const std::string& name) {
  const query::Index index = value_or_throw(query::Index::open(folder / "index"));
  const auto ask = [&](const std::string& text) {
    query::SearchRequest request;
    request.query = text;
    request.facets = true;
    return value_or_throw(index.search(request));
  };
  std::vector<double> ordinary;
  for (const Queries& queries : ordinary_queries())
    for (const auto& words : queries.words) {
      std::string text;
      for (const std::string& word : words) text += word + " ";
      ordinary.push_back(least([&] { ask(text); }, 3));
    }
  Json result{{"median", median(ordinary)}, {"queries", Json::array()}};
  for (const Costly& each : costliest()) {
    if (!name.empty() && each.name != name) continue;
    query::SearchResults last;
    const double took = least([&] { last = each.ask(index); }, 3);
    result["queries"].push_back({{"name", each.name}, {"ms", took}, {"total", last.total}, {"remarks", last.remarks}});
  }
  return result;
}

/// What a query costs, for each line that is read.
void ask_each(const std::filesystem::path& folder) {
  const query::Index index = value_or_throw(query::Index::open(folder / "index"));
  for (std::string line; std::getline(std::cin, line);) {
    query::SearchRequest request;
    request.query = line;
    query::SearchResults last;
    std::string times;
    for (const bool facets : {false, true}) {
      request.facets = facets;
      const double took = least([&] { last = value_or_throw(index.search(request)); }, 3);
      times += fmt::format("{:9.3f} ", took);
    }
    std::cout << fmt::format("{} {:8} {}  {}\n", times, last.total, line.substr(0, 60), fmt::join(last.remarks, "; "));
  }
}

int run(const std::vector<std::string>& arguments) {
  const std::string& job = arguments.at(0);
  if (job == "corpus") {
    std::ofstream file(arguments.at(2));
    write_corpus(std::stoul(arguments.at(1)), file);
  } else if (job == "queries") {
    for (const Queries& queries : ordinary_queries())
      for (const auto& words : queries.words) {
        for (const std::string& word : words) std::cout << word << ' ';
        std::cout << '\n';
      }
  } else if (job == "costliest") {
    for (const Worst& each : worst_queries()) std::cout << each.name << '\t' << each.query << '\n';
  } else if (job == "index") {
    std::ifstream file(arguments.at(2));
    engine(arguments.at(1), arguments.at(3))->index(file);
  } else if (job == "search") {
    std::cout << search(*engine(arguments.at(1), arguments.at(2))) << '\n';
  } else if (job == "ask") {
    ask_each(arguments.at(1));
  } else if (job == "passages") {
    std::cout << passages() << '\n';
  } else if (job == "worst") {
    std::cout << worst(arguments.at(1), arguments.size() > 2 ? arguments[2] : std::string()) << '\n';
  } else if (job == "repeat") {
    engine(arguments.at(1), arguments.at(4))->repeat(arguments.at(2), std::stoi(arguments.at(3)));
  } else {
    return 2;
  }
  return 0;
}

}  // namespace
}  // namespace caravan::bench

int main(int count, char** values) {
  const std::vector<std::string> arguments(values + 1, values + count);
  try {
    return arguments.empty() ? 2 : caravan::bench::run(arguments);
  } catch (const std::exception& failure) {
    std::cerr << "search_bench: " << failure.what() << '\n';
    return 4;
  }
}
