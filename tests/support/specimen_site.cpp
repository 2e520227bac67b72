#include "tests/support/specimen_site.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <iomanip>
#include <sstream>
#include <stdexcept>

#include <nlohmann/json.hpp>
#include <time.h>
#include <zlib.h>

namespace caravan::test {
namespace {

using Json = nlohmann::json;

constexpr std::string_view placeholder_base = "http://specimen.example";
constexpr int gzip_window = 15 + 16;  // zlib: largest window, gzip format

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("specimen site: cannot read " + path.string());
  std::string bytes(std::filesystem::file_size(path), '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

/// Returns whether there was anything to replace.
bool replace_all(std::string& text, std::string_view from, std::string_view to) {
  bool found = false;
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
    found = true;
  }
  return found;
}

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

/// Runs zlib's inflate or deflate over all of the bytes.
std::string run_zlib(z_stream& stream, int (*step)(z_streamp, int), std::string_view bytes) {
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  int state = Z_OK;
  while (state == Z_OK) {
    char part[16 * 1024];
    stream.next_out = reinterpret_cast<Bytef*>(part);
    stream.avail_out = sizeof part;
    state = step(&stream, Z_FINISH);
    if (state == Z_BUF_ERROR && stream.avail_out == 0) state = Z_OK;  // only out of room
    out.append(part, sizeof part - stream.avail_out);
  }
  if (state != Z_STREAM_END) throw std::runtime_error("specimen site: damaged gzip data");
  return out;
}

std::string unzipped(std::string_view bytes) {
  z_stream stream{};
  inflateInit2(&stream, gzip_window);
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> end(&stream, inflateEnd);
  return run_zlib(stream, inflate, bytes);
}

std::string zipped(std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY);
  const std::unique_ptr<z_stream, decltype(&deflateEnd)> end(&stream, deflateEnd);
  return run_zlib(stream, deflate, bytes);
}

/// Changes the text of a body, inside gzip if need be; returns whether it occurred.
bool replace_in_body(std::string& body, std::string_view from, std::string_view to) {
  if (!is_gzip(body)) return replace_all(body, from, to);
  std::string text = unzipped(body);
  const bool found = replace_all(text, from, to);
  if (found) body = zipped(text);
  return found;
}

std::optional<std::time_t> parse_http_date(const std::string& text) {
  std::tm parts{};
  std::istringstream in(text);
  in.imbue(std::locale::classic());
  in >> std::get_time(&parts, "%a, %d %b %Y %H:%M:%S GMT");
  if (in.fail()) return std::nullopt;
  return ::timegm(&parts);
}

std::string http_date(std::time_t when) {
  std::tm parts{};
  ::gmtime_r(&when, &parts);
  std::ostringstream out;
  out.imbue(std::locale::classic());
  out << std::put_time(&parts, "%a, %d %b %Y %H:%M:%S GMT");
  return out.str();
}

std::string* value_of(Headers& headers, std::string_view name) {
  const auto found = std::ranges::find(headers, name, &std::pair<std::string, std::string>::first);
  return found == headers.end() ? nullptr : &found->second;
}

/// RFC 9110, 13.1: If-None-Match decides where it is present, otherwise If-Modified-Since.
bool unchanged(const Request& request, Headers headers) {
  const std::string* tag = value_of(headers, "ETag");
  const std::string* modified = value_of(headers, "Last-Modified");
  if (const std::string asked = request.header("If-None-Match"); !asked.empty()) {
    return asked == "*" || (tag && asked.find(*tag) != std::string::npos);  // the quotes belong to the tag
  }
  if (!modified) return false;
  const auto since = parse_http_date(request.header("If-Modified-Since"));
  const auto changed = parse_http_date(*modified);
  return since && changed && *changed <= *since;
}

/// A year and a month of a path like 2026/11/.
struct Month {
  int year = 0;
  int month = 0;
  std::string path() const { return std::to_string(year) + (month < 10 ? "/0" : "/") + std::to_string(month) + "/"; }
  Month next() const { return month == 12 ? Month{year + 1, 1} : Month{year, month + 1}; }
  Month previous() const { return month == 1 ? Month{year - 1, 12} : Month{year, month - 1}; }
};

std::optional<Month> parse_month(std::string_view text) {
  if (text.size() != 8 || text[4] != '/' || text[7] != '/') return std::nullopt;
  Month month;
  const auto year_read = std::from_chars(text.data(), text.data() + 4, month.year);
  const auto month_read = std::from_chars(text.data() + 5, text.data() + 7, month.month);
  if (year_read.ptr != text.data() + 4 || month_read.ptr != text.data() + 7) return std::nullopt;
  if (month.month < 1 || month.month > 12 || month.year < 1000 || month.year > 9998) return std::nullopt;
  return month;
}

Reply plain_reply(int status, std::string text) {
  Reply reply;
  reply.status = status;
  reply.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
  reply.body = std::move(text);
  return reply;
}

}  // namespace

