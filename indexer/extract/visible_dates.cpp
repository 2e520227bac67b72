#include "indexer/extract/visible_dates.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/unicode.h"
#include "indexer/extract/clean.h"
#include "indexer/extract/fact_words.h"

namespace caravan::extract {

using html::Node;
using html::Tag;

namespace {

constexpr std::size_t label_reach = 60;  ///< bytes between a label and its date

/// Where a word of the list stands last, at the beginning of a word; npos when it does not.
template <class Words>
std::size_t last_of(std::string_view text, const Words& words) {
  std::size_t last = text.npos;
  for (const std::string_view word : words)
    for (std::size_t at = text.rfind(word); at != text.npos; at = at == 0 ? text.npos : text.rfind(word, at - 1)) {
      const unsigned char before = at == 0 ? ' ' : static_cast<unsigned char>(text[at - 1]);
      if ((before >= 'a' && before <= 'z') || (before >= 0x80 && static_cast<unsigned char>(word[0]) < 0x80)) continue;
      if (last == text.npos || at > last) last = at;
      break;
    }
  return last;
}

/// The label that stands last.
DateLabel last_label(std::string_view text) {
  const auto place = [](std::size_t at) { return at == std::string_view::npos ? 0 : at + 1; };
  const std::size_t first = place(last_of(text, first_published_words));
  const std::size_t published = place(last_of(text, published_words));
  const std::size_t updated = place(last_of(text, updated_words));
  if (updated > published && updated > first) return DateLabel::updated;
  if (first > 0 && published < first + 24) return DateLabel::first_published;  // "originally published"
  return published > 0 ? DateLabel::published : DateLabel::none;
}

std::string_view tail(std::string_view text, std::size_t bytes) {
  return text.size() > bytes ? text.substr(text.size() - bytes) : text;
}

bool is_sign_of_dateline(std::string_view after) {
  const std::size_t at = after.find_first_not_of(' ');
  if (at == after.npos) return true;
  return after[at] == '-' || after[at] == ')' || after[at] == ':' || after[at] == '|';
}

/// Whether a text has two figures at least, of any script; to be asked before it is folded.
bool may_name_a_day(std::string_view text) {
  int figures = 0;
  for (const char c : text) figures += (c >= '0' && c <= '9') ? 1 : static_cast<unsigned char>(c) >= 0xE3 ? 2 : 0;
  return figures >= 2;
}

/// "1/2/", "25-1-": figures around one of the two signs that leave the order open.
bool may_have_open_order(std::string_view text) {
  for (std::size_t i = 1; i + 1 < text.size(); ++i)
    if ((text[i] == '/' || text[i] == '-') && text[i - 1] >= '0' && text[i - 1] <= '9' && text[i + 1] >= '0' &&
        text[i + 1] <= '9')
      return true;
  return false;
}

class DateReader {
 public:
  DateReader(const Blocks& blocks, const Body& body, NumericOrder order, Findings& to)
      : blocks_(blocks),
        document_(blocks.document()),
        body_(body),
        around_(surroundings_of(blocks, body)),
        order_(order),
        to_(to) {
    for (const Fact& fact : to.facts)
      if (fact.field == Field::published || fact.field == Field::modified) known_.push_back(fact.value);
  }

  void read() {
    if (blocks_.size() == 0) return;
    for (std::size_t b = around_.top; b < around_.text; ++b) read_block(b, 0.65);
    read_opening();
    for (std::size_t b = around_.text_end; b < around_.bottom; ++b) read_block(b, 0.4);
    read_elements();
    trust_printed_date();
    trust_pubdate();
    trust_first_published();
  }

 private:
  struct Labelled {
    FoundDate found;
    DateLabel label = DateLabel::none;
    std::string day() const { return iso(found.day); }
  };

