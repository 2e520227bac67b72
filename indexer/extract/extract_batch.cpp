#include "indexer/extract/extract_batch.h"

#include <istream>
#include <ostream>
#include <string>

#include <nlohmann/json.hpp>

#include "indexer/article/article_json.h"
#include "indexer/extract/extract.h"

namespace caravan::extract {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

ordered_json answer(const std::string& line) {
  const json request = json::parse(line, nullptr, false);
  ordered_json out = ordered_json::object();
  if (!request.is_object() || !request.contains("html")) {
    out["id"] = request.is_object() ? request.value("id", json()) : json();
    out["error"] = "not an object with \"id\", \"url\" and \"html\"";
    return out;
  }
  const std::string html = text_of(request, "html"), url = text_of(request, "url");
  Extraction extraction = extract({html, url, "text/html; charset=utf-8"});
  extraction.article.id.clear();
  out["id"] = request.value("id", json());
  if (!extraction.why.empty()) out["why"] = extraction.why;
  out.update(article::to_json(extraction.article));
  return out;
}

}  // namespace

void extract_batch(std::istream& in, std::ostream& out) {
  std::string line;
  while (std::getline(in, line)) {
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    out << answer(line).dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
  }
}

}  // namespace caravan::extract
