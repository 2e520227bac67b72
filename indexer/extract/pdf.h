#pragma once

#include <filesystem>
#include <string_view>

#include "indexer/extract/extract.h"
#include "indexer/extract/limited_process.h"

namespace caravan::extract {

/// By its mark, within the first 1024 bytes as readers look for it (ISO 32000-1, annex H.3); markup that speaks of it
/// begins with a tag.
bool is_pdf(std::string_view bytes);

struct PdfLimits {
  /// Where pdfinfo and pdftotext are: $CARAVAN_POPPLER, else /usr/bin.
  std::filesystem::path programs;
  ProcessLimits process;
  std::size_t pages = 2000;  ///< what stands behind is not read
};
PdfLimits usual_pdf_limits();

/// Reads a report: text, title, authors, date, language and pages, by poppler in a process of its own (see
/// run_limited()). `article.type` is "report". A file that no program can read, that wants a password or shows pictures
/// only is `other`; where the reading itself failed (no poppler, a limit), it is `too_hard` and `may_pass`.
Extraction extract_pdf(const Page& page, const PdfLimits& limits, bool explain = false);

}  // namespace caravan::extract