  /// The days of a line with what the line calls them. Numbers that only the other way round meet a day of the metadata
  /// are read that way.
  std::vector<Labelled> dates_in(std::string_view folded) const {
    std::vector<Labelled> dates;
    auto found = find_dates(folded, order_);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i].otherwise && !is_known(found[i].day) && is_known(*found[i].otherwise))
        found[i].day = *found[i].otherwise;
      const std::size_t from = i == 0 ? 0 : found[i - 1].end;
      const std::string_view after = i + 1 == found.size() ? folded.substr(found[i].end) : std::string_view();
      dates.push_back({found[i], label_of_date(folded.substr(from, found[i].begin - from), after)});
    }
    return dates;
  }

  bool is_known(Day day) const { return std::find(known_.begin(), known_.end(), iso(day)) != known_.end(); }

  /// Whether metadata call a day that of a change, and another one that of publication.
  bool is_day_of_change(std::string_view day) const {
    bool changed = false, published_else = false;
    for (const Fact& fact : to_.facts) {
      if (fact.confidence < 0.8 || fact.source.starts_with("time") || fact.source.starts_with("date")) continue;
      changed |= fact.field == Field::modified && fact.value == day;
      published_else |= fact.field == Field::published && fact.value != day;
    }
    return changed && published_else;
  }

  static bool speaks_of_events(std::string_view folded) {
    const std::string_view opening = folded.substr(0, label_reach);
    return std::any_of(std::begin(other_day_words), std::end(other_day_words),
                       [&](std::string_view word) { return opening.find(word) != opening.npos; });
  }

  void read_block(std::size_t b, double confidence) {
    const Block& block = blocks_[b];
    if (b == body_.title || block.chars > 160 || !may_name_a_day(block.text)) return;
    const std::string folded = fold(block.text);
    if (speaks_of_events(folded)) return;
    const bool short_line = block.chars < 40;  // a date and little else is more likely the article's own
    bool first = true;
    for (const Labelled& date : dates_in(folded)) {
      if (!first && date.label == DateLabel::none) continue;
      first = false;
      const bool updated = date.label == DateLabel::updated;
      if (confidence > 0.6 && !block.unseen) note_printed(b, date);
      to_.add(updated ? Field::modified : Field::published, date.day(), "visible date",
              confidence + (short_line ? 0.05 : 0) + (date.label == DateLabel::published ? 0.05 : 0));
    }
  }

  /// The first lines of the text: a line of its own that is a date and little else, or the place and day before a first
  /// sentence.
  void read_opening() {
    for (std::size_t b = around_.text; b < std::min(around_.text + 6, around_.text_end); ++b) {
      const Block& block = blocks_[b];
      if (b == body_.title || block.unseen || block.kind == Block::Kind::quote) continue;
      if (!may_name_a_day(prefix(block.text, 160))) continue;
      const std::string folded = fold(prefix(block.text, 160));
      const auto dates = dates_in(folded);
      if (dates.empty() || speaks_of_events(folded)) continue;
      const FoundDate& found = dates.front().found;
      const bool line = block.chars < 40 || (block.chars < 80 && block.sentence_ends < 2);
      const bool dateline = found.begin <= 2 || (found.begin <= 30 && folded.find(" on ") > found.begin);
      if (!line && !(dateline && is_sign_of_dateline(std::string_view(folded).substr(found.end)))) continue;
      to_.add(dates.front().label == DateLabel::updated ? Field::modified : Field::published, dates.front().day(),
              line ? "date in the first lines" : "dateline", line ? 0.5 : 0.42);
    }
  }

  void note_printed(std::size_t b, const Labelled& date) {
    if (body_.title != Body::npos && b + 4 > body_.title && b <= body_.title + 10 && b < around_.text)
      printed_.push_back(date);
  }

  /// The one day that is printed, without "updated", between headline and text, is the day that readers cite; metadata
  /// often have the day of another time zone, of the first draft or of the last import. Of several days the one that is
  /// called the day of publication.
  void trust_printed_date() {
    for (const bool labelled : {false, true}) {
      std::vector<std::string> days;
      for (const Labelled& date : printed_)
        if (date.label != DateLabel::updated && (!labelled || date.label != DateLabel::none))
          days.push_back(date.day());
      std::sort(days.begin(), days.end());
      days.erase(std::unique(days.begin(), days.end()), days.end());
      if (days.empty()) return;
      if (days.size() > 1) continue;
      to_.add(Field::published, days.front(), "date under the headline", 0.96);
      return;
    }
  }

  void read_elements() {
    const std::uint32_t begin = blocks_[around_.top].begin;
    const std::uint32_t text_begin = blocks_[std::min(around_.text, blocks_.size() - 1)].begin;
    const std::uint32_t text_end = blocks_[around_.text_end - 1].end;
    const std::uint32_t end = around_.bottom == blocks_.size() ? document_.size() : blocks_[around_.bottom - 1].end;
    for (std::uint32_t i = 0; i < document_.size(); ++i) {
      const Node node = document_.node(i);
      if (node.is_text()) continue;
      const bool within = i >= text_begin && i < text_end;
      const bool above = i >= begin && i < text_begin, below = i >= text_end && i < end;
      if (node.is(Tag::time)) {
        read_time(node, above ? 0.8 : below ? 0.45 : within ? 0.3 : 0.2);
      } else if (above && (blocks_.hints(i) & hint::date)) {
        read_date_element(node);
      }
    }
  }

  void read_time(Node node, double confidence) {
    const std::string text = node.all_text();
    const std::string_view datetime = node.attribute("datetime");
    auto day = read_date(datetime);
    if (!day) day = read_date(text);
    if (!day) return;
    const std::string_view names = node.attribute("class");
    const std::string around = blocks_.sums(node.parent()).chars < 300 ? node.parent().all_text() : std::string();
    const std::size_t at = around.find(text);
    const std::string before = at == std::string::npos || text.empty()
                                   ? ""
                                   : fold(around.substr(at > 30 ? at - 30 : 0, std::min<std::size_t>(at, 30)));
    const bool updated = names.find("updated") != names.npos || names.find("modified") != names.npos ||
                         label_of_date(before, {}) == DateLabel::updated;
    const bool published = names.find("published") != names.npos || node.has("pubdate");
    if (node.has("pubdate")) pubdates_.push_back(iso(*day));
    const Field field = updated && !published ? Field::modified : Field::published;
    to_.add_day(field, read_date(datetime) ? datetime : std::string_view(text), "time element", confidence);
  }

  /// HTML 5 once had <time pubdate> for the one date of an article's publication. Where comments have it, too, it says
  /// nothing, and some pages write it at the day of the last change.
  void trust_pubdate() {
    std::sort(pubdates_.begin(), pubdates_.end());
    if (!pubdates_.empty() && pubdates_.front() == pubdates_.back() && !is_day_of_change(pubdates_.front()))
      to_.add(Field::published, pubdates_.front(), "time pubdate", 0.955);
  }

  void read_date_element(Node node) {
    if (const auto day = parse_iso_date_time(node.attribute("title"))) {  // <span class="updated" title="2013-04-04T…">
      const bool updated = node.attribute("class").find("updated") != std::string_view::npos;
      to_.add(updated ? Field::modified : Field::published, iso(*day), "title of a date element", 0.7);
    }
    if (blocks_.sums(node).chars > 80) return;
    const std::string text = node.all_text();
    if (text.size() > 120) return;
    const auto dates = dates_in(fold(text));
    if (dates.empty()) return;
    to_.add(dates.front().label == DateLabel::updated ? Field::modified : Field::published, dates.front().day(),
            "date element", 0.7);
  }

  /// "Originally published on 26 September 2019", wherever on the page, where no other line says so of another day.
  void trust_first_published() {
    std::string day;
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      const Block& block = blocks_[b];
      if (block.chars > 200 || (b > around_.text + 3 && b + 4 < around_.text_end)) continue;
      if (!may_name_a_day(block.text)) continue;
      const std::string folded = fold(block.text);
      if (last_of(folded, first_published_words) == std::string::npos) continue;
      for (const Labelled& date : dates_in(folded)) {
        if (date.label != DateLabel::first_published) continue;
        if (!day.empty() && day != date.day()) return;
        day = date.day();
      }
    }
    if (!day.empty()) to_.add(Field::published, day, "day of first publication", 0.97);
  }

  const Blocks& blocks_;
  const html::Document& document_;
  const Body& body_;
  Surroundings around_;
  NumericOrder order_;
  Findings& to_;
  std::vector<std::string> known_;  ///< days that metadata name
  std::vector<Labelled> printed_;
  std::vector<std::string> pubdates_;
};

