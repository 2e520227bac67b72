#include "searchd/http/message.h"

#include <algorithm>
#include <utility>

namespace caravan::searchd {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view find_header(const std::vector<Header>& headers, std::string_view name) {
  const auto found = std::ranges::find_if(headers, [&](const Header& h) { return same_header_name(h.name, name); });
  return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

}  // namespace

bool same_header_name(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view Request::header(std::string_view name) const { return find_header(headers, name); }

std::string_view Request::path() const { return std::string_view(target).substr(0, target.find('?')); }

std::string_view Request::query() const {
  const auto mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

std::string_view Response::header(std::string_view name) const { return find_header(headers, name); }

Response& Response::set(std::string_view name, std::string value) {
  const auto found = std::ranges::find_if(headers, [&](const Header& h) { return same_header_name(h.name, name); });
  if (found == headers.end())
    headers.push_back({std::string(name), std::move(value)});
  else
    found->value = std::move(value);
  return *this;
}

Response plain_response(int status, std::string_view content_type, std::string body) {
  Response response;
  response.status = status;
  response.set("Content-Type", std::string(content_type));
  response.body = std::move(body);
  return response;
}

std::string_view reason_phrase(int status) {
  static constexpr std::pair<int, std::string_view> phrases[] = {
      {200, "OK"},
      {204, "No Content"},
      {301, "Moved Permanently"},
      {303, "See Other"},
      {304, "Not Modified"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {417, "Expectation Failed"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {503, "Service Unavailable"},
      {505, "HTTP Version Not Supported"},
  };
  for (const auto& [code, phrase] : phrases)
    if (code == status) return phrase;
  return "";
}

}  // namespace caravan::searchd
