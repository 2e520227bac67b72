#include "cli/versions.h"

#include <fmt/format.h>

#include "indexer/extract/extract.h"
#include "indexer/extract/site_rules.h"

namespace caravan::cli {

Versions::Versions(Session& session, std::string_view id_or_url)
    : url_(session.address_of(id_or_url)),
      rules_(session.site_rules()),
      archive_(session.open_archive()),
      list_(archive_.history(url_)) {
  if (list_.empty())
    throw Failure(Fault::not_found, fmt::format("nothing was archived of {}", url_),
                  "look at its spelling, or run: caravan crawl " + url_);
}

article::Article Versions::article(std::size_t number) const {
  if (number == 0 || number > list_.size())
    throw Failure(Fault::usage, fmt::format("{} has no version {}", url_, number),
                  fmt::format("there are versions 1 to {}; see: caravan history {}", list_.size(), url_));
  const auto snapshot = archive_.snapshot(list_[number - 1].id);
  if (!snapshot)
    throw Failure(Fault::corrupt, fmt::format("version {} of {} is missing in the archive", number, url_),
                  "run: caravan check");
  article::Article article =
      extract::extract({snapshot->body, snapshot->url, snapshot->content_type, rules_.for_address(snapshot->url)})
          .article;
  article.id = article::article_id(url_);
  article.url = snapshot->url;
  article.site = snapshot->site;
  return article;
}

}  // namespace caravan::cli
