#include <cstddef>
#include <cstdint>
#include <string_view>

#include "indexer/extract/extract.h"
#include "indexer/extract/join_parts.h"
#include "indexer/extract/pdf.h"

/// The whole extractor, from bytes on: no crash, no undefined behaviour, bounded.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (caravan::extract::is_pdf(bytes)) return 0;  // poppler's, in a process of its own; pdf_fuzz has what is ours of it
  const caravan::extract::Extraction read =
      caravan::extract::extract({bytes, "https://a.example/2020/05/04/title", ""}, true);
  const caravan::extract::Extraction* const parts[] = {&read, &read};
  caravan::extract::join_parts(parts);
  caravan::extract::is_part_of(read, read, read.parts.number);
  return 0;
}
