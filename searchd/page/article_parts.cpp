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

/// With a full stop, where it does not end like a sentence already.
std::string ended(std::string_view text) {
  for (const std::string_view end : {".", "?", "!", "\u2026", "\u3002", "\uFF1F", "\uFF01", "\u061F"})
    if (text.ends_with(end)) return std::string(text);
  return std::string(text) + ".";
}

std::string sentence(std::string_view text) { return text.empty() ? std::string() : ended(text) + " "; }

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
  std::vector<std::string_view> names;
  for (const article::Author& author : article.authors)
    if (!author.name.empty()) names.push_back(author.name);
  std::string authors;
  for (std::size_t i = 0; i < names.size(); ++i)
    authors.append(i == 0 ? "" : i + 1 == names.size() ? " and " : ", ").append(names[i]);
  const std::string date = article.published ? long_date(*article.published) : "n.d.";
  std::string text = sentence(authors);
  if (!article.title.empty()) text += "\u201C" + ended(article.title) + "\u201D ";
  text += sentence(article.series) + sentence(article.site.empty() ? date : article.site + ", " + date);
  return text + article.url;
}

}  // namespace caravan::searchd