/// "en-GB" and "en_GB" give "GB".
std::string_view country_of(std::string_view language) {
  const std::size_t at = language.find_first_of("-_");
  return at != language.npos && language.size() == at + 3 ? language.substr(at + 1) : std::string_view();
}

std::optional<NumericOrder> order_by_other_dates(const Blocks& blocks, const Findings& findings) {
  const auto known = [&](Day day) {
    const std::string text = iso(day);
    return std::any_of(findings.facts.begin(), findings.facts.end(), [&](const Fact& fact) {
      return (fact.field == Field::published || fact.field == Field::modified) && fact.value == text;
    });
  };
  int day_first = 0, month_first = 0;
  for (const Block& block : blocks.all()) {
    if (block.chars > 160 || !may_have_open_order(block.text)) continue;
    const std::string folded = fold(block.text);
    for (const FoundDate& date : find_dates(folded, NumericOrder::day_first)) {
      const std::string_view text = std::string_view(folded).substr(date.begin, date.end - date.begin);
      if (text.find('.') != text.npos) continue;
      if (date.certain_order) {
        const std::string day = std::to_string(unsigned(date.day.day()));
        ++(text.starts_with(day) ? day_first : month_first);
      } else if (date.otherwise && known(date.day) != known(*date.otherwise)) {
        ++(known(date.day) ? day_first : month_first);
      }
    }
  }
  if (day_first == month_first) return std::nullopt;
  return day_first > month_first ? NumericOrder::day_first : NumericOrder::month_first;
}

}  // namespace

