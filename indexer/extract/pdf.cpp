#include "indexer/extract/pdf.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "base/quantity.h"
#include "base/unicode.h"
#include "indexer/extract/language.h"
#include "indexer/extract/pdf_facts.h"
#include "indexer/extract/pdf_layout.h"
#include "indexer/extract/pdf_text.h"

namespace caravan::extract {
namespace {

using End = ProcessOutcome::End;

constexpr std::size_t least_weight = 300;  // characters; ideographs count three times

Extraction other(std::string why) {
  Extraction out;
  out.why = std::move(why);
  return out;
}

Extraction may_pass(std::string why) {
  Extraction out;
  out.type = PageType::too_hard;
  out.may_pass = true;
  out.why = std::move(why);
  return out;
}

std::string first_line(std::string_view text) {
  const std::string line = printable(collapse_space(to_valid_utf8(text.substr(0, text.find('\n')))));
  return std::string(prefix(line, 120));
}

/// What it means that poppler did not end well.
Extraction refused(const ProcessOutcome& outcome, const std::filesystem::path& program, const PdfLimits& limits) {
  switch (outcome.end) {
    case End::missing:
      return may_pass(fmt::format(
          "PDF not read: {} is not there or cannot be run; install poppler-utils, then run: caravan index --rebuild",
          program.string()));
    case End::too_slow:
      return may_pass(
          fmt::format("PDF not read: {} took more than {}; look at the file, or try again when the machine is idle: "
                      "caravan index --rebuild",
                      program.filename().string(), format_duration(limits.process.time)));
    case End::too_much:
      return may_pass(fmt::format("PDF not read: more than {} of text; deny its address to leave it out",
                                  format_bytes(limits.process.output)));
    case End::broke_off:
      return may_pass(fmt::format(
          "PDF not read: {} broke off, perhaps for want of memory (it may use {}); a newer poppler-utils may read it",
          program.filename().string(), format_bytes(limits.process.memory)));
    case End::no_process:
      return may_pass(
          "PDF not read: the system has no more processes, memory or open files; try again: caravan index --rebuild");
    case End::finished:
      break;
  }
  if (outcome.said.find("Incorrect password") != std::string::npos) return other("a PDF that wants a password");
  return other(fmt::format("a broken PDF: {}", first_line(outcome.said)));
}

/// A letter of most scripts is a fifth of a word; an ideograph is nearly one.
std::size_t weight_of(std::string_view text) {
  return display_width(text) > length(text) * 3 / 2 ? length(text) * 3 : length(text);
}

void explain_facts(const PrintedFacts& facts, std::size_t paragraphs, std::vector<Evidence>& evidence) {
  if (!facts.title.empty()) evidence.push_back({"title", facts.title, facts.title_source, 0.8, true});
  for (const article::Author& author : facts.authors)
    evidence.push_back({"author", author.name, facts.authors_source, 0.8, true});
  if (facts.published) evidence.push_back({"published", iso(*facts.published), facts.published_source, 0.8, true});
  evidence.push_back({"body", fmt::format("{} paragraphs", paragraphs), "pdf text", 1, true});
}

/// @param out ascending
void take_out(std::vector<PrintedParagraph>& paragraphs, const std::vector<std::size_t>& out) {
  std::size_t at = 0, next = 0;
  std::erase_if(paragraphs, [&](const PrintedParagraph&) {
    const bool gone = next < out.size() && out[next] == at++;
    if (gone) ++next;
    return gone;
  });
}

Extraction read_pages(std::vector<PrintedPage> pages, const PrintedInfo& info, const Page& page, bool explain) {
  drop_running_lines(pages);
  std::vector<PrintedParagraph> paragraphs = paragraphs_of(pages);
  const PrintedFacts facts = facts_of(paragraphs, info, text_size(pages));
  take_out(paragraphs, facts.said_by);
  PrintedBody body = body_of(paragraphs, pages.size());

  Extraction out;
  article::Article& article = out.article;
  article.url = page.url;
  article.type = "report";
  article.title = to_nfc(facts.title);
  article.authors = facts.authors;
  article.published = facts.published;
  article.body = to_nfc(body.text);
  article.pages = std::max(info.pages, static_cast<int>(pages.size()));
  if (article.body == body.text) article.page_starts = std::move(body.page_starts);
  article.language = language_of(article.body, {});
  if (explain) explain_facts(facts, paragraphs.size(), out.evidence);
  if (article.body.empty()) {
    out.why = "a PDF without text: a scan, perhaps";
  } else if (weight_of(article.body) < least_weight) {
    out.why = "a PDF with too little text for a report";
  } else if (article.title.empty()) {
    out.why = "a PDF without a title";
  } else {
    out.type = PageType::article;
  }
  return out;
}

}  // namespace

bool is_pdf(std::string_view bytes) {
  const std::size_t begin = bytes.find_first_not_of(" \t\r\n\f");
  return bytes.substr(0, 1024).find("%PDF-") != bytes.npos && bytes[begin] != '<';
}

PdfLimits usual_pdf_limits() {
  const char* programs = std::getenv("CARAVAN_POPPLER");
  PdfLimits limits;
  limits.programs = programs != nullptr && *programs != '\0' ? programs : "/usr/bin";
  return limits;
}

Extraction extract_pdf(const Page& page, const PdfLimits& limits, bool explain) try {
  const std::filesystem::path pdfinfo = limits.programs / "pdfinfo", pdftotext = limits.programs / "pdftotext";
  const ProcessOutcome said = run_limited(pdfinfo, {"-isodates", "-enc", "UTF-8", "-"}, page.bytes, limits.process);
  if (said.end != End::finished || said.status != 0) return refused(said, pdfinfo, limits);
  const PrintedInfo info = read_info(said.output);
  const ProcessOutcome text =
      run_limited(pdftotext, {"-bbox-layout", "-enc", "UTF-8", "-l", std::to_string(limits.pages), "-", "-"},
                  page.bytes, limits.process);
  if (text.end != End::finished || text.status != 0) return refused(text, pdftotext, limits);
  return read_pages(read_layout(text.output, limits.pages), info, page, explain);
} catch (const std::bad_alloc&) {
  return may_pass("PDF not read: not enough memory for its text");
}

}  // namespace caravan::extract
