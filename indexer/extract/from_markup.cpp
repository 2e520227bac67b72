#include "indexer/extract/from_markup.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/unicode.h"
#include "indexer/extract/bylines.h"
#include "indexer/extract/clean.h"
#include "indexer/extract/fact_words.h"
#include "indexer/extract/surroundings.h"

namespace caravan::extract {

using html::Node;
using html::Tag;

namespace {

bool has_token(std::string_view list, std::string_view token) {
  for (std::size_t at = 0; (at = list.find_first_not_of(" \t\n\r", at)) != list.npos;) {
    const std::size_t end = std::min(list.find_first_of(" \t\n\r", at), list.size());
    if (list.substr(at, end - at) == token) return true;
    at = end;
  }
  return false;
}

/// Whether an address has a path segment or parameter of a list: "/people/ann-lee", "?series=x".
template <class Words>
bool address_has(std::string_view href, const Words& words) {
  for (const std::string_view word : words)
    for (std::size_t at = href.find(word); at != href.npos; at = href.find(word, at + 1)) {
      const char before = at == 0 ? '/' : href[at - 1];
      const char after = at + word.size() < href.size() ? href[at + word.size()] : ' ';
      if ((before == '/' || before == '?' || before == '&') && (after == '/' || after == '=')) return true;
    }
  return false;
}

class MarkupReader {
 public:
  MarkupReader(const Blocks& blocks, const Body& body, NumericOrder order, Findings& to)
      : blocks_(blocks), document_(blocks.document()), body_(body), order_(order), to_(to) {
    const Surroundings around = surroundings_of(blocks, body);
    top_ = around.top;
    text_ = around.text;
    text_end_ = around.text_end;
    bottom_ = around.bottom;
  }

  void read() {
    if (blocks_.size() == 0) return;
    if (body_.title != Body::npos) to_.add(Field::title, blocks_[body_.title].text, "headline", 0.85);
    for (std::size_t b = top_; b < bottom_; ++b) {
      if (b == text_) b = std::max(b, std::min(text_end_, bottom_));  // not within the text
      if (b >= bottom_) break;
      read_block(b);
    }
    read_elements();
    breadcrumb();
  }

 private:
  bool above_text(std::size_t b) const { return b < text_; }

  void read_block(std::size_t b) {
    const Block& block = blocks_[b];
    if (b == body_.title || block.chars > 260) return;
    const bool near = above_text(b);
    byline(b, near ? 0.7 : 0.35);
    labelled(b);
  }

  void byline(std::size_t b, double confidence) {
    const Block& block = blocks_[b];
    if (block.unseen || block.kind == Block::Kind::heading) return;
    bool continued = false;  // "and Bo Chen, Fellow, Some Institute" on the line below
    if (block.next_line && byline_at_ + 1 == b)
      for (const std::string_view word : {"and ", "et ", "und ", "dan ", "& "})
        continued |= block.text.starts_with(word);
    if (!continued && !begins_like_byline(block.text)) return unmarked_byline(b);
    byline_at_ = b;
    const std::string text = continued ? "by " + block.text.substr(block.text.find(' ') + 1) : block.text;
    for (auto& author : read_byline(text)) to_.add_author(std::move(author), "byline", confidence);
  }

  /// "Ann Lee | Senior Writer | July 2, 2025" right under the headline.
  void unmarked_byline(std::size_t b) {
    const std::string_view text = blocks_[b].text;
    if (body_.title == Body::npos || b <= body_.title || b > body_.title + 3 || b >= text_) return;
    const std::size_t sign = std::min({text.find(" | "), text.find(" · "), text.find(" • "), text.find(" / ")});
    if (sign == text.npos) {
      if (looks_like_name(text) && b + 1 < blocks_.size() && find_date(blocks_[b + 1].text, order_))
        to_.add_author({std::string(text), {}, {}}, "name under the headline", 0.55);
      return;
    }
    const std::string_view name = text.substr(0, sign);
    if (looks_like_name(name) && (find_date(text, order_) || !split_position(text.substr(sign + 3)).role.empty()))
      to_.add_author({std::string(name), {}, {}}, "line under the headline", 0.6);
  }