SpecimenSite::SpecimenSite(const std::filesystem::path& folder, std::string address, std::uint16_t port) {
  const std::scoped_lock lock(mutex_);  // early requests wait until the pages know the address
  server_ = std::make_unique<LoopbackSite>([this](const Request& request) { return answer(request); },
                                           std::move(address), port);
  load(folder);
}

void SpecimenSite::load(const std::filesystem::path& folder) {
  std::istringstream manifest(read_file(folder / "manifest.ndjson"));
  std::vector<Json> rules;
  for (std::string line; std::getline(manifest, line);) {
    const Json entry = Json::parse(line, nullptr, false);
    if (!entry.is_object()) throw std::runtime_error("specimen site: not JSON in manifest.ndjson: " + line);
    if (entry.contains("rule")) {
      rules.push_back(entry);
      continue;
    }
    Page page;
    page.status = entry.value("status", 200);
    const Json headers = entry.value("headers", Json::object());
    for (const auto& [name, value] : headers.items()) {
      page.headers.emplace_back(name, value.get<std::string>());
    }
    if (entry.contains("location")) page.headers.emplace_back("Location", entry["location"].get<std::string>());
    if (entry.contains("file")) page.body = read_file(folder / entry["file"].get<std::string>());
    adopt_address(page);
    pages_.insert_or_assign(entry.at("path").get<std::string>(), std::move(page));
  }
  for (const Json& rule : rules) {
    const std::string kind = rule.at("rule");
    if (kind == "ignored_parameters") {
      ignored_parameters_ = rule.at("prefixes").get<std::vector<std::string>>();
      continue;
    }
    const std::string path = rule.at("path");
    auto page = pages_.extract(path);
    if (page.empty()) throw std::runtime_error("specimen site: rule " + kind + " names no page: " + path);
    if (kind == "calendar") {
      calendar_path_ = path;
      calendar_ = std::move(page.mapped());
    } else if (kind == "any_query") {
      any_query_.insert(std::move(page));
    } else if (kind == "not_found") {
      not_found_ = std::move(page.mapped());
    } else {
      throw std::runtime_error("specimen site: unknown rule " + kind);
    }
  }
}

void SpecimenSite::adopt_address(Page& page) const {
  const std::string base = server_->url("");
  replace_in_body(page.body, placeholder_base, base);
  for (auto& [name, value] : page.headers) replace_all(value, placeholder_base, base);
}

std::vector<std::string> SpecimenSite::paths() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> found;
  for (const auto& [path, page] : pages_) {
    if (page.status == 200) found.push_back(path);
  }
  return found;
}

void SpecimenSite::edit(std::string_view path, std::string_view from, std::string_view to) {
  const std::scoped_lock lock(mutex_);
  Page& page = existing(path);
  if (!replace_in_body(page.body, from, to)) {
    throw std::invalid_argument("specimen site: " + std::string(path) + " does not contain: " + std::string(from));
  }
  ++page.revision;
  if (std::string* tag = value_of(page.headers, "ETag")) {
    if (page.revision > 1)
      tag->erase(tag->rfind('-'));
    else
      tag->pop_back();
    *tag += "-" + std::to_string(page.revision) + "\"";
  }
  if (std::string* modified = value_of(page.headers, "Last-Modified")) {
    constexpr std::time_t day = 24 * 60 * 60;
    *modified = http_date(parse_http_date(*modified).value_or(0) + day);
  }
}

