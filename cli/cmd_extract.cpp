#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/session.h"
#include "cli/text_input.h"
#include "crawler/url/url.h"
#include "indexer/article/article_json.h"
#include "indexer/extract/extract.h"
#include "indexer/extract/extract_batch.h"

namespace caravan::cli {

namespace {

using nlohmann::ordered_json;

constexpr std::string_view name_of(extract::PageType type) {
  switch (type) {
    case extract::PageType::article:
      return "article";
    case extract::PageType::listing:
      return "listing";
    case extract::PageType::other:
      return "other";
    case extract::PageType::too_hard:
      return "too hard";
  }
  return "";
}

ordered_json evidence_json(const extract::Extraction& read) {
  ordered_json facts = ordered_json::array();
  for (const extract::Evidence& evidence : read.evidence)
    facts.push_back({{"field", evidence.field},
                     {"value", evidence.value},
                     {"source", evidence.source},
                     {"confidence", evidence.confidence},
                     {"chosen", evidence.chosen}});
  return facts;
}

}  // namespace

ExitStatus run_extract(const Options& options, Session& session) {
  const ExtractOptions& wanted = options.extract;
  TextInput input(wanted.file);
  if (wanted.batch) {
    extract::extract_batch(input.stream(), session.terminal().out());
    return ExitStatus::done;
  }
  if (wanted.url.empty())
    throw Failure(Fault::usage, "extract: the page's address is missing", "add: --url https://...");
  const std::string url = value_or_throw(url::Url::parse(wanted.url)).str();
  const std::string bytes = input.read_all();
  const extract::Extraction read = extract::extract({bytes, url, ""}, wanted.explain);
  if (read.type != extract::PageType::article)
    session.terminal().note(fmt::format("not an article but {}: {}", name_of(read.type), read.why));
  ordered_json json = article::to_json(read.article);
  if (wanted.explain) json["evidence"] = evidence_json(read);
  session.terminal().out() << json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) << '\n';
  return ExitStatus::done;
}

}  // namespace caravan::cli
