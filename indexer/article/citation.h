#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "indexer/article/article.h"

namespace caravan::article {

/// References to an article for citing programs; absent facts are left out. Always valid in the format, whatever a page
/// called itself.

/// One BibTeX entry: @misc, or @techreport for a report. Its key (surname, year, first word, beginning of the id) is
/// the same in every export. Special characters escaped for TeX, the rest UTF-8.
std::string to_bibtex(const Article& article);

/// One RIS record, ended by "ER  - ".
std::string to_ris(const Article& article);

/// One item of CSL-JSON 1.0.2.
nlohmann::ordered_json to_csl_json(const Article& article);

/// A person's name in the two parts that references sort by.
struct NameParts {
  std::string family, given;  ///< given is empty for a name of one word
};

/// "Javier Solana" and "Solana, Javier" give the same; particles belong to the family name ("Ursula von der Leyen"),
/// and so do suffixes ("Robert Kennedy Jr."). A name in Chinese, Japanese or Korean characters is kept whole.
NameParts name_parts(std::string_view name);

}  // namespace caravan::article
