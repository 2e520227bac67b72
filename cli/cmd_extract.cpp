#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "cli/text_input.h"
#include "crawler/url/url.h"
#include "indexer/article/article_json.h"
#include "indexer/extract/extract.h"
#include "indexer/extract/extract_batch.h"
#include "indexer/extract/site_rules.h"

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

/// Bad lines are named on standard error, few enough to be read; the others are extracted all the same.
ExitStatus extract_lines(TextInput& input, const extract::SiteRules& rules, std::ostream& out) {
  constexpr std::size_t named = 20;
  std::size_t bad = 0;
  const auto refused = [&](std::size_t line, std::string_view why) {
    if (++bad <= named) log(LogLevel::error, "{}:{}: {}", input.name(), line, why);
  };
  extract::extract_batch(input.stream(), out, refused, &rules);
  if (bad > named) log(LogLevel::error, "and {} more lines like these", bad - named);
  return bad == 0 ? ExitStatus::done : ExitStatus::partly_failed;
}

}  // namespace

ExitStatus run_extract(const Options& options, Session& session) {
  const ExtractOptions& wanted = options.extract;
  TextInput input(wanted.file);
  if (wanted.batch) {
    return extract_lines(input, session.site_rules(), session.terminal().out());
  }
  if (wanted.url.empty())
    throw Failure(Fault::usage, "extract: the page's address is missing", "add: --url https://...");
  const std::string url = value_or_throw(url::Url::parse(wanted.url)).str();
  const std::string bytes = input.read_all();
  const extract::Extraction read =
      extract::extract({bytes, url, "", session.site_rules().for_address(url)}, wanted.explain);
  if (read.type != extract::PageType::article)
    session.terminal().note(fmt::format("not an article but {}: {}", name_of(read.type), read.why));
  ordered_json json = article::to_json(read.article);
  if (wanted.explain) json["evidence"] = evidence_json(read);
  session.terminal().out() << json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) << '\n';
  return ExitStatus::done;
}

}  // namespace caravan::cli
