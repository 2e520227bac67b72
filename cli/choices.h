#pragma once

#include <array>
#include <string_view>

#include "cli/options.h"

namespace caravan::cli {

/// A word that an option accepts, and what it stands for.
template <class Value>
struct Choice {
  std::string_view name;
  Value value;
};

inline constexpr std::array<Choice<Colour>, 3> colours{
    {{"auto", Colour::automatic}, {"always", Colour::always}, {"never", Colour::never}}};

inline constexpr std::array<Choice<query::Sort>, 4> sorts{{{"relevance", query::Sort::relevance},
                                                           {"newest", query::Sort::newest},
                                                           {"oldest", query::Sort::oldest},
                                                           {"title", query::Sort::title}}};

inline constexpr std::array<Choice<ResultFormat>, 9> result_formats{{{"text", ResultFormat::text},
                                                                     {"json", ResultFormat::json},
                                                                     {"ndjson", ResultFormat::ndjson},
                                                                     {"tsv", ResultFormat::tsv},
                                                                     {"urls", ResultFormat::urls},
                                                                     {"bibtex", ResultFormat::bibtex},
                                                                     {"ris", ResultFormat::ris},
                                                                     {"csl-json", ResultFormat::csl_json},
                                                                     {"trec", ResultFormat::trec}}};

inline constexpr std::array<Choice<ArticleFormat>, 4> article_formats{{{"text", ArticleFormat::text},
                                                                       {"json", ArticleFormat::json},
                                                                       {"markdown", ArticleFormat::markdown},
                                                                       {"html", ArticleFormat::html}}};

inline constexpr std::array<Choice<PlainFormat>, 2> plain_formats{
    {{"text", PlainFormat::text}, {"json", PlainFormat::json}}};

inline constexpr std::array<Choice<ExportFormat>, 3> export_formats{
    {{"ndjson", ExportFormat::ndjson}, {"warc", ExportFormat::warc}, {"csl-json", ExportFormat::csl_json}}};

inline constexpr std::array<std::string_view, 3> shells{"bash", "zsh", "fish"};

}  // namespace caravan::cli
