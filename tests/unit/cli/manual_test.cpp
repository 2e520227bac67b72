// The manual pages are written by hand; the tables they describe are not. Whatever a table gains, its page must say.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/config_keys.h"
#include "base/durable_file.h"
#include "cli/command_line.h"
#include "indexer/schema/fields.h"

namespace caravan::cli {
namespace {

using testing::HasSubstr;

std::string page(const char* name) {
  return value_or_throw(read_file(std::filesystem::path(CARAVAN_SOURCE_DIR) / "docs" / name));
}

/// As mdoc writes it: "--limit" is "Fl -limit", or "-limit" behind a comma.
std::string in_mdoc(const std::string& option) { return option.substr(1); }

TEST(Manual, NamesEveryCommandAndOption) {
  const std::string manual = page("caravan.1");
  for (const CommandHelp& command : command_help()) {
    if (!command.name.empty()) {
      EXPECT_THAT(manual, HasSubstr("\n.It Cm " + std::string(command.name)));
    }
    for (const OptionHelp& option : command.options)
      for (const std::string& name : option.names) EXPECT_THAT(manual, HasSubstr(" " + in_mdoc(name))) << command.name;
  }
}

TEST(Manual, NamesEveryKeyWithItsDefault) {
  const std::string manual = page("caravan.toml.5");
  for (const ConfigKey& key : config_keys()) {
    const std::string entry = "\n.It Cm " + std::string(key.name) + " No = ";
    EXPECT_THAT(manual, HasSubstr(entry)) << key.table;
    if (key.default_value.empty()) continue;
    std::string value;
    for (const char c : key.default_value) value += c == '"' ? std::string("\\&\"") : std::string(1, c);
    EXPECT_THAT(manual, HasSubstr(entry + "Li " + value + "\n")) << key.table;
  }
}

TEST(Manual, NamesEveryFieldOfTheQueryLanguage) {
  const std::string manual = page("caravan-query.7");
  for (const schema::Field& field : schema::fields)
    EXPECT_THAT(manual, HasSubstr("\n.It Li " + std::string(field.name) + ":"));
}

}  // namespace
}  // namespace caravan::cli
