#include "crawler/url/version_address.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace caravan::url {
namespace {

constexpr std::array<std::string_view, 8> words = {"amp",   "drucken",   "imprimer",         "imprimir",
                                                   "print", "printable", "printer-friendly", "printview"};
constexpr std::array<std::string_view, 10> parameters = {"amp",   "drucken",   "isprint",   "noamp",   "outputtype",
                                                         "print", "printable", "printview", "printer", "printpage"};
/// Parameters that may be of a version by what they say.
constexpr std::array<std::string_view, 5> ways = {"format", "layout", "mode", "output", "view"};

template <class Words>
bool is_one_of(std::string_view word, const Words& all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

std::string lower(std::string_view text) {
  std::string low(text);
  for (char& c : low)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return low;
}

bool is_of_version(std::string_view parameter) {
  const std::size_t equals = std::min(parameter.find('='), parameter.size());
  const std::string name = lower(parameter.substr(0, equals));
  return is_one_of(name, parameters) ||
         (is_one_of(name, ways) && equals < parameter.size() && is_one_of(lower(parameter.substr(equals + 1)), words));
}

/// @return whether anything was left out
bool without_parameters(std::string_view query, std::string& rest) {
  bool any = false;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    if (is_of_version(query.substr(0, end))) {
      any = true;
    } else if (end > 0) {
      rest += rest.empty() ? "?" : "&";
      rest += query.substr(0, end);
    }
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return any;
}

/// "/article/amp/" gives "/article/", "/print/article" gives "/article".
std::string without_segment(std::string_view path) {
  const bool slash = path.ends_with('/');
  const std::string_view bare = slash ? path.substr(0, path.size() - 1) : path;
  if (const std::size_t last = bare.rfind('/');
      last != bare.npos && last > 0 && is_one_of(lower(bare.substr(last + 1)), words))
    return std::string(path.substr(0, slash ? last + 1 : last));
  const std::size_t second = path.find('/', 1);
  if (second != path.npos && second + 1 < path.size() && is_one_of(lower(path.substr(1, second - 1)), words))
    return std::string(path.substr(second));
  return {};
}

}  // namespace

std::string without_version(const Url& url) {
  std::string query;
  if (without_parameters(url.query(), query)) return fmt::format("{}{}{}", url.origin(), url.path(), query);
  const std::string path = without_segment(url.path());
  return path.empty() ? std::string() : fmt::format("{}{}{}", url.origin(), path, query);
}

}  // namespace caravan::url
