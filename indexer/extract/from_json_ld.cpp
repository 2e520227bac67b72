#include <algorithm>
#include <array>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "base/unicode.h"
#include "indexer/extract/entities.h"
#include "indexer/extract/evidence.h"
#include "indexer/extract/similarity.h"

namespace caravan::extract {
namespace {

using html::Node;
using html::Tag;
using nlohmann::json;

constexpr std::size_t max_script_bytes = std::size_t{1} << 20;
constexpr std::size_t max_body_bytes = 300'000;
constexpr int max_depth = 24;
constexpr std::size_t max_objects = 2000;

constexpr std::array<std::string_view, 17> article_types = {"Article",
                                                            "NewsArticle",
                                                            "BlogPosting",
                                                            "Report",
                                                            "ScholarlyArticle",
                                                            "TechArticle",
                                                            "OpinionNewsArticle",
                                                            "AnalysisNewsArticle",
                                                            "ReportageNewsArticle",
                                                            "BackgroundNewsArticle",
                                                            "ReviewNewsArticle",
                                                            "LiveBlogPosting",
                                                            "SocialMediaPosting",
                                                            "MedicalScholarlyArticle",
                                                            "AdvertiserContentArticle",
                                                            "SatiricalArticle",
                                                            "PublicationIssue"};
constexpr std::array<std::string_view, 6> listing_types = {"CollectionPage", "SearchResultsPage", "ProfilePage",
                                                           "ItemList",       "AboutPage",         "ContactPage"};

/// JSON-LD as pages really have it: wrapped in comments or CDATA, with raw line breaks in its strings.
std::string repaired(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && in_string && i + 1 < text.size()) {
      clean += c;
      clean += text[++i];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      clean += ' ';
    } else {
      if (c == '"') in_string = !in_string;
      clean += c;
    }
  }
  const std::size_t begin = clean.find_first_of("{[");
  const std::size_t end = clean.find_last_of("}]");
  if (begin == clean.npos || end == clean.npos || end < begin) return {};
  return clean.substr(begin, end - begin + 1);
}

std::string text_of(const json& value);

/// A name as schema.org spells it: text, an object with a name, or the first of several.
std::string text_of(const json& value) {
  if (value.is_string()) return without_entities(value.get_ref<const std::string&>());
  if (value.is_array() && !value.empty() && !value[0].is_array()) return text_of(value[0]);
  if (value.is_object())
    for (const char* key : {"name", "@value", "headline", "text"})
      if (const auto found = value.find(key); found != value.end() && found->is_string()) return text_of(*found);
  return {};
}

class Reader {
 public:
  Reader(std::string_view url, Findings& to) : url_(url), to_(to) {}

  void collect(std::string_view script) {
    const auto shallow = [](int depth, json::parse_event_t, json&) { return depth <= max_depth; };
    json root = json::parse(script, shallow, false);
    if (root.is_discarded()) root = json::parse(repaired(script), shallow, false);
    if (root.is_discarded()) return;
    roots_.push_back(std::move(root));
  }

  void read() {
    for (const json& root : roots_) list(root);
    const json* article = choose_article();
    for (const json* object : objects_) {
      if (is_any(*object, listing_types) && !is_type(*object, "ItemList")) to_.says_listing = true;
      if (is_type(*object, "BreadcrumbList")) breadcrumb(*object);
      const bool organisation = is_type(*object, "Organization") || is_type(*object, "NewsMediaOrganization");
      if ((organisation && !is_type(*object, "Person")) || is_type(*object, "WebSite"))
        to_.add(Field::organisation, text_of(*object), "json-ld organisation", 0.9);
    }
    if (article) read_article(*article, 1);
    if (!article)
      for (const json* object : objects_)
        if (is_type(*object, "WebPage")) read_article(*object, 0.7);
  }

 private:
  void list(const json& root) {
    std::vector<const json*> open = {&root};
    while (!open.empty() && objects_.size() < max_objects) {
      const json* value = open.back();
      open.pop_back();
      if (value->is_object()) {
        objects_.push_back(value);
        if (const auto id = value->find("@id"); id != value->end() && id->is_string() && value->size() > 1)
          by_id_.emplace(id->get<std::string>(), value);
      }
      if (value->is_structured())
        for (auto item = value->rbegin(); item != value->rend(); ++item)
          if (item->is_structured()) open.push_back(&*item);
    }
  }

