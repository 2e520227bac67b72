// Lines of {"id","url","html","likelihood":[...]} in; for each page one line {"id","body"} out: what the whole
// extractor reads when it is told what to think of each block.
#include <iostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "indexer/extract/extract.h"

int main() {
  using namespace caravan;
  using nlohmann::json;
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    const json page = json::parse(line);
    const std::string html = page.at("html"), url = page.at("url");
    const std::vector<float> likelihood = page.at("likelihood");
    const extract::Extraction read = extract::extract({html, url, "text/html; charset=utf-8", nullptr, likelihood});
    const json out = {{"id", page.at("id")}, {"body", read.article.body}};
    std::cout << out.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
  }
}