void SpecimenSite::remove(std::string_view path, int status) {
  const std::scoped_lock lock(mutex_);
  Page& page = existing(path);
  page.status = status;
  page.headers = {{"Content-Type", "text/html; charset=utf-8"}};
  page.body = "<!DOCTYPE html><title>Removed</title><p>This page has been removed.</p>\n";
}

void SpecimenSite::add(std::string_view path, std::string body, std::string content_type) {
  const std::scoped_lock lock(mutex_);
  Page page;
  page.headers = {{"Content-Type", std::move(content_type)},
                  {"ETag", "\"added-" + std::to_string(std::hash<std::string>{}(body)) + "\""}};
  page.body = std::move(body);
  adopt_address(page);
  pages_.insert_or_assign(std::string(path), std::move(page));
}

void SpecimenSite::set_outage(std::optional<int> status) {
  const std::scoped_lock lock(mutex_);
  outage_ = status;
}

Reply SpecimenSite::answer(const Request& request) const {
  const std::scoped_lock lock(mutex_);
  if (outage_) return plain_reply(*outage_, "The site is down.\n");
  if (request.method != "GET" && request.method != "HEAD") return plain_reply(405, "Only to be read.\n");
  const std::string target = without_ignored_parameters(request.target);
  if (auto month = calendar_month(target)) return *month;
  const Page* page = find(target);
  if (!page) return plain_reply(404, "There is nothing here.\n");
  Reply reply;
  reply.status = page->status;
  reply.headers = page->headers;
  if (page->status == 200 && unchanged(request, page->headers)) {
    reply.status = 304;
  } else {
    reply.body = page->body;
  }
  return reply;
}

const SpecimenSite::Page* SpecimenSite::find(const std::string& target) const {
  if (const auto page = pages_.find(target); page != pages_.end()) return &page->second;
  if (const auto page = any_query_.find(target.substr(0, target.find('?'))); page != any_query_.end()) {
    return &page->second;
  }
  return not_found_ ? &*not_found_ : nullptr;
}

std::string SpecimenSite::without_ignored_parameters(std::string_view target) const {
  const auto question = target.find('?');
  if (question == std::string_view::npos || ignored_parameters_.empty()) return std::string(target);
  std::string kept;
  std::istringstream query{std::string(target.substr(question + 1))};
  for (std::string parameter; std::getline(query, parameter, '&');) {
    const auto ignored = [&](const std::string& prefix) { return parameter.starts_with(prefix); };
    if (std::ranges::none_of(ignored_parameters_, ignored)) kept += (kept.empty() ? "?" : "&") + parameter;
  }
  return std::string(target.substr(0, question)) + kept;
}

std::optional<Reply> SpecimenSite::calendar_month(std::string_view target) const {
  if (calendar_path_.empty() || !target.starts_with(calendar_path_)) return std::nullopt;
  const auto month = parse_month(target.substr(calendar_path_.size()));
  if (!month) return std::nullopt;
  Reply reply;
  reply.headers = {{"Content-Type", "text/html; charset=utf-8"}};
  reply.body = calendar_.body;
  replace_all(reply.body, "{{year}}", std::to_string(month->year));
  replace_all(reply.body, "{{month}}", std::to_string(month->month));
  replace_all(reply.body, "{{previous}}", calendar_path_ + month->previous().path());
  replace_all(reply.body, "{{next}}", calendar_path_ + month->next().path());
  return reply;
}

SpecimenSite::Page& SpecimenSite::existing(std::string_view path) {
  const auto page = pages_.find(path);
  if (page == pages_.end()) throw std::invalid_argument("specimen site: no page at " + std::string(path));
  return page->second;
}

}  // namespace caravan::test
