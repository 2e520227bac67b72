#include <algorithm>
#include <cctype>
#include <iterator>

#include "base/unicode.h"
#include "indexer/extract/entities.h"
#include "indexer/extract/evidence.h"

namespace caravan::extract {
namespace {

using html::Node;
using html::Tag;

struct MetaName {
  std::string_view name;  ///< lower case
  Field field;
  double confidence;
  bool list = false;  ///< separated by commas
};

constexpr MetaName names[] = {
    {"og:title", Field::title, 0.75},
    {"twitter:title", Field::title, 0.6},
    {"citation_title", Field::title, 0.85},
    {"dc.title", Field::title, 0.6},
    {"dcterms.title", Field::title, 0.6},
    {"parsely-title", Field::title, 0.7},
    {"sailthru.title", Field::title, 0.7},
    {"title", Field::title, 0.5},
    {"headline", Field::title, 0.7},

    {"author", Field::author, 0.7},
    {"article:author", Field::author, 0.6},
    {"article:author_name", Field::author, 0.7},
    {"og:article:author", Field::author, 0.6},
    {"authors", Field::author, 0.7},
    {"byl", Field::author, 0.75},
    {"citation_author", Field::author, 0.9},
    {"dc.creator", Field::author, 0.7},
    {"dcterms.creator", Field::author, 0.7},
    {"dc.contributor", Field::author, 0.5},
    {"parsely-author", Field::author, 0.75},
    {"sailthru.author", Field::author, 0.75},
    {"cxenseparse:author", Field::author, 0.7},
    {"article.author", Field::author, 0.7},

    {"article:published_time", Field::published, 0.9},
    {"article:published", Field::published, 0.9},
    {"og:article:published_time", Field::published, 0.9},
    {"og:published_time", Field::published, 0.85},
    {"article.published", Field::published, 0.85},
    {"datepublished", Field::published, 0.85},
    {"citation_publication_date", Field::published, 0.85},
    {"citation_online_date", Field::published, 0.8},
    {"citation_date", Field::published, 0.8},
    {"parsely-pub-date", Field::published, 0.85},
    {"sailthru.date", Field::published, 0.8},
    {"prism.publicationdate", Field::published, 0.8},
    {"bt:pubdate", Field::published, 0.8},
    {"cxenseparse:recs:publishtime", Field::published, 0.85},
    {"cxenseparse:publishtime", Field::published, 0.85},
    {"dc.date.issued", Field::published, 0.8},
    {"dcterms.issued", Field::published, 0.8},
    {"dcterms.created", Field::published, 0.75},
    {"dc.date.created", Field::published, 0.75},
    {"dc.date", Field::published, 0.7},
    {"dcterms.date", Field::published, 0.7},
    {"pubdate", Field::published, 0.8},
    {"pub_date", Field::published, 0.8},
    {"publishdate", Field::published, 0.8},
    {"publish-date", Field::published, 0.8},
    {"publish_date", Field::published, 0.8},
    {"publication_date", Field::published, 0.8},
    {"publicationdate", Field::published, 0.8},
    {"published_at", Field::published, 0.8},
    {"date_published", Field::published, 0.8},
    {"displaydate", Field::published, 0.75},
    {"originalpublicationdate", Field::published, 0.85},
    {"article_date_original", Field::published, 0.85},
    {"date", Field::published, 0.7},
    {"article:modified_time", Field::modified, 0.85},
    {"og:updated_time", Field::modified, 0.6},
    {"datemodified", Field::modified, 0.8},
    {"dcterms.modified", Field::modified, 0.7},
    {"last-modified", Field::modified, 0.4},

    {"article:section", Field::theme, 0.8},
    {"parsely-section", Field::theme, 0.6},
    {"article:tag", Field::theme, 0.45},
    {"news_keywords", Field::theme, 0.35, true},
    {"keywords", Field::theme, 0.3, true},
    {"citation_keywords", Field::theme, 0.5},
    {"dc.subject", Field::theme, 0.5, true},
    {"dcterms.subject", Field::theme, 0.5, true},
    {"citation_series_title", Field::series, 0.9},

    {"description", Field::summary, 0.8},
    {"og:description", Field::summary, 0.75},
    {"dc.description", Field::summary, 0.6},
    {"twitter:description", Field::summary, 0.5},

    {"og:site_name", Field::site_name, 0.9},
    {"application-name", Field::site_name, 0.6},
    {"citation_journal_title", Field::site_name, 0.7},
    {"dc.publisher", Field::organisation, 0.8},
    {"article:publisher", Field::organisation, 0.5},
    {"publisher", Field::organisation, 0.7},
    {"copyright", Field::organisation, 0.5},

    {"dc.language", Field::language, 0.5},
    {"citation_language", Field::language, 0.6},
    {"og:locale", Field::language, 0.45},
    {"content-language", Field::language, 0.5},
    {"language", Field::language, 0.4},
};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

void add_value(const MetaName& known, std::string_view content, Findings& to) {
  const std::string source = "meta " + std::string(known.name);
  if (known.field == Field::published || known.field == Field::modified) {
    to.add_day(known.field, content, source, known.confidence);
  } else if (known.field == Field::author) {
    if (content.find("://") == content.npos && !content.starts_with("www."))
      to.add_author({without_entities(content), {}, {}}, source, known.confidence);
  } else if (known.list) {
    while (!content.empty()) {
      const std::size_t end = std::min(content.find_first_of(",;"), content.size());
      to.add(known.field, without_entities(content.substr(0, end)), source, known.confidence);
      content.remove_prefix(std::min(end + 1, content.size()));
    }
  } else {
    to.add(known.field, without_entities(content), source, known.confidence);
  }
}

void read_element(Node node, Findings& to) {
  const std::string_view content = node.attribute("content");
  if (content.empty()) return;
  for (const char* key : {"property", "name", "itemprop", "http-equiv"}) {
    std::string list = lower_case(node.attribute(key));
    std::string_view rest = list;
    while (!rest.empty()) {  // property="og:title dc:title"
      const std::size_t end = std::min(rest.find(' '), rest.size());
      std::string name(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (name.starts_with("dc:") || name.starts_with("dcterms:")) name[name.find(':')] = '.';
      const auto* known =
          std::find_if(std::begin(names), std::end(names), [&](const MetaName& m) { return m.name == name; });
      if (known != std::end(names)) add_value(*known, content, to);
      if (name == "og:type" && (content == "article" || content == "news")) to.says_article = true;
      if (name == "og:type" && content == "profile") to.says_listing = true;
    }
  }
}

}  // namespace

void read_meta(const html::Document& document, Findings& to) {
  to.add(Field::language, document.root().attribute("lang"), "html lang", 0.7);
  if (document.root().attribute("lang").empty())
    to.add(Field::language, document.root().attribute("xml:lang"), "html xml:lang", 0.6);
  bool titled = false;
  for (std::uint32_t i = 0; i < document.size(); ++i) {
    const Node node = document.node(i);
    if (node.is(Tag::meta)) {
      read_element(node, to);
    } else if (node.is(Tag::title) && !titled && !node.all_text().empty()) {
      to.add(Field::title, node.all_text(), "title element", 0.5);
      titled = true;
    }
  }
}

}  // namespace caravan::extract