  /// "Subjects: A; B", or a label of its own before links; the same for series.
  void labelled(std::size_t b) {
    const std::string folded = fold(prefix(blocks_[b].text, 40));
    const auto label = [&](const auto& words) {
      return std::any_of(std::begin(words), std::end(words), [&](std::string_view word) {
        if (!std::string_view(folded).starts_with(word)) return false;
        const std::string_view rest = std::string_view(folded).substr(word.size());
        return rest.empty() || rest.front() == ':' || rest.starts_with(" :") || rest.starts_with("：") ||
               (rest.front() == ' ' && blocks_[b].link_chars > 0 && has_link_behind_label(b));
      });
    };
    if (label(theme_labels)) add_links(b, Field::theme, "label", 0.85);
    if (label(series_labels)) add_links(b, Field::series, "label", 0.9);
  }

  /// "Categories A, B" without a colon: all but the label is links.
  bool has_link_behind_label(std::size_t b) const {
    return blocks_[b].link_chars + 16 >= blocks_[b].chars && blocks_[b].link_density() > 0.5;
  }

  /// The links in a block's line; where the block is the label alone, those of the blocks after it in the same parent.
  void add_links(std::size_t b, Field field, std::string_view source, double confidence) {
    bool found = add_links_of(b, field, source, confidence);
    const Node parent = document_.node(blocks_[b].container).parent();
    if (!found && parent && blocks_.sums(parent).chars < 400)
      for (std::size_t next = b + 1; next < blocks_.last(parent); ++next)
        found |= add_links_of(next, field, source, confidence);
    if (found) return;
    const std::string_view text = blocks_[b].text;
    if (const auto colon = text.find(':'); colon != text.npos && colon + 1 < text.size())
      to_.add(field, text.substr(colon + 1), std::string(source) + " text", confidence - 0.1);
  }

  bool add_links_of(std::size_t b, Field field, std::string_view source, double confidence) {
    bool found = false;
    // A link's element may begin before the block's first text.
    for (std::uint32_t i = blocks_[b].begin > 3 ? blocks_[b].begin - 3 : 0; i < blocks_[b].end; ++i) {
      const Node node = document_.node(i);
      if (!node.is(Tag::a) || !node.has("href") || node.attribute("href").starts_with('#')) continue;
      if (node.end() <= blocks_[b].begin || address_has(node.attribute("href"), people_segments)) continue;
      to_.add(field, node.all_text(), source, confidence);
      found = true;
    }
    return found;
  }

  void read_elements() {
    const std::uint32_t begin = blocks_[top_].begin;
    const std::uint32_t text_begin = blocks_[std::min(text_, blocks_.size() - 1)].begin;
    const std::uint32_t text_end = blocks_[text_end_ - 1].end;
    const std::uint32_t end = bottom_ == blocks_.size() ? document_.size() : blocks_[bottom_ - 1].end;
    for (std::uint32_t i = 0; i < document_.size(); ++i) {
      const Node node = document_.node(i);
      if (node.is_text()) continue;
      const bool within = i >= text_begin && i < text_end;
      const bool above = i >= begin && i < text_begin, below = i >= text_end && i < end;
      if (within) continue;
      if (node.is(Tag::a)) read_link(node, above, below);
      if (node.is(Tag::img) && above) read_portrait(node);
      if ((above || below) && (blocks_.hints(i) & (hint::byline | hint::biography))) read_byline_element(node, above);
      if (above && (blocks_.hints(i) & hint::tags) && !within_navigation(node)) read_label_element(node);
    }
  }

