#include "cli/declarations.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/config.h"
#include "base/error.h"
#include "base/quantity.h"
#include "cli/choices.h"
#include "indexer/schema/fields.h"
#include <CLI/CLI.hpp>

namespace caravan::cli {

namespace {

/// An option that accepts only the names of a table. The table's names are its value name, too ("text|json"), from
/// which help and completions read them.
template <class Value>
CLI::Option* choose(CLI::App& app, const std::string& names, Value& to, std::span<const Choice<Value>> choices,
                    const std::string& help) {
  std::vector<std::string_view> known;
  for (const Choice<Value>& choice : choices) known.push_back(choice.name);
  return app
      .add_option_function<std::string>(
          names,
          [names, choices, known, &to](const std::string& text) {
            for (const Choice<Value>& choice : choices)
              if (choice.name == text) {
                to = choice.value;
                return;
              }
            const std::string nearest = nearest_name(text, known);
            throw Failure(Fault::usage, fmt::format("{}: there is no '{}'", names, text),
                          nearest.empty() ? fmt::format("accepted: {}", fmt::join(known, ", "))
                                          : fmt::format("did you mean {}?", nearest));
          },
          help)
      ->type_name(fmt::format("{}", fmt::join(known, "|")));
}

constexpr std::uint64_t any_number = std::numeric_limits<std::int64_t>::max();

std::string bounds(std::uint64_t least, std::uint64_t most) {
  return most == any_number ? fmt::format("from {}", least) : fmt::format("from {} to {}", least, most);
}

/// The number of a number, or of one that may be missing.
template <class Number>
struct NumberOf {
  using type = Number;
};
template <class Number>
struct NumberOf<std::optional<Number>> {
  using type = Number;
};

/// An option whose text one of our own parsers reads.
template <class Value>
CLI::Option* parsed(CLI::App& app, const std::string& names, const std::string& value_name, const std::string& help,
                    Result<Value> (*parse)(std::string_view), std::function<void(Value)> use) {
  return app
      .add_option_function<std::string>(
          names,
          [names, parse, use](const std::string& text) {
            Result<Value> value = parse(text);
            if (!value)
              throw Failure(Fault::usage, fmt::format("{}: {}", names, value.error().what), value.error().remedy);
            use(std::move(*value));
          },
          help)
      ->type_name(value_name);
}

constexpr std::uint64_t most_answers = 10'000;

/// A whole number within bounds; what is none is refused with them.
template <class Number>
CLI::Option* number(CLI::App& app, const std::string& names, Number& to, const std::string& value_name,
                    std::uint64_t least, std::uint64_t most, const std::string& help) {
  return app
      .add_option_function<std::string>(
          names,
          [names, least, most, &to](const std::string& text) {
            std::uint64_t value = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
            if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
              throw Failure(Fault::usage,
                            fmt::format("{}: '{}' is no whole number {}", names, text, bounds(least, most)),
                            fmt::format("write for example {} {}", names.substr(names.find("--")),
                                        std::max<std::uint64_t>(least, 1)));
            to = static_cast<typename NumberOf<Number>::type>(value);
          },
          help)
      ->type_name(value_name);
}

CLI::Option* limit(CLI::App& app, std::size_t& to, const std::string& help) {
  return number(app, "-n,--limit", to, "N", 0, most_answers, help);
}

CLI::Option* article(CLI::App& app, std::string& to) {
  return app.add_option("article", to, "the article's id or address")->required()->type_name("ID|URL");
}

/// One repeatable option for each facet: values of one are alternatives, facets narrow each other.
void declare_filters(CLI::App& app, query::Filters& filters) {
  for (const schema::Field& field : schema::fields) {
    if (!field.facet) continue;
    const std::string name(field.name);
    std::string value_name;
    for (const char c : name) value_name += static_cast<char>(c - 'a' + 'A');
    app.add_option_function<std::vector<std::string>>(
           "--" + name,
           [name, &filters](const std::vector<std::string>& values) {
             for (const std::string& value : values) filters.values.emplace_back(name, value);
           },
           "only with this: " + std::string(field.help) + "; repeat for 'or'")
        ->type_name(value_name)
        ->allow_extra_args(false);
  }
  parsed<DayRange>(app, "--since", "DATE", "published on or after: 2018, 2018-10, 2018-10-12", parse_day_range,
                   [&filters](const DayRange& range) { filters.since = range.first; });
  parsed<DayRange>(app, "--until", "DATE", "published on or before", parse_day_range,
                   [&filters](const DayRange& range) { filters.until = range.last; });
}

void declare_visit(CLI::App& app, CrawlOptions& options) {
  app.add_option("url", options.urls, "only these pages; default: whatever is due")->type_name("URL");
  app.add_flag("--full", options.full, "also pages that are not due");
  number(app, "--max-pages", options.max_pages, "N", 1, any_number, "stop after so many pages");
  parsed<std::chrono::milliseconds>(app, "--max-time", "DURATION", "stop after this time: 30min, 2h", parse_duration,
                                    [&options](std::chrono::milliseconds time) { options.max_time = time; });
  app.add_flag("--dry-run", options.dry_run, "print the addresses that are due, fetch and change nothing");
  app.add_option("--report", options.report, "write the report as JSON, too")->type_name("FILE");
}

}  // namespace

void declare_global(CLI::App& app, GlobalOptions& options) {
  app.add_option("--config", options.config,
                 "the configuration; default: the first of $CARAVAN_CONFIG, ./caravan.toml, "
                 "~/.config/caravan/caravan.toml, /etc/caravan/caravan.toml")
      ->type_name("FILE");
  app.add_option("--data", options.data, "the data directory, over the configuration's")->type_name("DIR");
  auto* verbose = app.add_flag("-v,--verbose", options.verbose, "say more");
  app.add_flag("-q,--quiet", options.quiet, "nothing on standard error but errors")->excludes(verbose);
  app.add_flag("--no-progress", options.no_progress, "no counts while the work goes on");
  choose<Colour>(app, "--color", options.colour, colours, "colour; auto: on a terminal, unless NO_COLOR is set");
}

void declare_init(CLI::App& app, Options& options) {
  app.add_option("dir", options.init.folder, "the folder; default: this one")->type_name("DIR");
  app.footer("caravan init /var/lib/caravan");
}

void declare_crawl(CLI::App& app, Options& options) {
  declare_visit(app, options.crawl);
  app.footer(
      "caravan crawl\ncaravan crawl --full --max-time 2h\ncaravan crawl https://www.friendsofeurope.org/insights/");
}

void declare_index(CLI::App& app, Options& options) {
  app.add_flag("--rebuild", options.index.rebuild, "make a new index beside the old one, then switch");
  app.footer("caravan index\ncaravan index --rebuild");
}

void declare_update(CLI::App& app, Options& options) {
  declare_visit(app, options.crawl);
  app.footer("caravan update\ncaravan update --report /var/lib/caravan/last-night.json");
}

void declare_search(CLI::App& app, Options& options) {
  SearchOptions& search = options.search;
  app.add_option_function<std::vector<std::string>>(
         "query",
         [&search](const std::vector<std::string>& words) {
           search.request.query = fmt::format("{}", fmt::join(words, " "));
         },
         "words, phrases, fields: see caravan-query(7)")
      ->type_name("QUERY");
  declare_filters(app, search.request.filters);
  choose<query::Sort>(app, "--sort", search.request.sort, sorts, "the order of the answers");
  limit(app, search.request.limit, "at most so many answers; default 10");
  number(app, "--offset", search.request.offset, "N", 0, most_answers, "leave out the first so many");
  app.add_flag("--facets", search.request.facets, "also how many of the answers each theme, author ... has");
  app.add_flag("--all-versions", search.request.all_versions,
               "also copies: articles with the same text as one that is shown, left out otherwise");
  app.add_flag("--diverse", search.request.diverse,
               "the best two of every site first, then the next two: so that no site fills the page");
  app.add_flag("--explain", search.request.explain, "also how the query was read and how each score came about");
  choose<ResultFormat>(app, "--format", search.format, result_formats, "how answers are written");
  app.add_option("--batch", search.batch,
                 "many queries: lines of {\"id\",\"query\"}, - is standard input; with --format trec, ndjson or json")
      ->type_name("FILE");
  app.footer(
      "caravan search maritime security in the Indian Ocean\n"
      "caravan search '\"Asia-Europe Meeting\"' --since 2016 --sort newest\n"
      "caravan search climate --theme 'Climate & Energy' --lang en --lang fr --facets\n"
      "caravan search title:connectivity -railways --format bibtex > connectivity.bib");
}

void declare_show(CLI::App& app, Options& options) {
  article(app, options.show.article);
  number(app, "--snapshot", options.show.snapshot, "N", 1, any_number,
         "an older version, by its number in `caravan history`");
  choose<ArticleFormat>(app, "--format", options.show.format, article_formats, "how it is written");
  app.footer(
      "caravan show 4f1d0c2b9a3e5d68\ncaravan show https://www.friendsofeurope.org/insights/asem/ --format markdown");
}

void declare_similar(CLI::App& app, Options& options) {
  article(app, options.similar.article);
  limit(app, options.similar.limit, "at most so many; default 10");
  choose<ResultFormat>(app, "--format", options.similar.format, result_formats, "how answers are written");
  app.footer("caravan similar 4f1d0c2b9a3e5d68 -n 5");
}

void declare_suggest(CLI::App& app, Options& options) {
  app.add_option("prefix", options.suggest.prefix, "the beginning of a word, a title, an author or a theme")
      ->required()
      ->type_name("PREFIX");
  limit(app, options.suggest.limit, "at most so many; default 10");
  app.footer("caravan suggest connec");
}

void declare_facets(CLI::App& app, Options& options) {
  query::FacetValuesRequest& request = options.facets.request;
  app.add_option("facet", request.field,
                 "theme, author, institution, series, year, lang (or language), site, type; default: all")
      ->type_name("FACET");
  app.add_option("--prefix", request.prefix, "only values that begin so; case and accents do not matter")
      ->type_name("TEXT");
  app.add_option("--match", request.contains, "only values that have this somewhere")->type_name("TEXT");
  number(app, "-n,--limit", request.limit, "N", 0, any_number, "at most so many values of each; default 20");
  number(app, "--offset", request.offset, "N", 0, any_number, "leave out the first so many of each");
  choose<PlainFormat>(app, "--format", options.facets.format, plain_formats, "how they are written");
  app.footer("caravan facets\ncaravan facets author --limit 100\ncaravan facets theme --match energy");
}

void declare_history(CLI::App& app, Options& options) {
  article(app, options.history.article);
  choose<PlainFormat>(app, "--format", options.history.format, plain_formats, "how it is written");
  app.footer("caravan history https://www.friendsofeurope.org/insights/asem/");
}

namespace {

/// Two articles are not compared, only versions of one: that is told to whoever names a second one.
void version(CLI::App& app, const std::string& name, std::optional<std::size_t>& to, const std::string& value_name,
             const std::string& help) {
  app.add_option_function<std::string>(
         name,
         [&to](const std::string& text) {
           std::size_t value = 0;
           const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
           if (error != std::errc() || end != text.data() + text.size() || value == 0)
             throw Failure(
                 Fault::usage,
                 fmt::format("diff compares two versions of one article: '{}' is not the number of a version", text),
                 "write: caravan diff ID|URL FROM TO, with numbers of: caravan history ID|URL");
           to = value;
         },
         help)
      ->type_name(value_name);
}

}  // namespace

void declare_diff(CLI::App& app, Options& options) {
  article(app, options.diff.article);
  version(app, "from", options.diff.from, "FROM", "number of the older version; default: the last but one");
  version(app, "to", options.diff.to, "TO", "number of the newer version; default: the last");
  app.footer("caravan diff https://www.friendsofeurope.org/insights/asem/\ncaravan diff 4f1d0c2b9a3e5d68 1 3");
}

void declare_extract(CLI::App& app, Options& options) {
  app.add_option("file", options.extract.file, "the page; - or nothing is standard input")->type_name("FILE");
  app.add_option("--url", options.extract.url, "the page's address; anchors its links")->type_name("URL");
  app.add_flag("--batch", options.extract.batch,
               "lines of {\"id\",\"url\",\"html\"} in, lines of {\"id\",...article} out");
  app.add_flag("--explain", options.extract.explain, "also where each fact was found, and how sure that is");
  app.footer(
      "caravan extract page.html --url https://example.org/page\ncaravan extract --batch < pages.ndjson > "
      "articles.ndjson");
}

void declare_import(CLI::App& app, Options& options) {
  app.add_option("file", options.import.file, "lines of JSON, an article each; - is standard input")
      ->required()
      ->type_name("FILE.ndjson");
  app.footer("caravan import articles.ndjson\nzstdcat articles.ndjson.zst | caravan import -");
}

void declare_export(CLI::App& app, Options& options) {
  choose<ExportFormat>(app, "--format", options.export_.format, export_formats,
                       "ndjson: articles; csl-json: their references; warc: the archived pages");
  app.footer("caravan export > articles.ndjson\ncaravan export --format warc | zstd > pages.warc.zst");
}

void declare_status(CLI::App& app, Options& options) {
  choose<PlainFormat>(app, "--format", options.status.format, plain_formats, "how it is written");
  app.footer("caravan status");
}

void declare_check(CLI::App& app, Options&) { app.footer("caravan check"); }

void declare_backup(CLI::App& app, Options& options) {
  app.add_option("dir", options.backup.folder, "a folder that does not exist yet")->required()->type_name("DIR");
  app.footer("caravan backup /srv/backup/caravan-monday");
}

void declare_restore(CLI::App& app, Options& options) {
  app.add_option("dir", options.restore.folder, "a folder that `caravan backup` made")->required()->type_name("DIR");
  app.footer("caravan --data /var/lib/caravan/data restore /srv/backup/caravan-monday");
}

void declare_completions(CLI::App& app, Options& options) {
  app.add_option_function<std::string>(
         "shell",
         [&options](const std::string& shell) {
           for (const std::string_view known : shells)
             if (known == shell) {
               options.completions.shell = shell;
               return;
             }
           throw Failure(Fault::usage, fmt::format("there are no completions for '{}'", shell),
                         fmt::format("accepted: {}", fmt::join(shells, ", ")));
         },
         "whose completions")
      ->required()
      ->type_name(fmt::format("{}", fmt::join(shells, "|")));
  app.footer("caravan completions bash > /etc/bash_completion.d/caravan");
}

}  // namespace caravan::cli
