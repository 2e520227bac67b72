#include <algorithm>

#include <fmt/format.h>

#include "base/day.h"
#include "base/quantity.h"
#include "base/unicode.h"
#include "cli/printers/results.h"
#include "cli/wrap.h"

namespace caravan::cli {

namespace {

constexpr std::size_t widest_prose = 100;  // longer lines are hard to read

class TextPrinter {
 public:
  explicit TextPrinter(Terminal& terminal) : terminal_(terminal), width_(std::min(terminal.width(), widest_prose)) {}

  void hit(const query::Hit& hit, std::size_t rank_width) {
    indent_ = rank_width + 2;
    const std::string rank = fmt::format("{}.", hit.rank);
    terminal_.out() << std::string(indent_ - 1 - rank.size(), ' ') << terminal_.styled(rank, Style::faint) << ' ';
    block(hit.title.text.empty() ? hit.article.title : hit.title.text, hit.title.marks, Style::strong, false);
    const article::Article& article = hit.article;
    if (!article.authors.empty()) block(byline(article), {}, Style::plain);
    const std::string facts = facts_line(hit);
    if (!facts.empty()) block(facts, {}, Style::faint);
    if (!hit.snippet.text.empty()) block(hit.snippet.text, hit.snippet.marks, Style::plain);
    block(article.url.empty() ? article.id : article.url, {}, Style::link);
    if (hit.copies > 0)
      block(fmt::format("and {} with the same text: --all-versions", format_count(hit.copies, "article", "articles")),
            {}, Style::faint);
    for (const std::string& line : hit.explanation) block(line, {}, Style::faint);
    terminal_.out() << '\n';
  }

 private:
  using Marks = std::vector<std::pair<std::size_t, std::size_t>>;

  static std::string facts_line(const query::Hit& hit) {
    const article::Article& article = hit.article;
    std::string line;
    const auto add = [&line](const std::string& fact) {
      if (!fact.empty()) line += (line.empty() ? "" : " · ") + fact;
    };
    if (article.published) add(iso(*article.published));
    add(article.site);
    std::string themes;
    for (const std::string& theme : article.themes) themes += (themes.empty() ? "" : ", ") + theme;
    add(themes);
    add(article.series);
    if (hit.page > 0) add(fmt::format("p. {}", hit.page));
    return line;
  }

  /// A wrapped paragraph behind the indentation.
  void block(std::string_view text, const Marks& marks, Style style, bool indent_first = true) {
    bool indent = indent_first;
    for (const Line& line : wrap(text, width_ - indent_)) {
      if (indent) terminal_.out() << std::string(indent_, ' ');
      terminal_.out() << terminal_.marked(text, line.begin, line.end, marks, style) << '\n';
      indent = true;
    }
    if (!indent) terminal_.out() << '\n';  // nothing stood behind the rank
  }

  Terminal& terminal_;
  std::size_t width_;
  std::size_t indent_ = 4;
};

std::string counted(const query::SearchResults& results) {
  std::string line = format_count(results.total, "article", "articles");
  if (results.hits.size() < results.total && !results.hits.empty())
    line += fmt::format(", {} to {} shown", results.hits.front().rank, results.hits.back().rank);
  return line + fmt::format(" ({:.1f} ms)", results.took_ms);
}

}  // namespace

std::string byline(const article::Article& article) {
  std::string line;
  for (const article::Author& author : article.authors) {
    if (!line.empty()) line += "; ";
    line += author.name;
    if (!author.role.empty()) line += ", " + author.role;
    if (!author.institution.empty()) line += ", " + author.institution;
  }
  return line;
}

void print_facets(const std::vector<query::FacetCounts>& facets, Terminal& terminal) {
  std::ostream& out = terminal.out();
  for (const query::FacetCounts& facet : facets) {
    if (facet.values.empty()) continue;
    out << terminal.styled(facet.field, Style::strong) << '\n';
    for (const query::FacetValue& value : facet.values)
      out << fmt::format("{:>8} {} {}\n", value.count, value.selected ? "*" : " ",
                         terminal.styled(value.value, value.selected ? Style::mark : Style::plain));
    if (facet.distinct > facet.values.size())
      out << fmt::format("           and {} more\n", facet.distinct - facet.values.size());
    out << '\n';
  }
}

void print_text(const query::SearchResults& results, Terminal& terminal) {
  terminal.note(counted(results));
  for (const std::string& line : results.reading) terminal.out() << Terminal::plain(line) << '\n';
  if (!results.reading.empty()) terminal.out() << '\n';
  TextPrinter printer(terminal);
  const std::size_t rank_width =
      results.hits.empty() ? 1 : std::max<std::size_t>(2, std::to_string(results.hits.back().rank).size());
  for (const query::Hit& hit : results.hits) printer.hit(hit, rank_width);
  print_facets(results.facets, terminal);
}

void print_results(ResultFormat format, const query::SearchResults& results, Terminal& terminal) {
  std::ostream& out = terminal.out();
  switch (format) {
    case ResultFormat::text:
      print_text(results, terminal);
      break;
    case ResultFormat::json:
      print_json(results, out);
      break;
    case ResultFormat::ndjson:
      print_ndjson(results, out);
      break;
    case ResultFormat::tsv:
      print_tsv(results, out);
      break;
    case ResultFormat::urls:
      print_urls(results, out);
      break;
    case ResultFormat::bibtex:
      print_bibtex(results, out);
      break;
    case ResultFormat::ris:
      print_ris(results, out);
      break;
    case ResultFormat::csl_json:
      print_csl_json(results, out);
      break;
    case ResultFormat::trec:
      print_trec("1", results, out);
      break;
  }
}

}  // namespace caravan::cli
