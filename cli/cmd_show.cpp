#include "cli/commands.h"
#include "cli/printers/article.h"
#include "cli/session.h"
#include "cli/versions.h"

namespace caravan::cli {

ExitStatus run_show(const Options& options, Session& session) {
  const ShowOptions& show = options.show;
  const article::Article article = show.snapshot
                                       ? Versions(session, show.article).article(*show.snapshot)
                                       : value_or_throw(session.open_index().document(session.known_as(show.article)));
  print_article(show.format, article, session.terminal());
  return ExitStatus::done;
}

}  // namespace caravan::cli
