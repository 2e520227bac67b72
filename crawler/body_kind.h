#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crawler/fetch/fetcher.h"
#include "crawler/url/url.h"

namespace caravan::crawl {

/// What a page's body is, whatever the server calls it.
enum class BodyKind : std::uint8_t { markup, pdf, other };

/// "text/html; charset=utf-8" > "text/html"; in lower case.
std::string media_type(std::string_view content_type);

/// The bytes count more than the header: reports come as application/octet-stream, images as text/html, and the error
/// pages of a report's address as application/pdf. A PDF shows its mark within the first 1024 bytes (ISO 32000-1,
/// annex H.3, implementation note 13).
BodyKind kind_of_body(std::string_view content_type, std::string_view body);

/// The header as it came where it agrees with the body; else what the body is. Whoever reads the snapshot goes by it.
std::string honest_type(std::string_view content_type, BodyKind kind);

/// Whether an answer that ends with its connection lacks its own last words, so that nobody can tell that it is whole.
bool may_be_cut(const FetchAnswer& answer, BodyKind kind);

/// Whether a page's head promises something that we read; to end a transfer early. Where the type says nothing, the
/// name of the file does.
bool wants_page_body(const url::Url& address, const FetchAnswer& head);

/// "/reports/x.pdf": by its name alone.
bool is_named_pdf(const url::Url& address);

}  // namespace caravan::crawl
