#include "indexer/extract/extract_batch.h"

#include <algorithm>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/unicode.h"
#include "indexer/article/article_json.h"
#include "indexer/extract/extract.h"
#include "indexer/extract/site_rules.h"

namespace caravan::extract {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

struct Request {
  json id;
  std::string url, html;
};

/// Reads {"key":"text",...} as most lines are, several times faster than a general parser: pages are long strings.
/// Gives up (nullopt) on anything else; then the general parser decides.
class PlainObjectReader {
 public:
  explicit PlainObjectReader(std::string_view line) : line_(line) {}

  std::optional<Request> read() {
    Request request;
    bool html = false;
    if (!skip('{')) return std::nullopt;
    do {
      std::string key, value;
      if (!string(key) || !skip(':') || !string(value)) return std::nullopt;
      if (key == "id")
        request.id = std::move(value);
      else if (key == "url")
        request.url = std::move(value);
      else if (key == "html")
        request.html = std::move(value), html = true;
    } while (skip(','));
    if (!skip('}') || !html) return std::nullopt;
    spaces();
    return at_ == line_.size() ? std::optional(std::move(request)) : std::nullopt;
  }

 private:
  void spaces() {
    while (at_ < line_.size() && (line_[at_] == ' ' || line_[at_] == '\t' || line_[at_] == '\r')) ++at_;
  }

  bool skip(char sign) {
    spaces();
    if (at_ >= line_.size() || line_[at_] != sign) return false;
    ++at_;
    return true;
  }

  bool string(std::string& to) {
    if (!skip('"')) return false;
    while (true) {
      const std::size_t end = std::min(next('"', quote_), next('\\', backslash_));
      if (end == line_.size()) return false;
      to.append(line_, at_, end - at_);
      at_ = end + 1;
      if (line_[end] == '"') return true;
      if (!escape(to)) return false;
    }
  }

  /// Where a sign stands next; `known` remembers it until it is passed.
  std::size_t next(char sign, std::size_t& known) const {
    if (known < at_) known = std::min(line_.find(sign, at_), line_.size());
    return known;
  }

  bool escape(std::string& to) {
    if (at_ >= line_.size()) return false;
    switch (line_[at_++]) {
      case '"':
        to += '"';
        return true;
      case '\\':
        to += '\\';
        return true;
      case '/':
        to += '/';
        return true;
      case 'n':
        to += '\n';
        return true;
      case 't':
        to += '\t';
        return true;
      case 'r':
        to += '\r';
        return true;
      case 'b':
        to += '\b';
        return true;
      case 'f':
        to += '\f';
        return true;
      case 'u':
        return unicode(to);
      default:
        return false;
    }
  }

  bool unicode(std::string& to) {
    std::optional<char32_t> c = four_digits();
    if (!c) return false;
    if (*c >= 0xD800 && *c < 0xDC00) {
      if (line_.substr(at_, 2) != "\\u") return false;
      at_ += 2;
      const auto low = four_digits();
      if (!low || *low < 0xDC00 || *low > 0xDFFF) return false;
      c = 0x10000 + ((*c - 0xD800) << 10) + (*low - 0xDC00);
    } else if (*c >= 0xDC00 && *c < 0xE000) {
      return false;
    }
    append_utf8(to, *c);
    return true;
  }

  std::optional<char32_t> four_digits() {
    char32_t value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      if (at_ >= line_.size()) return std::nullopt;
      const char c = line_[at_];
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return std::nullopt;
      value = value * 16 + static_cast<char32_t>(digit);
    }
    return value;
  }

  std::string_view line_;
  std::size_t at_ = 0;
  std::size_t quote_ = 0, backslash_ = 0;  ///< the next ones, where not yet passed
};

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

ordered_json refusal(json id) {
  ordered_json out = ordered_json::object();
  out["id"] = std::move(id);
  out["error"] = "not an object with \"id\", \"url\" and \"html\"";
  return out;
}

ordered_json answer(const std::string& line, const SiteRules* rules) {
  std::optional<Request> request = PlainObjectReader(line).read();
  if (!request) {
    const json object = json::parse(line, nullptr, false);
    if (!object.is_object()) return refusal({});
    if (!object.contains("html")) return refusal(object.value("id", json()));
    request = Request{object.value("id", json()), text_of(object, "url"), text_of(object, "html")};
  }
  Extraction extraction = extract(
      {request->html, request->url, "text/html; charset=utf-8", rules ? rules->for_address(request->url) : nullptr});
  extraction.article.id.clear();
  ordered_json out = ordered_json::object();
  out["id"] = std::move(request->id);
  if (!extraction.why.empty()) out["why"] = extraction.why;
  out.update(article::to_json(extraction.article));
  return out;
}

}  // namespace

void extract_batch(std::istream& in, std::ostream& out,
                   const std::function<void(std::size_t line, std::string_view why)>& refused, const SiteRules* rules) {
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    const ordered_json result = answer(line, rules);
    if (refused && result.contains("error")) refused(number, result["error"].get<std::string>());
    out << result.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
  }
}

}  // namespace caravan::extract
