#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "indexer/extract/pdf_facts.h"
#include "indexer/extract/pdf_layout.h"
#include "indexer/extract/pdf_text.h"

/// What poppler writes about a stranger's file, read by us: the layout of the pages, and in front of a NUL what pdfinfo
/// says.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan::extract;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t end = bytes.find('\0');
  const PrintedInfo info = read_info(end == bytes.npos ? "" : bytes.substr(0, end));
  std::vector<PrintedPage> pages = read_layout(end == bytes.npos ? bytes : bytes.substr(end + 1), 100);
  if (pages.size() > 100) std::abort();
  drop_running_lines(pages);
  const std::vector<PrintedParagraph> paragraphs = paragraphs_of(pages);
  const PrintedFacts facts = facts_of(paragraphs, info, text_size(pages));
  for (const std::size_t said : facts.said_by)
    if (said >= paragraphs.size()) std::abort();
  const PrintedBody body = body_of(paragraphs, pages.size());
  if (body.page_starts.size() != pages.size()) std::abort();
  for (std::size_t i = 0; i < body.page_starts.size(); ++i)
    if (body.page_starts[i] > body.text.size() || (i > 0 && body.page_starts[i] < body.page_starts[i - 1]))
      std::abort();
  return 0;
}
