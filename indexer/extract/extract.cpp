#include "indexer/extract/extract.h"

#include "crawler/html/charset.h"
#include "crawler/html/document.h"
#include "crawler/html/links.h"
#include "indexer/extract/block_model.h"
#include "indexer/extract/blocks.h"
#include "indexer/extract/body.h"
#include "indexer/extract/evidence.h"
#include "indexer/extract/features.h"

namespace caravan::extract {

Extraction extract(const Page& page, bool) {
  Extraction out;
  const html::Decoded decoded = html::decode(page.bytes, page.content_type);
  const auto document = html::Document::parse(decoded.text);
  if (!document) {
    out.type = PageType::too_hard;
    out.why = document.error().what;
    return out;
  }
  Findings findings;
  read_json_ld(*document, page.url, findings);
  read_meta(*document, findings);
  const Fact* title = findings.best(Field::title);
  const std::string_view title_text = title ? std::string_view(title->value) : std::string_view();
  const Blocks blocks(*document);
  const Body body =
      find_body(blocks, text_likelihood(features_of(blocks, {title_text, findings.article_body})), title_text);
  out.article.url = page.url;
  out.article.body = body_text(blocks, body.blocks);
  out.article.title = title_text;
  if (const Fact* day = findings.best(Field::published)) out.article.published = parse_iso_day(day->value);
  for (const Fact& fact : findings.facts)
    if (fact.field == Field::author) out.article.authors.push_back({fact.value, fact.role, fact.institution});
  if (const auto address = url::Url::parse(page.url)) {
    const html::PageLinks links = html::read_links(*document, *address);
    if (links.canonical) out.canonical = links.canonical->str();
    out.noindex = links.noindex;
  }
  out.type = out.article.body.size() > 250 ? PageType::article : PageType::other;
  return out;
}

std::string fingerprint(const Extraction& extraction) { return extraction.article.body; }

}  // namespace caravan::extract
