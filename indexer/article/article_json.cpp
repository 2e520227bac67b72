#include "indexer/article/article_json.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/unicode.h"

namespace caravan::article {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

void put(ordered_json& to, const char* key, const std::string& text) {
  if (!text.empty()) to[key] = text;
}

void put(ordered_json& to, const char* key, const std::vector<std::string>& texts) {
  if (!texts.empty()) to[key] = texts;
}

void put(ordered_json& to, const char* key, const std::optional<Day>& day) {
  if (day) to[key] = iso(*day);
}

tl::unexpected<Error> wrong(std::string_view key, std::string_view expected) {
  return fail(Fault::usage, fmt::format("article: \"{}\" is not {}", key, expected),
              "see the article JSON in the manual");
}

/// Reads keys one after the other; the first wrong one is remembered, so that the caller looks once, at the end.
class Reader {
 public:
  explicit Reader(const json& object) : object_(object) {}

  /// The first of the keys that is there and not null.
  const json* find(std::initializer_list<const char*> keys) {
    for (const char* key : keys)
      if (const auto found = object_.find(key); found != object_.end() && !found->is_null()) {
        key_ = key;
        return &*found;
      }
    return nullptr;
  }

  std::string text(std::initializer_list<const char*> keys) {
    const json* value = find(keys);
    if (!value) return {};
    if (value->is_string()) return to_nfc(value->get_ref<const std::string&>());
    if (value->is_number_integer()) return value->dump();
    refuse("a string");
    return {};
  }

  std::optional<Day> day(std::initializer_list<const char*> keys) {
    const json* value = find(keys);
    if (!value) return std::nullopt;
    if (value->is_string()) {
      const auto& text = value->get_ref<const std::string&>();
      if (text.empty()) return std::nullopt;
      if (auto day = parse_iso_date_time(text)) return day;
    }
    refuse("a date such as 2018-10-12");
    return std::nullopt;
  }

  std::vector<std::string> texts(std::initializer_list<const char*> keys) {
    std::vector<std::string> all;
    const json* value = find(keys);
    if (!value) return all;
    if (value->is_string()) return split(value->get_ref<const std::string&>());
    if (!value->is_array()) refuse("a string or a list of strings");
    if (value->is_array())
      for (const json& item : *value) {
        if (!item.is_string()) {
          refuse("a list of strings");
          break;
        }
        all.push_back(to_nfc(item.get_ref<const std::string&>()));
      }
    return all;
  }

  std::vector<Author> authors() {
    std::vector<Author> all;
    const json* value = find({"authors", "author"});
    if (!value) return all;
    if (value->is_string()) {
      for (auto& name : split(value->get_ref<const std::string&>())) all.push_back({std::move(name), {}, {}});
    } else if (value->is_object()) {
      all.push_back(author(*value));
    } else if (value->is_array()) {
      for (const json& item : *value) {
        if (item.is_string())
          all.push_back({to_nfc(item.get_ref<const std::string&>()), {}, {}});
        else
          all.push_back(author(item));
      }
    } else {
      refuse("a string or a list of authors");
    }
    std::erase_if(all, [](const Author& a) { return a.name.empty(); });
    return all;
  }

  /// What others call "pages" may be a range; only a count is taken.
  int pages() {
    const json* value = find({"pages"});
    if (!value || !value->is_number_unsigned() || *value > most_pages) return 0;
    return value->get<int>();
  }

  /// What others call "parts" may be anything.
  std::vector<std::string> addresses(const char* key) {
    const json* value = find({key});
    if (!value || !value->is_array() ||
        !std::all_of(value->begin(), value->end(), [](const json& one) { return one.is_string(); }))
      return {};
    return texts({key});
  }

  std::vector<std::uint32_t> page_starts() {
    std::vector<std::uint32_t> starts;
    const json* value = find({"page_starts"});
    if (!value || !value->is_array() || value->size() > most_pages) return starts;
    for (const json& start : *value) {
      if (!start.is_number_unsigned() || start > largest_start || (!starts.empty() && start < starts.back())) return {};
      starts.push_back(start.get<std::uint32_t>());
    }
    return starts;
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  static constexpr std::uint64_t most_pages = 1'000'000, largest_start = 0xFFFF'FFFF;

  Author author(const json& item) {
    Author author;
    if (!item.is_object()) {
      refuse("a list of authors, each a name or an object with \"name\"");
      return author;
    }
    Reader reader(item);
    author.name = reader.text({"name"});
    author.role = reader.text({"role"});
    author.institution = reader.text({"institution"});
    if (reader.error() && !error_) error_ = reader.error();
    return author;
  }

  static std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> all;
    while (!list.empty()) {
      const std::size_t end = std::min(list.find(';'), list.size());
      if (std::string item = collapse_space(list.substr(0, end)); !item.empty()) all.push_back(to_nfc(item));
      list.remove_prefix(std::min(end + 1, list.size()));
    }
    return all;
  }

  void refuse(std::string_view expected) {
    if (!error_) error_ = wrong(key_, expected).value();
  }

  const json& object_;
  std::string_view key_;
  std::optional<Error> error_;
};

}  // namespace

ordered_json to_json(const Article& article) {
  ordered_json out = ordered_json::object();
  put(out, "id", article.id);
  put(out, "url", article.url);
  put(out, "title", article.title);
  for (const Author& author : article.authors) {
    ordered_json one = ordered_json::object();
    put(one, "name", author.name);
    put(one, "role", author.role);
    put(one, "institution", author.institution);
    out["authors"].push_back(std::move(one));
  }
  put(out, "themes", article.themes);
  put(out, "series", article.series);
  put(out, "published", article.published);
  put(out, "modified", article.modified);
  put(out, "language", article.language);
  put(out, "site", article.site);
  put(out, "type", article.type);
  put(out, "summary", article.summary);
  put(out, "body", article.body);
  put(out, "pull_quotes", article.pull_quotes);
  put(out, "links", article.links);
  put(out, "also_at", article.also_at);
  put(out, "parts", article.parts);
  put(out, "missing_parts", article.missing_parts);
  if (article.pages > 0) out["pages"] = article.pages;
  if (!article.page_starts.empty()) out["page_starts"] = article.page_starts;
  return out;
}

Result<Article> from_json(const json& object) {
  if (!object.is_object())
    return fail(Fault::usage, "article: not a JSON object", "write one object a line: {\"id\": ..., \"title\": ...}");
  Reader reader(object);
  Article article;
  article.id = reader.text({"id"});
  article.url = reader.text({"url"});
  article.title = reader.text({"title"});
  article.authors = reader.authors();
  article.themes = reader.texts({"themes", "theme"});
  article.series = reader.text({"series"});
  article.published = reader.day({"published", "date"});
  article.modified = reader.day({"modified"});
  article.language = reader.text({"language"});
  article.site = reader.text({"site"});
  article.type = reader.text({"type"});
  article.summary = reader.text({"summary"});
  article.body = reader.text({"body", "text"});
  article.pull_quotes = reader.texts({"pull_quotes"});
  article.links = reader.texts({"links"});
  article.parts = reader.addresses("parts");
  article.missing_parts = reader.addresses("missing_parts");
  article.pages = reader.pages();
  article.page_starts = reader.page_starts();
  if (reader.error()) return tl::unexpected<Error>(*reader.error());
  if (article.id.empty() && article.url.empty())
    return fail(Fault::usage, "article: neither \"id\" nor \"url\" is there", "give each article an id of its own");
  if (article.url.empty()) article.url = article.id;
  if (article.id.empty()) article.id = article_id(article.url);
  return article;
}

}  // namespace caravan::article