  void read_link(Node node, bool above, bool below) {
    const std::string_view rel = node.attribute("rel"), href = node.attribute("href");
    if (has_token(rel, "author") && (above || below)) {
      add_person(node, above ? "rel=author" : "rel=author below", above ? 0.78 : 0.5);
    } else if (above && address_has(href, people_segments) && looks_like_name(clean_name(node.all_text()))) {
      add_person(node, "link to a person", 0.68);
    } else if (below && address_has(href, people_segments) && looks_like_name(clean_name(node.all_text()))) {
      add_person(node, "link to a person below", 0.3);
    }
    if ((has_token(rel, "tag") || has_token(rel, "category")) && (above || below) && !within_navigation(node))
      to_.add(Field::theme, node.all_text(),
              has_token(rel, "category") ? "rel=category"
              : above                    ? "rel=tag above"
                                         : "rel=tag",
              has_token(rel, "category") ? 0.82
              : above                    ? 0.83
                                         : 0.5);
    if ((above || below) && address_has(href, series_segments) && !within_navigation(node))
      to_.add(Field::series, node.all_text(), "link to a series", above ? 0.7 : 0.4);
  }

  bool within_navigation(Node node) const {
    for (Node up = node; up && !up.is(Tag::body); up = up.parent()) {
      if (blocks_.sums(up).mass > 300) return false;
      if (up.is(Tag::nav) || up.is(Tag::aside) ||
          (blocks_.hints(up.index()) & (hint::navigation | hint::sidebar | hint::related)))
        return true;
    }
    return false;
  }

  /// "Picture of NAME", as page builders write the alternative text of a portrait.
  void read_portrait(Node node) {
    const std::string_view alt = node.attribute("alt");
    for (const std::string_view opening :
         {"Picture of ", "Photo of ", "Portrait of ", "Avatar photo of ", "Headshot of "})
      if (alt.starts_with(opening) && looks_like_name(alt.substr(opening.size())))
        to_.add_author({std::string(alt.substr(opening.size())), {}, {}}, "portrait", 0.6);
  }

  /// A name in an element of its own; role and institution stand in the blocks behind it, within the same small
  /// element.
  void add_person(Node node, std::string_view source, double confidence) {
    article::Author author;
    author.name = clean_name(text_of(node));
    if (author.name.empty() || is_nobody(author.name)) return;
    if (!looks_like_name(author.name) && author.name.find(' ') != author.name.npos) return;
    add_position(node, author);
    to_.add_author(std::move(author), source, confidence);
  }

  /// An element's text with its blocks set apart, so that "Ann Lee" and "Fellow" below it do not run together.
  std::string text_of(Node node) const {
    const std::size_t first = blocks_.first(node), last = blocks_.last(node);
    if (last - first < 2) return node.all_text();
    std::string text;
    for (std::size_t b = first; b < last && text.size() < 400; ++b) text += (b == first ? "" : ", ") + blocks_[b].text;
    return text;
  }

  /// A line under a name; where its element calls itself position or organisation, the whole line is that.
  Position position_of(std::size_t b) const {
    std::string names;
    const Node container = document_.node(blocks_[b].container);
    for (Node node = container; node && blocks_.sums(node).chars == blocks_.sums(container).chars; node = node.parent())
      names += fold(node.attribute("class")) + ' ';
    const auto called = [&](const auto& words) {
      return std::any_of(std::begin(words), std::end(words),
                         [&](std::string_view word) { return names.find(word) != names.npos; });
    };
    if (called(institution_classes)) return {{}, blocks_[b].text};
    if (called(role_classes) && split_position(blocks_[b].text).institution.empty()) return {blocks_[b].text, {}};
    if (called(role_classes) && b + 1 < blocks_.size() && blocks_[b].text.find(" at ") == std::string::npos &&
        !position_of_next_is_empty(b + 1))
      return {blocks_[b].text, {}};
    return split_position(blocks_[b].text);
  }

  bool position_of_next_is_empty(std::size_t b) const {
    const Block& block = blocks_[b];
    return block.chars > 120 || block.sentence_ends > 1 || split_position(block.text).institution.empty();
  }

