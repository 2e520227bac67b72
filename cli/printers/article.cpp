#include "cli/printers/article.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/day.h"
#include "base/unicode.h"
#include "cli/printers/results.h"
#include "cli/wrap.h"
#include "indexer/article/article_json.h"
#include "indexer/query/results_json.h"

namespace caravan::cli {

namespace {

using query::escape_html;

constexpr std::size_t page_width = 80;

struct Fact {
  std::string_view name;
  std::string value;
};

std::string with_commas(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

/// The facts that stand above the text, those that are missing left out.
std::vector<Fact> facts_of(const article::Article& article) {
  std::vector<Fact> facts{{"by", byline(article)},
                          {"published", article.published ? iso(*article.published) : ""},
                          {"modified", article.modified ? iso(*article.modified) : ""},
                          {"site", article.site},
                          {"themes", with_commas(article.themes)},
                          {"series", article.series},
                          {"pages", article.pages > 0 ? std::to_string(article.pages) : ""},
                          {"language", article.language},
                          {"address", article.url},
                          {"id", article.id}};
  std::erase_if(facts, [](const Fact& fact) { return fact.value.empty(); });
  return facts;
}

struct Paragraph {
  std::string text;
  std::size_t begin = 0;  // in the body
};

std::vector<Paragraph> paragraphs_of(const std::string& body) {
  std::vector<Paragraph> paragraphs;
  std::size_t at = 0;
  while (at < body.size()) {
    const std::size_t end = std::min(body.find("\n\n", at), body.size());
    if (end > at) paragraphs.push_back({body.substr(at, end - at), at});
    at = end + 2;
  }
  return paragraphs;
}

void print_wrapped(std::string_view text, std::string_view indent, Terminal& terminal, Style style = Style::plain) {
  for (const Line& line : wrap(text, std::min(terminal.width(), page_width) - indent.size()))
    terminal.out() << indent << terminal.marked(text, line.begin, line.end, {}, style) << '\n';
}

void print_as_text(const article::Article& article, Terminal& terminal) {
  std::ostream& out = terminal.out();
  print_wrapped(article.title, "", terminal, Style::strong);
  out << '\n';
  for (const Fact& fact : facts_of(article))
    out << terminal.styled(fmt::format("{}:", fact.name), Style::faint)
        << std::string(11 - std::min<std::size_t>(fact.name.size() + 1, 10), ' ') << Terminal::plain(fact.value)
        << '\n';
  int page = 0;
  for (const Paragraph& paragraph : paragraphs_of(article.body)) {
    out << '\n';
    // Where a page begins amid a paragraph, its number stands above the next one.
    if (const int here = article::page_at(article, paragraph.begin); here != page)
      out << terminal.styled(fmt::format("p. {}", page = here), Style::faint) << "\n\n";
    print_wrapped(paragraph.text, "", terminal);
  }
  for (const std::string& quote : article.pull_quotes) {
    out << '\n';
    print_wrapped(quote, "  > ", terminal, Style::faint);
  }
  if (!article.missing_parts.empty()) out << "\nparts that are missing:\n";
  for (const std::string& address : article.missing_parts) out << "  " << terminal.styled(address, Style::link) << '\n';
  if (!article.also_at.empty()) out << "\nalso at:\n";
  for (const std::string& address : article.also_at) out << "  " << terminal.styled(address, Style::link) << '\n';
  if (!article.links.empty()) out << "\nrefers to:\n";
  for (const std::string& link : article.links) out << "  " << terminal.styled(link, Style::link) << '\n';
}

/// Text that Markdown takes for text.
std::string markdown_escaped(std::string_view text) {
  std::string escaped;
  bool line_begins = true;
  for (const char c : printable(text)) {
    const bool special = std::string_view("\\`*_[]<>").find(c) != std::string_view::npos;
    if (special || (line_begins && std::string_view("#+-=~").find(c) != std::string_view::npos)) escaped += '\\';
    escaped += c;
    line_begins = c == '\n';
  }
  return escaped;
}

void print_as_markdown(const article::Article& article, std::ostream& out) {
  out << "# " << markdown_escaped(collapse_space(article.title)) << "\n\n";
  for (const Fact& fact : facts_of(article))
    out << "- " << fact.name << ": "
        << (fact.name == "address" ? "<" + Terminal::plain(fact.value) + ">"
                                   : markdown_escaped(collapse_space(fact.value)))
        << '\n';
  for (const Paragraph& paragraph : paragraphs_of(article.body))
    out << '\n' << markdown_escaped(paragraph.text) << '\n';
  for (const std::string& quote : article.pull_quotes) out << "\n> " << markdown_escaped(collapse_space(quote)) << '\n';
  if (!article.missing_parts.empty()) out << "\n## Parts that are missing\n\n";
  for (const std::string& address : article.missing_parts) out << "- <" << Terminal::plain(address) << ">\n";
  if (!article.also_at.empty()) out << "\n## Also at\n\n";
  for (const std::string& address : article.also_at) out << "- <" << Terminal::plain(address) << ">\n";
  if (!article.links.empty()) out << "\n## Refers to\n\n";
  for (const std::string& link : article.links) out << "- <" << Terminal::plain(link) << ">\n";
}

bool is_web_address(std::string_view url) { return url.starts_with("https://") || url.starts_with("http://"); }

std::string html_link(const std::string& url) {
  const std::string text = escape_html(url);
  return is_web_address(url) ? fmt::format("<a href=\"{0}\">{0}</a>", text) : text;
}

void print_as_html(const article::Article& article, std::ostream& out) {
  const std::string language = escape_html(article.language.empty() ? "en" : article.language);
  out << fmt::format(
      "<!doctype html>\n<html lang=\"{}\">\n<meta "
      "charset=\"utf-8\">\n<title>{}</title>\n<article>\n<h1>{}</h1>\n<dl>\n",
      language, escape_html(article.title), escape_html(article.title));
  for (const Fact& fact : facts_of(article))
    out << fmt::format("<dt>{}<dd>{}\n", fact.name,
                       fact.name == "address" ? html_link(fact.value) : escape_html(fact.value));
  out << "</dl>\n";
  for (const Paragraph& paragraph : paragraphs_of(article.body)) {
    std::string text = escape_html(paragraph.text);
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 5) text.insert(at, "<br>");
    out << "<p>" << text << "</p>\n";
  }
  for (const std::string& quote : article.pull_quotes) out << "<aside><q>" << escape_html(quote) << "</q></aside>\n";
  if (!article.missing_parts.empty()) out << "<h2>Parts that are missing</h2>\n<ul>\n";
  for (const std::string& address : article.missing_parts) out << "<li>" << html_link(address) << "\n";
  if (!article.missing_parts.empty()) out << "</ul>\n";
  if (!article.also_at.empty()) out << "<h2>Also at</h2>\n<ul>\n";
  for (const std::string& address : article.also_at) out << "<li>" << html_link(address) << "\n";
  if (!article.also_at.empty()) out << "</ul>\n";
  if (!article.links.empty()) out << "<h2>Refers to</h2>\n<ul>\n";
  for (const std::string& link : article.links) out << "<li>" << html_link(link) << "\n";
  if (!article.links.empty()) out << "</ul>\n";
  out << "</article>\n</html>\n";
}

}  // namespace

void print_article(ArticleFormat format, const article::Article& article, Terminal& terminal) {
  switch (format) {
    case ArticleFormat::text:
      print_as_text(article, terminal);
      break;
    case ArticleFormat::markdown:
      print_as_markdown(article, terminal.out());
      break;
    case ArticleFormat::html:
      print_as_html(article, terminal.out());
      break;
    case ArticleFormat::json:
      terminal.out() << article::to_json(article).dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
                     << '\n';
      break;
  }
}

}  // namespace caravan::cli
