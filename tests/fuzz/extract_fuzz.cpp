#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "base/unicode.h"
#include "crawler/url/url.h"
#include "indexer/extract/extract.h"
#include "indexer/extract/join_parts.h"
#include "indexer/extract/part_address.h"
#include "indexer/extract/part_number.h"
#include "indexer/extract/pdf.h"
#include "indexer/extract/site_rules.h"

namespace {

using namespace caravan;

/// What an input says beside its page, behind a line of its own: the page's address in the first line, a site's rules
/// in the others.
struct Input {
  std::string_view page, address = "https://a.example/2020/05/04/title", rules;

  explicit Input(std::string_view bytes) : page(bytes) {
    constexpr std::string_view border = "\n===== address and rules\n";
    const std::size_t at = bytes.rfind(border);
    if (at == bytes.npos) return;
    page = bytes.substr(0, at);
    const std::string_view rest = bytes.substr(at + border.size());
    const std::size_t line = std::min(rest.find('\n'), rest.size());
    address = rest.substr(0, line);
    rules = rest.substr(line);
  }
};

void check(bool right) {
  if (!right) std::abort();
}

void check_address(const url::Url& url) {
  const std::optional<extract::PartAddress> part = extract::part_address(url);
  if (part) check(part->number >= 0 && part->number <= 999);
  if (part)
    if (const auto first = url::Url::parse(part->first)) extract::begins_row(*first, part->row);
  if (const auto first = url::Url::parse(extract::first_of_whole(url)); first && part)
    extract::is_whole_of(*first, part->row);
}

void check_text(const extract::Extraction& read) {
  check(is_valid_utf8(read.article.title) && is_valid_utf8(read.article.body) && is_valid_utf8(read.article.summary));
  for (const int number : extract::numbers_in(read.article.title))
    check(is_valid_utf8(extract::without_part_number(read.article.title, number)));
}

}  // namespace

/// The whole extractor, from bytes on, at an address and with rules that the input names: no crash, no undefined
/// behaviour, bounded, and text that is text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Input input({reinterpret_cast<const char*>(data), size});
  if (extract::is_pdf(input.page)) return 0;  // poppler's, in a process of its own; pdf_fuzz has what is ours of it
  const auto url = url::Url::parse(input.address);
  if (url) check_address(*url);
  const auto rule = extract::parse_site_rule(input.rules, "fuzz.toml");
  extract::Page page{input.page, input.address, "", rule && !input.rules.empty() ? &*rule : nullptr};
  page.fetched = Instant(std::chrono::sys_days(std::chrono::year(2024) / 2 / 29));
  const extract::Extraction read = extract::extract(page, true);
  check_text(read);
  // The same page once more, where the next part would be, so that something is joined.
  const auto next = read.parts.addresses.find(read.parts.number + 1);
  std::string next_address = next == read.parts.addresses.end() ? read.sequels.next : next->second;
  if (next_address.empty()) next_address = input.address;
  page.url = next_address;
  const extract::Extraction other = extract::extract(page);
  extract::is_part_of(read, other, read.parts.number + 1);
  extract::is_whole_of(read, other);
  const extract::Extraction* const parts[] = {&read, &other};
  check_text(extract::join_parts(parts));
  extract::may_follow(extract::glance_at(read), extract::glance_at(other));
  extract::are_one_article(parts);
  check_text(extract::join_chain(parts));
  return 0;
}
