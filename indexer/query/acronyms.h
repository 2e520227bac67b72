#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"

namespace caravan::query {

/// What an acronym's long form counts beside the acronym as typed, and the other way round.
inline constexpr double acronym_weight = 0.6;

/// A long form that begins somewhere in a run of words.
struct LongForm {
  std::size_t words = 0;  ///< how many it takes
  std::string acronym;    ///< folded
};

/// Acronyms and what they stand for, both ways. The list is data (corpus/acronyms.toml), built into the program and
/// replaced by the one that the configuration names:
///
///     [acronyms]           # found in any case: asem, ASEM
///     ASEM = "Asia-Europe Meeting"
///     [capitals_only]      # ordinary words otherwise: who
///     WHO = ["World Health Organization"]
class Acronyms {
 public:
  /// @param file  empty: the list built in. Fault::not_found, Fault::config naming the line otherwise.
  static Result<Acronyms> load(const std::filesystem::path& file);

  /// What an acronym stands for, each as folded words. @param typed as it stands in the query
  /// @param capitals_say_nothing  the query is all capitals, so that WHO may be who
  std::vector<std::vector<std::string>> long_forms(std::string_view typed, bool capitals_say_nothing) const;

  /// What the parts of a compound stand for: EU and ASEAN in "EU-ASEAN". In small letters only where every part is an
  /// acronym, since "un-named" is none of the UN's. None where the compound is an acronym itself (R&D).
  std::vector<std::vector<std::string>> long_forms_of_parts(std::string_view typed, bool capitals_say_nothing) const;

  /// The acronym of the longest form that `words` (folded) begin with from `first` on; words 0: none.
  LongForm at(const std::vector<std::string>& words, std::size_t first) const;

  std::size_t size() const { return by_short_.size(); }

 private:
  struct Expansion {
    std::vector<std::vector<std::string>> forms;
    bool capitals_only = false;
  };
  void add(std::string_view acronym, std::string_view form, bool capitals_only);
  std::unordered_map<std::string, Expansion> by_short_;
  std::unordered_map<std::string, std::vector<std::pair<std::vector<std::string>, std::string>>> by_first_word_;
};

}  // namespace caravan::query
