#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/support/program.h"
#include "tests/support/specimen_site.h"
#include "tests/support/temporary_folder.h"

namespace caravan::test {

/// A file's bytes; throws when it cannot be read or written.
std::string content(const std::filesystem::path& file);
void overwrite(const std::filesystem::path& file, std::string_view content);

/// A folder with a configuration and a data directory, as an operator has it.
class Place {
 public:
  /// Writes caravan.toml: no delay, loopback allowed, and what is given.
  /// @param revisit_min  "0s": every page is due again at once
  void configure(std::string_view more, std::string_view revisit_min = "0s");

  ProgramResult caravan(std::vector<std::string> arguments) const;
  ProgramResult caravan(ProgramSetup setup) const;
  /// The same; the test fails with all output when it does not end with that status.
  std::string expect(int status, std::vector<std::string> arguments) const;
  std::string expect_with_input(int status, std::vector<std::string> arguments, std::string input) const;

  const std::filesystem::path& folder() const { return folder_.path(); }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return folder_ / name; }
  std::filesystem::path config() const { return folder_ / "caravan.toml"; }
  std::filesystem::path data() const { return folder_ / "data"; }

  void write(const std::filesystem::path& name, std::string_view content) const;
  std::string read(const std::filesystem::path& name) const;

 private:
  TemporaryFolder folder_;
};

/// The specimen site, rendered by the ctest fixture specimen_site.
std::unique_ptr<SpecimenSite> specimen();

/// [[site]] tables for houses of the specimen: "forum", "blog" ...
std::string specimen_sites(const SpecimenSite& site, const std::vector<std::string>& houses);
std::vector<std::string> all_houses();

/// Lines of JSON.
std::vector<nlohmann::json> lines_of(std::string_view ndjson);

/// Every file below a folder with its content, for "nothing was touched".
std::vector<std::pair<std::string, std::string>> content_of(const std::filesystem::path& folder);

}  // namespace caravan::test