DateLabel label_of_date(std::string_view before, std::string_view after) {
  const DateLabel label = last_label(tail(before, label_reach));
  if (label == DateLabel::first_published) {
    // "Originally published in The Paper on 5 May": the day of another publication.
    const std::string_view close = tail(before, label_reach);
    if (close.size() > last_of(close, first_published_words) + 40) return DateLabel::published;
  }
  if (label != DateLabel::none) return label;
  after.remove_prefix(std::min(after.find_first_not_of(" |-:,()"), after.size()));
  const auto opens = [&](const auto& words) {
    return std::any_of(std::begin(words), std::end(words), [&](std::string_view w) { return after.starts_with(w); });
  };
  return opens(first_published_words) ? DateLabel::first_published
         : opens(published_words)     ? DateLabel::published
         : opens(updated_words)       ? DateLabel::updated
                                      : DateLabel::none;
}

NumericOrder numeric_order(const Blocks& blocks, const Findings& findings, std::string_view url) {
  if (const auto order = order_by_other_dates(blocks, findings)) return *order;
  bool english = true;
  if (const Fact* language = findings.best(Field::language)) english = language->value.starts_with("en");
  if (!english) return NumericOrder::day_first;
  for (const Fact& fact : findings.facts)
    if (const auto country = country_of(fact.value);
        fact.field == Field::language && !country.empty() && country != "US")
      return NumericOrder::day_first;
  for (const std::string_view ending : day_first_endings)
    if (url.find(ending) != url.npos) return NumericOrder::day_first;
  return NumericOrder::month_first;
}

void read_visible_dates(const Blocks& blocks, const Body& body, NumericOrder order, Findings& to) {
  DateReader(blocks, body, order, to).read();
}

}  // namespace caravan::extract
