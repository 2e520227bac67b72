#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.h"
#include "indexer/article/article.h"
#include "indexer/extract/pdf_text.h"

namespace caravan::extract {

/// What `pdfinfo -isodates` says; "" and nothing where it says nothing.
struct PrintedInfo {
  std::string title, author;
  std::optional<Day> created;
  int pages = 0;
};

/// @param text what it wrote: "Title:   ..." one a line
PrintedInfo read_info(std::string_view text);

/// Whether a title is that of a file, a template or a program, not of a report: "Microsoft Word - brief_v3.docx".
bool is_junk_title(std::string_view title);

/// The day that a short text states: "12 March 2019"; of "June 2018" the first, since nothing more is known. Nothing
/// for longer texts, which speak of other days.
std::optional<Day> stated_day(std::string_view text);

struct PrintedFacts {
  std::string title, title_source;
  std::vector<article::Author> authors;
  std::string authors_source;
  std::optional<Day> published;
  std::string published_source;
  std::vector<std::size_t> said_by;  ///< the paragraphs that only say these facts, ascending: no part of the text
};

/// Title, authors and date of a report. What the first pages show counts more than what the file says of itself, since
/// that is often the template's or the secretary's; nothing is guessed from the address.
PrintedFacts facts_of(const std::vector<PrintedParagraph>& paragraphs, const PrintedInfo& info, double text_size);

}  // namespace caravan::extract