  static bool is_type(const json& object, std::string_view type) {
    const auto found = object.find("@type");
    if (found == object.end()) return false;
    const auto same = [&](const json& t) {
      if (!t.is_string()) return false;
      std::string_view text = t.get_ref<const std::string&>();
      if (const auto slash = text.find_last_of("/:"); slash != text.npos) text.remove_prefix(slash + 1);
      return text == type;
    };
    return found->is_array() ? std::any_of(found->begin(), found->end(), same) : same(*found);
  }

  template <std::size_t N>
  static bool is_any(const json& object, const std::array<std::string_view, N>& types) {
    return std::any_of(types.begin(), types.end(), [&](std::string_view type) { return is_type(object, type); });
  }

  const json& resolved(const json& value) const {
    if (value.is_object() && value.size() <= 2)
      if (const auto id = value.find("@id"); id != value.end() && id->is_string())
        if (const auto known = by_id_.find(id->get_ref<const std::string&>()); known != by_id_.end())
          return *known->second;
    return value;
  }

  /// The page's own article: of several, the one whose address is the page's, else the one that says most.
  const json* choose_article() {
    const json* best = nullptr;
    double best_score = -1;
    int count = 0;
    for (const json* object : objects_) {
      if (!is_any(*object, article_types)) continue;
      if (!object->contains("headline") && !object->contains("name") && !object->contains("author")) continue;
      ++count;
      double score = static_cast<double>(std::min<std::size_t>(object->size(), 30)) / 30;
      for (const char* key : {"url", "@id", "mainEntityOfPage"})
        if (const auto found = object->find(key); found != object->end() && same_page(*found)) score += 2;
      if (object->contains("articleBody")) score += 0.5;
      if (score > best_score) {
        best = object;
        best_score = score;
      }
    }
    if (count > 3 && best_score < 2) {
      to_.says_listing = true;
      return nullptr;
    }
    if (best) to_.says_article = true;
    return best;
  }

  bool same_page(const json& value) const {
    std::string text = value.is_string() ? value.get<std::string>() : std::string();
    if (value.is_object() && value.contains("@id") && value["@id"].is_string()) text = value["@id"].get<std::string>();
    const auto bare = [](std::string_view u) {
      if (const auto scheme = u.find("://"); scheme != u.npos) u.remove_prefix(scheme + 3);
      if (u.starts_with("www.")) u.remove_prefix(4);
      u = u.substr(0, u.find_first_of("?#"));
      while (u.ends_with('/')) u.remove_suffix(1);
      return u;
    };
    return !text.empty() && bare(text) == bare(url_);
  }

  void read_article(const json& article, double trust) {
    for (const char* key : {"headline", "name"})
      if (const auto found = article.find(key); found != article.end())
        to_.add(Field::title, text_of(*found), std::string("json-ld ") + key, (key[0] == 'h' ? 0.8 : 0.7) * trust);
    day(article, "datePublished", Field::published, 0.95 * trust);
    day(article, "dateCreated", Field::published, 0.6 * trust);
    day(article, "dateModified", Field::modified, 0.9 * trust);
    if (trust >= 1) {
      for (const char* key : {"author", "creator"})
        if (const auto found = article.find(key); found != article.end()) authors(*found, key);
    } else if (const auto found = article.find("author"); found != article.end()) {
      authors(*found, "author of the page");
    }
    if (const auto found = article.find("publisher"); found != article.end())
      if (!is_person(resolved(*found)))
        to_.add(Field::organisation, text_of(resolved(*found)), "json-ld publisher", 0.9);
    if (const auto found = article.find("articleBody");
        found != article.end() && found->is_string() && found->get_ref<const std::string&>().size() < max_body_bytes)
      to_.article_body = collapse_space(without_entities(found->get_ref<const std::string&>()));
    if (const auto found = article.find("description"); found != article.end())
      to_.add(Field::summary, text_of(*found), "json-ld description", 0.7 * trust);
    if (const auto found = article.find("inLanguage"); found != article.end())
      to_.add(Field::language, text_of(*found), "json-ld inLanguage", 0.6);
    if (const auto found = article.find("isPartOf"); found != article.end()) series(resolved(*found));
    words(article, "articleSection", 0.8 * trust);
    words(article, "about", 0.7 * trust);
    words(article, "keywords", 0.4 * trust);
  }

