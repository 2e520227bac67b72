#pragma once

#include <fstream>
#include <istream>
#include <string>

namespace caravan::cli {

/// A file named on the command line, or standard input for "-".
class TextInput {
 public:
  /// @throws Failure (not_found, disk) when it cannot be read.
  explicit TextInput(const std::string& file);

  std::istream& stream();
  const std::string& name() const { return name_; }  ///< for messages
  /// All that is left.
  std::string read_all();

 private:
  std::string name_;
  std::ifstream file_;
  bool standard_input_;
};

}  // namespace caravan::cli
