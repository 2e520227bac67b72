#include "searchd/page/article_parts.h"

#include <vector>

#include <fmt/format.h>

#include "searchd/http/address.h"
#include "searchd/page/wording.h"

namespace caravan::searchd {

namespace {

Html joined(const std::vector<Html>& parts, std::string_view separator) {
  Html line;
  for (const Html& part : parts) {
    if (part.empty()) continue;
    if (!line.empty()) line += markup(std::string(separator));
    line += part;
  }
  return line;
}

Html link(const PageAddress& address, std::string_view text, std::string_view css_class) {
  return markup(fmt::format("<a class=\"{}\" href=\"{}\"><bdi>{}</bdi></a>", css_class, escaped(address.text()).text(),
                            escaped(text).text()));
}

}  // namespace

Html lang_attribute(const article::Article& article) {
  if (!is_language_tag(article.language)) return {};
  return markup(fmt::format(" lang=\"{}\"", article.language));
}

Html authors_line(const article::Article& article, const PageAddress& home) {
  std::vector<Html> people;
  for (const article::Author& author : article.authors) {
    Html person = link(home.with("author", author.name), author.name, "author");
    for (const std::string* fact : {&author.role, &author.institution})
      if (!fact->empty())
        person += markup("<span class=\"affiliation\">, <bdi>" + escaped(*fact).text() + "</bdi></span>");
    people.push_back(std::move(person));
  }
  return joined(people, "<span class=\"affiliation\">; </span>");
}

Html themes_line(const article::Article& article, const PageAddress& home) {
  std::vector<Html> themes;
  for (const std::string& theme : article.themes) themes.push_back(link(home.with("theme", theme), theme, "theme"));
  return joined(themes, " <span aria-hidden=\"true\">·</span> ");
}

Html meta_line(const article::Article& article, int page) {
  std::vector<Html> facts;
  const auto fact = [&](std::string_view text) {
    if (!text.empty()) facts.push_back(markup("<span><bdi>" + escaped(text).text() + "</bdi></span>"));
  };
  fact(article.site);
  if (article.published)
    facts.push_back(
        markup(fmt::format("<time datetime=\"{}\">{}</time>", iso(*article.published), long_date(*article.published))));
  fact(article.series);
  if (article.language != "en") fact(language_name(article.language));
  if (article.type == "report")
    fact(article.pages > 0 ? fmt::format("Report (PDF), {} pages", article.pages) : "Report (PDF)");
  if (page > 0) fact(fmt::format("p. {}", page));
  return joined(facts, " <span aria-hidden=\"true\">·</span> ");
}

std::string reader_address(const std::string& root, const article::Article& article) {
  return root + "documents/" + percent_encoded(article.id);
}

Html link_of(const article::Article& article) { return is_safe_link(article.url) ? escaped(article.url) : Html(); }

std::string title_of(const article::Article& article) {
  if (!article.title.empty()) return article.title;
  return article.url.empty() ? article.id : article.url;
}

std::string citation(const article::Article& article) {
  std::string text;
  for (std::size_t i = 0; i < article.authors.size(); ++i) {
    if (i > 0) text += i + 1 == article.authors.size() ? " and " : ", ";
    text += article.authors[i].name;
  }
  if (!text.empty()) text += ". ";
  text += "\u201C" + title_of(article) + ".\u201D ";
  if (!article.series.empty()) text += article.series + ". ";
  std::string place = article.site;
  if (article.published) place += (place.empty() ? "" : ", ") + long_date(*article.published);
  if (!place.empty()) text += place + ". ";
  return text + article.url;
}

}  // namespace caravan::searchd
