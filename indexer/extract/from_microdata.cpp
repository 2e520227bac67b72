#include "base/unicode.h"
#include "indexer/extract/bylines.h"
#include "indexer/extract/from_markup.h"

namespace caravan::extract {

using html::Node;
using html::Tag;

namespace {

bool is_property(Node node, std::string_view name) {
  const std::string_view properties = node.attribute("itemprop");
  const std::size_t at = properties.find(name);
  if (at == properties.npos) return false;
  const std::size_t end = at + name.size();
  return (at == 0 || properties[at - 1] == ' ') && (end == properties.size() || properties[end] == ' ');
}

class MicrodataReader {
 public:
  MicrodataReader(const html::Document& document, Findings& to) : document_(document), to_(to) {}

  void read() {
    for (std::uint32_t i = 0; i < document_.size();) {
      const Node node = document_.node(i);
      if (!node.has("itemprop") || node.is(Tag::meta)) {
        i = node.has("itemprop") ? read_meta_property(node) : i + 1;
        continue;
      }
      i = read_property(node);
    }
  }

 private:
  std::uint32_t read_meta_property(Node node) {
    if (is_property(node, "datePublished")) add_day(Field::published, node, 0.88);
    if (is_property(node, "dateModified")) add_day(Field::modified, node, 0.85);
    return node.index() + 1;
  }

  std::uint32_t read_property(Node node) {
    if (is_property(node, "author") || is_property(node, "creator")) return read_author(node);
    if (is_property(node, "publisher")) return node.end();
    if (is_property(node, "datePublished")) add_day(Field::published, node, 0.9);
    if (is_property(node, "dateModified")) add_day(Field::modified, node, 0.88);
    if (is_property(node, "headline")) to_.add(Field::title, value_of(node), "microdata headline", 0.8);
    if (is_property(node, "about") || is_property(node, "articleSection")) add_theme(node);
    if (is_property(node, "abstract") || is_property(node, "description")) {
      const std::string text = value_of(node);
      if (text.size() < 1500)
        to_.add(Field::summary, text, "microdata abstract", is_property(node, "abstract") ? 0.85 : 0.5);
    }
    if (is_property(node, "isPartOf") && node.attribute("itemtype").find("WebSite") == std::string_view::npos) {
      const std::string name = property_below(node, "name");
      if (!name.empty()) to_.add(Field::series, name, "microdata isPartOf", 0.92);
    }
    return node.index() + 1;
  }

  void add_theme(Node node) {
    const std::string name = property_below(node, "name");
    to_.add(Field::theme, name.empty() ? value_of(node) : name, "microdata about", 0.86);
  }

  void add_day(Field field, Node node, double confidence) {
    to_.add_day(field, value_of(node), field == Field::published ? "microdata datePublished" : "microdata dateModified",
                confidence);
  }

  std::uint32_t read_author(Node node) {
    const bool organisation = node.attribute("itemtype").find("Organization") != std::string_view::npos;
    article::Author author;
    author.name = property_below(node, "name");
    author.role = property_below(node, "jobTitle");
    author.institution = institution_below(node);
    if (author.name.empty()) {
      const std::string text = value_of(node);
      if (text.size() < 200 && text.find("://") == text.npos)
        for (auto& named : read_byline("by " + text)) to_.add_author(std::move(named), "microdata author", 0.8);
      return node.end();
    }
    author.name = clean_name(author.name);
    to_.add_author(std::move(author), organisation ? "microdata author (organisation)" : "microdata author",
                   organisation ? 0.3 : 0.85);
    return node.end();
  }

  /// The property of the item itself: not that of an item within it.
  std::string property_below(Node item, std::string_view name) const {
    for (std::uint32_t i = item.index() + 1; i < item.end();) {
      const Node node = document_.node(i);
      if (node.has("itemscope")) {
        i = node.end();
        continue;
      }
      if (is_property(node, name)) return value_of(node);
      ++i;
    }
    return {};
  }

  std::string institution_below(Node item) const {
    for (std::uint32_t i = item.index() + 1; i < item.end(); ++i) {
      const Node node = document_.node(i);
      if (!is_property(node, "affiliation") && !is_property(node, "worksFor")) continue;
      const std::string name = property_below(node, "name");
      return name.empty() ? value_of(node) : name;
    }
    return {};
  }

  const html::Document& document_;
  Findings& to_;
};

}  // namespace

std::string value_of(html::Node node) {
  for (const char* name : {"content", "datetime"})
    if (const auto value = node.attribute(name); !value.empty()) return collapse_space(value);
  return collapse_space(node.all_text());
}

void read_microdata(const html::Document& document, Findings& to) { MicrodataReader(document, to).read(); }

}  // namespace caravan::extract
