#include <fmt/format.h>

#include "base/config.h"
#include "base/durable_file.h"
#include "cli/commands.h"
#include "cli/session.h"

namespace caravan::cli {

ExitStatus run_init(const Options& options, Session& session) {
  const std::filesystem::path file = (options.init.folder / "caravan.toml").lexically_normal();
  if (std::filesystem::exists(file))
    throw Failure(Fault::usage, fmt::format("{} is there already", file.string()), "edit it, or name another folder");
  value_or_throw(make_folder(options.init.folder));
  value_or_throw(replace_file(file, sample_config()));
  session.terminal().note(fmt::format("wrote {}\nnext: name a site in it, then run: caravan update", file.string()));
  return ExitStatus::done;
}

}  // namespace caravan::cli
