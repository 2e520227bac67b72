#include "indexer/query/suggest.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/unicode.h"
#include "indexer/schema/entry.h"
#include "indexer/schema/fields.h"
#include "indexer/schema/stop_words.h"

namespace caravan::query {
namespace {

constexpr std::size_t max_scan = 3000;  ///< terms looked at for each kind of completion
constexpr std::size_t max_word_candidates = 50;

struct Completion {
  Xapian::doccount uses = 0;
  std::string text;
};

/// All labels of a field in an article, as written.
std::vector<std::string> labels_of(const Xapian::Document& document, const schema::Field& field) {
  const std::string joined = document.get_value(static_cast<Xapian::valueno>(field.slot));
  std::vector<std::string> labels;
  for (std::size_t begin = 0; begin < joined.size();) {
    const std::size_t end = std::min(joined.find(schema::value_separator, begin), joined.size());
    labels.push_back(joined.substr(begin, end - begin));
    begin = end + 1;
  }
  return labels;
}

class Collector {
 public:
  Collector(const Xapian::Database& database, std::string folded, const Deadline& deadline)
      : database_(database), folded_(std::move(folded)), deadline_(deadline) {}

  void labels(const schema::Field& field) {
    each_term(fmt::format("{}{}", field.prefix, folded_), max_scan, [&](const Xapian::TermIterator& term) {
      add_label(field, *term, (*term).substr(field.prefix.size()), term.get_termfreq());
    });
    label_words(field);
  }

  void titles() {
    const std::string start = schema::label_term(schema::prefix::whole_title, folded_);
    each_term(start, max_word_candidates, [&](const Xapian::TermIterator& term) {
      const auto posting = database_.postlist_begin(*term);
      if (posting != database_.postlist_end(*term))
        add(schema::decode_facts(database_.get_document(*posting).get_data()).title, term.get_termfreq());
    });
  }

  /// The last word, behind the words before it as they were typed.
  void words(std::string_view before, std::string_view last) {
    const std::string start = schema::fold_word(last);
    if (length(start) < 2) return;
    std::vector<Completion> found;
    each_term(start, max_scan, [&](const Xapian::TermIterator& term) {
      if (!schema::is_stop_word(*term)) found.push_back({term.get_termfreq(), *term});
    });
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.uses != b.uses ? a.uses > b.uses : a.text < b.text; });
    if (found.size() > max_word_candidates) found.resize(max_word_candidates);
    for (const Completion& word : found) add(fmt::format("{}{}", before, word.text), word.uses);
  }

  std::vector<std::string> best(std::size_t limit) const {
    std::vector<Completion> sorted;
    for (const auto& [folded, completion] : found_) sorted.push_back(completion);
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.uses > b.uses; });
    std::vector<std::string> texts;
    for (Completion& completion : sorted) {
      if (texts.size() >= limit) break;
      texts.push_back(std::move(completion.text));
    }
    return texts;
  }

 private:
  /// The first terms of the index that begin so, while there is time.
  template <class Visit>
  void each_term(const std::string& start, std::size_t at_most, Visit visit) {
    std::size_t scanned = 0;
    for (auto term = database_.allterms_begin(start), end = database_.allterms_end(start);
         term != end && ++scanned <= at_most && !deadline_.cuts(); ++term)
      visit(term);
  }

  void add(const std::string& text, Xapian::doccount uses) {
    Completion& completion = found_[fold(text)];
    if (completion.uses < uses) completion = {uses, text};
  }

  /// Adds the label under that term as the first article of it writes it.
  void add_label(const schema::Field& field, const std::string& term, std::string_view folded, Xapian::doccount uses) {
    const auto posting = database_.postlist_begin(term);
    if (posting == database_.postlist_end(term)) return;
    for (const std::string& label : labels_of(database_.get_document(*posting), field))
      if (schema::fold_label(label) == folded) add(label, uses);
  }

  /// gaens finds Bart Gaens.
  void label_words(const schema::Field& field) {
    if (folded_.find(' ') != std::string::npos) return;
    const std::string start = fmt::format("{}{}{}", schema::prefix::label_word, field.prefix, folded_);
    each_term(start, max_word_candidates, [&](const Xapian::TermIterator& term) {
      const auto posting = database_.postlist_begin(*term);
      if (posting == database_.postlist_end(*term)) return;
      for (const std::string& label : labels_of(database_.get_document(*posting), field)) {
        const std::string whole = schema::label_term(field.prefix, label);
        if (fmt::format(" {}", schema::fold_label(label)).find(fmt::format(" {}", folded_)) != std::string::npos)
          add(label, database_.get_termfreq(whole));
      }
    });
  }

  const Xapian::Database& database_;
  std::string folded_;
  const Deadline& deadline_;
  std::map<std::string, Completion> found_;
};