  void add_position(Node node, article::Author& author) {
    std::size_t b = blocks_.last(node);
    if (b > 0 && blocks_[b - 1].begin <= node.index() && blocks_[b - 1].end >= node.end()) {
      // The name is part of a longer line: what follows it there.
      const std::string_view line = blocks_[b - 1].text;
      const std::size_t at = line.find(author.name);
      if (at != line.npos && line.size() > at + author.name.size() + 3) {
        const auto others = read_byline(line);
        for (const article::Author& other : others)
          if (other.name == author.name && !(other.role.empty() && other.institution.empty())) {
            author.role = other.role;
            author.institution = other.institution;
          }
        return;
      }
    }
    for (std::size_t next = b; next < std::min(b + 3, blocks_.size()); ++next) {
      const Block& block = blocks_[next];
      if (next == text_ || block.chars > 160 || block.sentence_ends > 2 || block.link_density() > 0.9) return;
      if (looks_like_name(block.text) || find_date(block.text, order_) || block.kind == Block::Kind::heading) return;
      const Position position = position_of(next);
      if (position.role.empty() && position.institution.empty()) return;
      if (!position.role.empty() && author.role.empty() && author.institution.empty()) author.role = position.role;
      if (!position.institution.empty() && author.institution.empty()) author.institution = position.institution;
      if (!author.role.empty() && !author.institution.empty()) return;
    }
  }

  void read_byline_element(Node node, bool above) {
    const Blocks::Sums sums = blocks_.sums(node);
    if (sums.chars > 200 || sums.mass > 140) return;
    const std::string clean = collapse_space(text_of(node));
    if (clean.empty() || length(clean) > 140) return;
    const bool biography = blocks_.hints(node.index()) & hint::biography;
    const std::string_view names = node.attribute("class");
    const bool named = names.find("author") != names.npos || names.find("Author") != names.npos ||
                       names.find("byline") != names.npos || names.find("Byline") != names.npos ||
                       node.attribute("id").find("author") != std::string_view::npos;
    if (!named && !begins_like_byline(clean)) return;
    double confidence = above ? 0.66 : 0.38;
    if (biography) confidence -= 0.15;
    auto authors = read_byline(clean);
    if (authors.empty() && looks_like_name(clean_name(clean))) authors.push_back({clean_name(clean), {}, {}});
    for (auto& author : authors)
      to_.add_author(std::move(author), above ? "byline element" : "byline element below", confidence);
  }

  /// A small label above the headline, in an element that calls itself category, topic, kicker or tag.
  void read_label_element(Node node) {
    if (blocks_.sums(node).chars > 60) return;
    const std::string text = collapse_space(node.all_text());
    if (text.empty() || length(text) > 60 || find_date(text, order_)) return;
    if (node.first_child() && blocks_.hints(node.index()) && node.parent() &&
        (blocks_.hints(node.parent().index()) & hint::tags) && blocks_.sums(node.parent()).chars < 61 &&
        collapse_space(node.parent().all_text()) == text)
      return;  // the outer element has said it
    to_.add(Field::theme, text, "label above", 0.55);
  }

  void breadcrumb() {
    for (std::uint32_t i = 0; i < document_.size(); ++i) {
      const Node node = document_.node(i);
      const std::string_view names = node.attribute("class");
      if (node.is_text() || (names.find("breadcrumb") == names.npos && names.find("Breadcrumb") == names.npos))
        continue;
      std::vector<std::string> links;
      for (std::uint32_t j = i; j < node.end(); ++j)
        if (document_.node(j).is(Tag::a)) links.push_back(collapse_space(document_.node(j).all_text()));
      // The first is the home page.
      for (std::size_t l = 1; l < links.size() && l < 6; ++l)
        if (!links[l].empty() && length(links[l]) < 50) to_.add(Field::theme, links[l], "breadcrumb", 0.3);
      return;
    }
  }

  const Blocks& blocks_;
  const html::Document& document_;
  const Body& body_;
  NumericOrder order_;
  Findings& to_;
  std::size_t byline_at_ = Body::npos - 1;
  std::size_t top_ = 0, text_ = 0, text_end_ = 0, bottom_ = 0;
};

}  // namespace

void read_markup(const Blocks& blocks, const Body& body, NumericOrder order, Findings& to) {
  MarkupReader(blocks, body, order, to).read();
}

}  // namespace caravan::extract