  static bool is_person(const json& value) { return value.is_object() && is_type(value, "Person"); }

  void day(const json& article, const char* key, Field field, double confidence) {
    const auto found = article.find(key);
    if (found == article.end()) return;
    to_.add_day(field, text_of(*found), std::string("json-ld ") + key, confidence);
  }

  void authors(const json& value, std::string_view key) {
    const json& known = resolved(value);
    if (known.is_array()) {
      for (const json& item : known)
        if (!item.is_array()) authors(item, key);
      return;
    }
    const std::string source = "json-ld " + std::string(key);
    if (known.is_string()) {
      to_.add_author({text_of(known), {}, {}}, source, 0.8);
      return;
    }
    if (!known.is_object()) return;
    article::Author author;
    author.name = text_of(known);
    if (const auto found = known.find("jobTitle"); found != known.end()) author.role = text_of(*found);
    for (const char* belongs : {"affiliation", "worksFor", "memberOf"})
      if (const auto found = known.find(belongs); found != known.end() && author.institution.empty())
        author.institution = text_of(resolved(*found));
    const bool person = is_type(known, "Person");
    const bool organisation =
        is_type(known, "Organization") || is_type(known, "NewsMediaOrganization") || is_type(known, "Corporation");
    to_.add_author(std::move(author), source + (organisation ? " (organisation)" : ""),
                   person         ? 0.9
                   : organisation ? 0.3
                                  : 0.8);
  }

  void series(const json& part_of) {
    if (part_of.is_array()) {
      for (const json& item : part_of)
        if (!item.is_array()) series(resolved(item));
      return;
    }
    if (!part_of.is_object()) return;
    if (is_type(part_of, "WebSite") || is_type(part_of, "WebPage") || is_type(part_of, "CollectionPage") ||
        is_type(part_of, "Blog") || is_type(part_of, "WebPageElement"))
      return;
    to_.add(Field::series, text_of(part_of), "json-ld isPartOf", 0.9);
  }

  void words(const json& article, const char* key, double confidence) {
    const auto found = article.find(key);
    if (found == article.end()) return;
    const std::string source = std::string("json-ld ") + key;
    if (found->is_string() && std::string_view(key) == "keywords") {
      std::string_view list = found->get_ref<const std::string&>();
      while (!list.empty()) {
        const std::size_t end = std::min(list.find(','), list.size());
        to_.add(Field::theme, without_entities(list.substr(0, end)), source, confidence);
        list.remove_prefix(std::min(end + 1, list.size()));
      }
    } else if (found->is_array()) {
      for (const json& item : *found)
        if (!item.is_array()) to_.add(Field::theme, text_of(resolved(item)), source, confidence);
    } else {
      to_.add(Field::theme, text_of(resolved(*found)), source, confidence);
    }
  }

  void breadcrumb(const json& list) {
    const auto items = list.find("itemListElement");
    if (items == list.end() || !items->is_array() || items->size() < 3) return;
    // Neither the first, the home page, nor the last, the page itself.
    for (std::size_t i = 1; i + 1 < items->size(); ++i) {
      const json& item = (*items)[i];
      std::string name = text_of(item);
      if (name.empty() && item.is_object() && item.contains("item")) name = text_of(item["item"]);
      to_.add(Field::theme, name, "json-ld breadcrumb", 0.3);
    }
  }

  std::string_view url_;
  Findings& to_;
  std::vector<json> roots_;
  std::vector<const json*> objects_;
  std::unordered_map<std::string, const json*> by_id_;
};

}  // namespace

void read_json_ld(const html::Document& document, std::string_view url, Findings& to) {
  Reader reader(url, to);
  std::size_t bytes = 0;
  for (std::uint32_t i = 0; i < document.size(); ++i) {
    const Node node = document.node(i);
    if (!node.is(Tag::script) || node.attribute("type").find("ld+json") == std::string_view::npos) continue;
    const std::string_view text = node.first_child().text();
    bytes += text.size();
    if (bytes > max_script_bytes) break;
    reader.collect(text);
  }
  reader.read();
}

}  // namespace caravan::extract
