#include "indexer/extract/blocks.h"

#include <algorithm>
#include <string_view>

#include "base/unicode.h"
#include "indexer/extract/clean.h"

namespace caravan::extract {

using html::Node;
using html::Tag;

namespace {

bool is_wide(char32_t c) {
  return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

bool ends_sentence(char32_t c) {
  return c == '.' || c == '!' || c == '?' || c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0x2026 || c == 0x061F ||
         c == 0x06D4 || c == 0x0964;
}

bool is_comma(char32_t c) { return c == ',' || c == 0x3001 || c == 0xFF0C || c == 0x060C || c == ';'; }

bool is_invisible(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF || (c >= 0x202A && c <= 0x202E);
}

bool is_wide_space(char32_t c) {
  return c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

int heading_level(Tag tag) {
  switch (tag) {
    case Tag::h1:
      return 1;
    case Tag::h2:
      return 2;
    case Tag::h3:
      return 3;
    case Tag::h4:
      return 4;
    case Tag::h5:
      return 5;
    case Tag::h6:
      return 6;
    default:
      return 0;
  }
}

}  // namespace

double Block::mass() const {
  if (unseen || kind == Kind::heading || kind == Kind::caption) return 0;
  if (link_density() > 0.5) return 0;
  if (chars < 25 || (sentence_ends == 0 && chars < 80)) return 0;
  return chars - link_chars;
}

/// Walks the tree once and cuts its text into blocks.
class BlockBuilder {
 public:
  explicit BlockBuilder(Blocks& blocks) : to_(blocks), document_(*blocks.document_) {}

  void build() {
    const std::uint32_t size = document_.size();
    to_.hints_.assign(size, 0);
    to_.first_at_.assign(size + 1, 0);
    contexts_.push_back({size, Block::Kind::text, 0, 0, 0});
    for (std::uint32_t i = 0; i < size;) {
      leave(i);
      to_.first_at_[i] = next_block();
      const Node node = document_.node(i);
      if (node.is_text()) {
        add_text(node);
        ++i;
      } else {
        const std::uint32_t next = enter(node);
        for (std::uint32_t skipped = i + 1; skipped < next; ++skipped) to_.first_at_[skipped] = next_block();
        i = next;
      }
    }
    leave(size);
    flush();
    to_.first_at_[size] = next_block();
    sum_up();
  }

 private:
  struct Context {
    std::uint32_t end;
    Block::Kind kind;
    std::uint8_t level;
    std::uint32_t container, list;
  };

  std::uint32_t next_block() const {
    return static_cast<std::uint32_t>(to_.blocks_.size() + (block_.text.empty() ? 0 : 1));
  }

  void leave(std::uint32_t at) {
    while (contexts_.size() > 1 && contexts_.back().end <= at) {
      flush();
      contexts_.pop_back();
    }
  }

  /// @return the next node to look at
  std::uint32_t enter(Node node) {
    const Tag tag = node.tag();
    if (!node.attributes().empty() || !is_inline(tag)) to_.hints_[node.index()] = hints_of(node);
    if (is_unread(tag)) {
      if (!is_inline(tag) && tag != Tag::input) pending_space_ = true;
      return node.end();
    }
    const std::uint32_t hints = to_.hints_[node.index()];
    // Hover cards, notes for screen readers: a reader of the line does not see them.
    if (is_inline(tag) && tag != Tag::other && ((hints & (hint::unseen | hint::notice)) || is_for_screen_readers(node)))
      return node.end();
    if (hints & hint::unseen) unseen_until_ = std::max(unseen_until_, node.end());
    if (tag == Tag::br) {
      line_break();
    } else if (tag == Tag::a) {
      if (const auto href = node.attribute("href"); !href.empty() && href.front() != '#') link_until_ = node.end();
    } else if (tag == Tag::b || tag == Tag::strong) {
      strong_until_ = std::max(strong_until_, node.end());
    } else if (!is_inline(tag)) {
      flush();
      open(node);
    }
    return node.index() + 1;
  }

  void open(Node node) {
    Context context = contexts_.back();
    context.end = node.end();
    context.container = node.index();
    const Tag tag = node.tag();
    if (const int level = heading_level(tag)) {
      context.kind = Block::Kind::heading;
      context.level = static_cast<std::uint8_t>(level);
    } else if (tag == Tag::li || tag == Tag::dt || tag == Tag::dd) {
      context.kind = Block::Kind::item;
      context.list = node.parent().index();
    } else if (tag == Tag::blockquote) {
      context.kind = Block::Kind::quote;
    } else if (tag == Tag::pre) {
      context.kind = Block::Kind::preformatted;
    } else if (tag == Tag::td || tag == Tag::th || tag == Tag::caption) {
      context.kind = Block::Kind::cell;
    } else if (tag == Tag::figcaption) {
      context.kind = Block::Kind::caption;
    } else if (context.kind == Block::Kind::heading) {
      return;  // a <div> in a heading is still the heading
    }
    contexts_.push_back(context);
  }

  void line_break() {
    const bool first = !block_.text.empty();
    flush();
    next_line_ = first;
  }

  void add_text(Node node) {
    const std::string_view text = node.text();
    const bool in_link = node.index() < link_until_;
    const bool in_strong = node.index() < strong_until_;
    const bool verbatim = contexts_.back().kind == Block::Kind::preformatted;
    for (std::size_t i = 0; i < text.size();) {
      if (const std::size_t end = end_of_plain_run(text, i); end > i) {
        put_run(text.substr(i, end - i), node, in_link, in_strong);
        i = end;
        continue;
      }
      const unsigned char byte = static_cast<unsigned char>(text[i]);
      char32_t c = byte;
      const std::size_t begin = i;
      if (byte < 0x80) {
        ++i;
      } else {
        c = next_code_point(text, i);
      }
      if (c <= ' ' || c == 0x7F || is_wide_space(c)) {
        if (verbatim && c == '\n' && !block_.text.empty()) block_.text += '\n';
        pending_space_ = true;
        continue;
      }
      if (is_invisible(c)) continue;
      put(text.substr(begin, i - begin), c, node, in_link, in_strong);
    }
  }

  /// ASCII without white space, which most text is made of.
  static std::size_t end_of_plain_run(std::string_view text, std::size_t from) {
    while (from < text.size() && text[from] > ' ' && text[from] < 0x7F) ++from;
    return from;
  }

  void put_run(std::string_view run, Node node, bool in_link, bool in_strong) {
    begin_text(node);
    block_.text += run;
    count(static_cast<std::uint32_t>(run.size()), in_link, in_strong);
    for (const char c : run) {
      block_.sentence_ends = static_cast<std::uint16_t>(block_.sentence_ends + (c == '.' || c == '!' || c == '?'));
      block_.commas = static_cast<std::uint16_t>(block_.commas + (c == ',' || c == ';'));
    }
  }

  void put(std::string_view bytes, char32_t c, Node node, bool in_link, bool in_strong) {
    begin_text(node);
    block_.text += bytes;
    count(is_wide(c) ? 2 : 1, in_link, in_strong);
    if (ends_sentence(c)) ++block_.sentence_ends;
    if (is_comma(c)) ++block_.commas;
  }

  void count(std::uint32_t chars, bool in_link, bool in_strong) {
    block_.chars += chars;
    if (in_link) block_.link_chars += chars;
    if (in_strong) block_.strong_chars += chars;
  }

  void begin_text(Node node) {
    if (block_.text.empty()) {
      block_.begin = node.index();
      block_.unseen = node.index() < unseen_until_;
      block_.next_line = next_line_;
    } else if (pending_space_ && block_.text.back() != '\n') {
      block_.text += ' ';
    }
    pending_space_ = false;
    block_.end = node.index() + 1;
  }

  void flush() {
    pending_space_ = next_line_ = false;
    while (!block_.text.empty() && (block_.text.back() == '\n' || block_.text.back() == ' ')) block_.text.pop_back();
    if (!block_.text.empty()) {
      const Context& context = contexts_.back();
      block_.kind = context.kind;
      block_.level = context.level;
      block_.container = context.container;
      block_.list = context.list;
      to_.blocks_.push_back(std::move(block_));
    }
    block_ = {};
  }

  void sum_up() {
    to_.before_.resize(to_.blocks_.size() + 1);
    for (std::size_t i = 0; i < to_.blocks_.size(); ++i) {
      const Block& block = to_.blocks_[i];
      to_.before_[i + 1] = {to_.before_[i].mass + block.mass(), to_.before_[i].chars + block.chars,
                            to_.before_[i].link_chars + block.link_chars};
    }
  }

  Blocks& to_;
  const html::Document& document_;
  Block block_;
  bool pending_space_ = false, next_line_ = false;
  std::uint32_t link_until_ = 0, strong_until_ = 0, unseen_until_ = 0;
  std::vector<Context> contexts_;
};

Blocks::Blocks(const html::Document& document) : document_(&document) { BlockBuilder(*this).build(); }

std::size_t Blocks::only_h1() const {
  const auto is_h1 = [](const Block& block) { return block.level == 1 && !block.unseen; };
  const auto first = std::find_if(blocks_.begin(), blocks_.end(), is_h1);
  if (first == blocks_.end() || std::find_if(first + 1, blocks_.end(), is_h1) != blocks_.end()) return size();
  return static_cast<std::size_t>(first - blocks_.begin());
}

Blocks::Sums Blocks::sums(std::size_t from, std::size_t to) const {
  const Sums &a = before_[from], &b = before_[to];
  return {b.mass - a.mass, b.chars - a.chars, b.link_chars - a.link_chars};
}

}  // namespace caravan::extract