bool has_position(const Xapian::Database& database, Xapian::docid document, const std::string& term,
                  Xapian::termpos position) {
  auto place = database.positionlist_begin(document, term);
  place.skip_to(position);
  return place != database.positionlist_end(document, term) && *place == position;
}

/// "asiaeurope" is in the index since texts say Asia-Europe: "asia europe". Other words come back as they are.
std::string taken_apart(const std::string& word, const Xapian::Database& database) {
  constexpr std::size_t shortest = 2;
  const auto posting = database.postlist_begin(word);
  if (posting == database.postlist_end(word)) return word;
  const auto place = database.positionlist_begin(*posting, word);
  if (place == database.positionlist_end(*posting, word)) return word;
  for (std::size_t cut = shortest; cut + shortest <= word.size(); ++cut) {
    const std::string left = word.substr(0, cut), right = word.substr(cut);
    if (has_position(database, *posting, left, *place) && has_position(database, *posting, right, *place + 1))
      return fmt::format("{} {}", left, right);
  }
  return word;
}

/// The nearest word of the index; empty when there is none. Fingers slip within a word: two slips and another first
/// letter are another word (barrier, earlier), and so are two in a short one where the query finds something (script,
/// scrap).
std::string nearest_word(const std::string& word, bool found, const Xapian::Database& database) {
  const std::size_t two_slips_from = found ? 8 : 6;
  std::string nearest = database.get_spelling_suggestion(word, word.size() < two_slips_from ? 1 : 2);
  if (!nearest.empty() && nearest[0] != word[0]) nearest = database.get_spelling_suggestion(word, 1);
  return nearest;
}

/// Whether a search for `nearest` would show no more than one for `word`, which the index knows by a language's stem.
bool is_no_better(const std::string& nearest, const std::string& word, const Vocabulary& vocabulary) {
  Xapian::doccount having = 0;
  for (const std::string& language : vocabulary.languages) {
    schema::Stemmer& stemmer = vocabulary.stemmers->of(language);
    const std::string term = fmt::format("{}{}", schema::prefix::stem, stemmer(word));
    const Xapian::doccount frequency = vocabulary.database.get_termfreq(term);
    if (frequency > 0 && term.substr(schema::prefix::stem.size()) == stemmer(nearest)) return true;
    having = std::max(having, frequency);
  }
  return vocabulary.database.get_termfreq(nearest) < having;
}

}  // namespace

Correction corrected(const std::string& query, const std::vector<std::string>& unknown, bool found,
                     const Vocabulary& vocabulary) {
  constexpr std::size_t most_looked_up = 6;  // each costs as much as an ordinary query or two
  Correction correction;
  std::map<std::string, std::string> corrections;
  for (const std::string& word : unknown) {
    if (word.size() < 4 || word.size() > 40) continue;
    if (std::any_of(word.begin(), word.end(), [](char c) { return (c >= '0' && c <= '9') || c == '&'; })) continue;
    ++correction.unknown;
    if (correction.looked_up == most_looked_up) continue;
    ++correction.looked_up;
    const std::string nearest = nearest_word(word, found, vocabulary.database);
    if (!nearest.empty() && !is_no_better(nearest, word, vocabulary))
      corrections.emplace(word, taken_apart(nearest, vocabulary.database));
  }
  const std::string text = to_valid_utf8(query);
  std::string result;
  std::size_t at = 0;
  for (const schema::Token& token : schema::tokenize(text)) {
    const auto nearest = corrections.find(token.word);
    if (nearest == corrections.end() || token.begin < at) continue;
    result += text.substr(at, token.begin - at) + nearest->second;
    at = token.end;
  }
  if (at > 0) correction.query = result + text.substr(at);
  return correction;
}

Suggestions completions(const Xapian::Database& database, const SuggestRequest& request) {
  const std::string text = to_valid_utf8(request.prefix);
  const std::string folded = schema::fold_label(text);
  if (folded.empty()) return {};
  const Deadline deadline(request.deadline);
  Collector collector(database, folded, deadline);
  for (const std::string_view name : {"author", "theme", "institution", "series"})
    collector.labels(*schema::find_field(name));
  collector.titles();
  const std::size_t space = text.find_last_of(" \t\"(+-");
  const std::size_t last = space == std::string::npos ? 0 : space + 1;
  collector.words(std::string_view(text).substr(0, last), std::string_view(text).substr(last));
  return {collector.best(request.limit), deadline.has_cut()};
}

}  // namespace caravan::query
