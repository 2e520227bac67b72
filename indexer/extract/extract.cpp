#include "indexer/extract/extract.h"

#include <algorithm>
#include <chrono>
#include <unordered_set>

#include <fmt/format.h>

#include "base/unicode.h"
#include "crawler/html/charset.h"
#include "crawler/html/document.h"
#include "crawler/html/links.h"
#include "indexer/article/article_json.h"
#include "indexer/extract/block_model.h"
#include "indexer/extract/blocks.h"
#include "indexer/extract/body.h"
#include "indexer/extract/choose.h"
#include "indexer/extract/closing_note.h"
#include "indexer/extract/evidence.h"
#include "indexer/extract/explain.h"
#include "indexer/extract/features.h"
#include "indexer/extract/from_markup.h"
#include "indexer/extract/language.h"
#include "indexer/extract/page_type.h"
#include "indexer/extract/part_number.h"
#include "indexer/extract/pdf.h"
#include "indexer/extract/pull_quotes.h"
#include "indexer/extract/site_rules.h"
#include "indexer/extract/visible_dates.h"

namespace caravan::extract {

using html::Document;
using html::Node;
using html::Tag;

namespace {

Extraction refused(const Error& error) {
  Extraction out;
  out.type = PageType::too_hard;
  out.why = error.what;
  return out;
}

std::vector<std::string> declared_languages(const Findings& findings) {
  std::vector<const Fact*> facts;
  for (const Fact& fact : findings.facts)
    if (fact.field == Field::language) facts.push_back(&fact);
  std::stable_sort(facts.begin(), facts.end(),
                   [](const Fact* a, const Fact* b) { return a->confidence > b->confidence; });
  std::vector<std::string> languages;
  for (const Fact* fact : facts) languages.push_back(fact->value);
  return languages;
}

/// Where the links of the chosen text lead, each once.
std::vector<std::string> references(const Blocks& blocks, const std::vector<std::size_t>& chosen,
                                    const url::Url& base) {
  std::vector<std::string> found;
  std::unordered_set<std::string> known;
  const Document& document = blocks.document();
  for (const std::size_t b : chosen) {
    std::uint32_t begin = blocks[b].begin;
    while (begin > 0 && document.node(begin - 1).is_element() && document.node(begin - 1).end() > begin) --begin;
    for (std::uint32_t i = begin; i < blocks[b].end; ++i) {
      const Node node = document.node(i);
      const std::string_view href = node.attribute("href");
      if (!node.is(Tag::a) || href.empty() || href.front() == '#') continue;
      const auto target = url::Url::resolve(base, href);
      if (target && known.insert(target->str()).second) found.push_back(target->str());
    }
  }
  return found;
}

void take_out(std::vector<std::size_t>& chosen, const std::vector<std::size_t>& out) {
  std::erase_if(chosen, [&](std::size_t b) { return std::find(out.begin(), out.end(), b) != out.end(); });
}

/// A standfirst is the summary, not the text: it says what the description in the head says, in an element apart from
/// the paragraphs. A first paragraph that was copied into the description stands among its like, and stays.
void drop_standfirst(const Blocks& blocks, const Findings& findings, std::vector<std::size_t>& chosen) {
  for (std::size_t c = 0; c + 1 < std::min<std::size_t>(chosen.size(), 4); ++c) {
    const Block &block = blocks[chosen[c]], &next = blocks[chosen[c + 1]];
    const Document& document = blocks.document();
    if (document.node(block.container).parent() == document.node(next.container).parent()) return;
    const std::string text = fold(block.text);
    const bool summary = std::any_of(findings.facts.begin(), findings.facts.end(), [&](const Fact& fact) {
      return fact.field == Field::summary && fold(fact.value) == text;
    });
    if (!summary) continue;
    chosen.erase(chosen.begin() + static_cast<std::ptrdiff_t>(c));
    return;
  }
}

/// The text and what stands in or around it.
struct Reading {
  Body body;
  std::vector<std::string> pull_quotes;
  std::string series;
  std::string ruled;  ///< the site rule's selector that the body is from
};

Reading read_text(const Blocks& blocks, const Findings& findings, const Page& page) {
  const Fact* title = findings.best(Field::title);
  const std::string_view title_text = title ? std::string_view(title->value) : std::string_view();
  Reading reading;
  const SiteRule* const rule = page.rule;
  std::vector<float> likelihood(page.likelihood.begin(), page.likelihood.end());
  if (likelihood.size() != blocks.size())
    likelihood = text_likelihood(blocks, {title_text, findings.article_body, page.url});
  if (rule) drop_ruled(blocks, *rule, likelihood);
  reading.body = find_body(blocks, likelihood, title_text);
  if (rule) {
    reading.ruled = choose_ruled_body(blocks, *rule, reading.body);
    if (!reading.ruled.empty()) return reading;
  }
  const auto note_step = [&](std::string_view name, std::size_t before) {
    if (const std::size_t now = reading.body.blocks.size(); now < before)
      reading.body.steps.push_back({name, before - now, 0});
  };
  std::size_t before = reading.body.blocks.size();
  reading.pull_quotes = take_pull_quotes(blocks, reading.body.blocks);
  note_step("pull quotes", before);
  before = reading.body.blocks.size();
  drop_standfirst(blocks, findings, reading.body.blocks);
  note_step("standfirst", before);
  before = reading.body.blocks.size();
  const ClosingNote note = find_closing_note(blocks, reading.body.blocks);
  take_out(reading.body.blocks, note.blocks);
  note_step("closing note", before);
  reading.series = note.series;
  return reading;
}

/// Where it is tomorrow already, and with a clock that is a little wrong.
std::optional<Day> latest_credible_day(const Page& page) {
  if (!page.fetched) return std::nullopt;
  return Day(std::chrono::floor<std::chrono::days>(*page.fetched) + std::chrono::days(2));
}

/// Which part of an article in several pages this is; the lines that lead to the others are no text.
Parts read_parts(const Blocks& blocks, Reading& reading, const url::Url& address, std::string_view canonical) {
  Parts parts = find_parts(blocks, reading.body, address, canonical);
  const std::size_t before = reading.body.blocks.size();
  take_out(reading.body.blocks, parts.number_lines);
  if (const std::size_t now = reading.body.blocks.size(); now < before)
    reading.body.steps.push_back({"numbers of the parts", before - now, 0});
  return parts;
}

/// Lists are in several pages, too.
bool may_have_parts(const Verdict& verdict, const Findings& findings, const Parts& parts) {
  if (parts.number == 0 || findings.says_listing) return false;
  if (verdict.type == PageType::article) return parts.number > 1 || verdict.vouched;
  return verdict.type == PageType::other && parts.number > 1;
}

/// Links from page to page say nothing on lists, and little on a page that only may be an article.
bool may_have_sequels(const Verdict& verdict, const Findings& findings, const Sequels& sequels) {
  if (findings.says_listing) return false;
  const bool later = !sequels.prev.empty();
  return verdict.type == PageType::article ? later || verdict.vouched : verdict.type == PageType::other && later;
}

}  // namespace

Extraction extract(const Page& page, bool explain) {
  if (is_pdf(page.bytes)) {
    Extraction report = extract_pdf(page, usual_pdf_limits(), explain);
    const std::optional<Day> latest = latest_credible_day(page);
    if (latest && report.article.published && *report.article.published > *latest) report.article.published.reset();
    return report;
  }
  const html::Decoded decoded = html::decode(page.bytes, page.content_type);
  const auto document = Document::parse(decoded.text);
  if (!document) return refused(document.error());

  Findings findings;
  read_json_ld(*document, page.url, findings);
  read_microdata(*document, findings);
  read_meta(*document, findings);
  findings.settle_midnights();
  const Blocks blocks(*document);
  if (page.rule) read_ruled_facts(*document, *page.rule, numeric_order(blocks, findings, page.url), findings);
  Reading reading = read_text(blocks, findings, page);
  if (const auto day = date_in_address(page.url)) findings.add(Field::published, iso(*day), "address", 0.5);
  const NumericOrder order = numeric_order(blocks, findings, page.url);
  read_markup(blocks, reading.body, order, findings);
  read_visible_dates(blocks, reading.body, order, findings);
  findings.settle_midnights();
  const auto address = url::Url::parse(page.url);
  Extraction out;
  if (address) {
    const html::PageLinks links = html::read_head_links(*document, *address);
    if (links.canonical) out.canonical = links.canonical->str();
    out.noindex = links.noindex;
    out.parts = read_parts(blocks, reading, *address, out.canonical);
  }
  if (!reading.series.empty()) findings.add(Field::series, reading.series, "closing note", 0.88);

  article::Article& article = out.article;
  Chooser chooser(findings, page.url);
  article.url = page.url;
  article.title = without_part_number(to_nfc(chooser.title()), out.parts.number);
  article.authors = chooser.authors();
  article.themes = chooser.themes(article.title);
  article.series = chooser.series(article.title);
  const std::optional<Day> latest = latest_credible_day(page);
  article.published = chooser.day(Field::published, latest);
  article.modified = chooser.day(Field::modified, latest);
  if (article.published && article.modified && *article.modified <= *article.published) article.modified.reset();
  article.summary = to_nfc(chooser.summary(article.title));
  article.body = to_nfc(body_text(blocks, reading.body.blocks));
  article.pull_quotes = reading.pull_quotes;
  article.language = language_of(article.body, declared_languages(findings));

  if (address) article.links = references(blocks, reading.body.blocks, html::base_address(*document, *address));
  const Verdict verdict = page_type(blocks, reading.body, findings, article.title, {page.url, out.parts.number > 1});
  out.type = verdict.type;
  out.why = verdict.why;
  if (address && out.parts.number == 0) {
    out.sequels = find_sequels(blocks, reading.body, *address, article.title, out.canonical);
    if (!may_have_sequels(verdict, findings, out.sequels)) out.sequels = {};
  }
  if (!may_have_parts(verdict, findings, out.parts)) {
    std::string first = out.parts.number == 0 ? std::move(out.parts.first) : std::string();
    out.parts = {};
    out.parts.first = std::move(first);
  }
  for (const auto& [number, part] : out.parts.addresses) article.parts.push_back(part);
  if (explain) {
    out.evidence = evidence_of(findings, article, blocks, reading.body);
    for (const auto& [number, part] : out.parts.addresses)
      out.evidence.push_back({"part", fmt::format("{}: {}", number, part), out.parts.evidence, 0.9, true});
    for (const auto& [name, sequel] : {std::pair("next", out.sequels.next), std::pair("before", out.sequels.prev)})
      if (!sequel.empty())
        out.evidence.push_back(
            {"part", fmt::format("perhaps {}: {}", name, sequel), "rel=next and rel=prev", 0.5, false});
    if (!out.parts.whole.empty())
      out.evidence.push_back({"part", fmt::format("all: {}", out.parts.whole), "address", 0.8, true});
    for (Evidence& evidence : out.evidence)
      if (evidence.field == "body" && !reading.ruled.empty())
        evidence.source = fmt::format("site rule {}: {}", page.rule->file, reading.ruled);
  }
  return out;
}

}  // namespace caravan::extract
