#include "tests/integration/place.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include <gtest/gtest.h>

namespace caravan::test {

namespace {

namespace fs = std::filesystem;

struct House {
  const char* id;
  const char* name;
};

constexpr House houses[] = {{"forum", "Eurasia Forum"},
                            {"blog", "The Monsoon Post"},
                            {"institute", "Institute for Two Continents"},
                            {"review", "Silk & Steel Review"},
                            {"journal", "Journal of Interregional Affairs"},
                            {"archive", "Old Harbour Archive"}};

}  // namespace

std::string content(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(stream), {}};
}

void overwrite(const fs::path& file, std::string_view content) {
  std::ofstream stream(file, std::ios::binary);
  if (!(stream << content << std::flush)) throw std::runtime_error("cannot write " + file.string());
}

void Place::configure(std::string_view more, std::string_view revisit_min) {
  write("caravan.toml", "data = \"data\"\n[crawl]\ndelay = \"0s\"\nrevisit_min = \"" + std::string(revisit_min) +
                            "\"\ngone_after = \"0s\"\nallow_private_addresses = true\n" + std::string(more));
}

ProgramResult Place::caravan(ProgramSetup setup) const {
  setup.arguments.insert(setup.arguments.begin(), {"--config", config().string()});
  if (setup.folder.empty()) setup.folder = folder();
  return run(CARAVAN_PROGRAM, setup);
}

ProgramResult Place::caravan(std::vector<std::string> arguments) const {
  return caravan(ProgramSetup{.arguments = std::move(arguments)});
}

std::string Place::expect(int status, std::vector<std::string> arguments) const {
  return expect_with_input(status, std::move(arguments), "");
}

std::string Place::expect_with_input(int status, std::vector<std::string> arguments, std::string input) const {
  const ProgramResult result = caravan(ProgramSetup{.arguments = arguments, .input = std::move(input)});
  EXPECT_EQ(result.status, status) << "caravan " << testing::PrintToString(arguments) << "\n"
                                   << result.out << result.err;
  return result.out;
}

void Place::write(const fs::path& name, std::string_view content) const { overwrite(folder() / name, content); }

std::string Place::read(const fs::path& name) const { return content(folder() / name); }

std::unique_ptr<SpecimenSite> specimen() {
  return std::make_unique<SpecimenSite>(fs::path(CARAVAN_BINARY_DIR) / "specimen");
}

std::vector<std::string> all_houses() {
  std::vector<std::string> ids;
  for (const House& house : houses) ids.emplace_back(house.id);
  return ids;
}

std::string specimen_sites(const SpecimenSite& site, const std::vector<std::string>& wanted) {
  std::ostringstream tables;
  for (const House& house : houses) {
    if (std::find(wanted.begin(), wanted.end(), house.id) == wanted.end()) continue;
    const std::string address = site.url("/" + std::string(house.id) + "/");
    tables << "[[site]]\nname = \"" << house.name << "\"\nseeds = [\"" << address << "\"]\nallow = [\"" << address
           << "\"]\n";
  }
  return tables.str();
}

std::vector<nlohmann::json> lines_of(std::string_view ndjson) {
  std::vector<nlohmann::json> values;
  std::istringstream lines{std::string(ndjson)};
  for (std::string line; std::getline(lines, line);) values.push_back(nlohmann::json::parse(line));
  return values;
}

std::vector<std::pair<std::string, std::string>> content_of(const fs::path& folder) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files.emplace_back(entry.path().lexically_relative(folder).string(), content(entry.path()));
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace caravan::test
