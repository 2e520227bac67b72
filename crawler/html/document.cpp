#include "crawler/html/document.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <csetjmp>
#include <cstdlib>
#include <cstring>
#include <new>
#include <optional>

#include <fmt/format.h>
#include <gumbo.h>
#include <time.h>

#include "crawler/html/slim.h"

namespace caravan::html {
namespace {

enum class Stop : int { none = 0, memory = 1, depth = 2, time = 3, assertion = 4 };

double thread_cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// gumbo's allocator hooks, and the only place where a parse can be left early: gumbo offers no way to stop, and some
/// of its work is quadratic in the depth of nesting. Leaving by longjmp is sound because all that gumbo owns lies in
/// the arena, and no frame between has a destructor. The depth is seen in the growth of the stack of open elements:
/// gumbo 0.10's first request of ten pointers is for that stack, and it doubles when full.
class ParseGuard {
 public:
  ParseGuard(Arena& arena, const ParseLimits& limits)
      : arena_(arena),
        max_stack_bytes_(2 * limits.max_depth * sizeof(void*)),
        deadline_(thread_cpu_seconds() + limits.max_cpu_seconds) {}

  static void* allocate(void* guard, std::size_t bytes) { return static_cast<ParseGuard*>(guard)->allocate(bytes); }
  static void release(void* guard, void* pointer) { static_cast<ParseGuard*>(guard)->release(pointer); }

  std::jmp_buf leave;

 private:
  void* allocate(std::size_t bytes) {
    if (++requests_ % 4096 == 0 && thread_cpu_seconds() > deadline_) std::longjmp(leave, static_cast<int>(Stop::time));
    void* memory = arena_.allocate(bytes);
    if (!memory) std::longjmp(leave, static_cast<int>(Stop::memory));
    if (!open_elements_ && bytes == first_stack_bytes) open_elements_ = memory;
    newest_ = memory;
    newest_bytes_ = bytes;
    return memory;
  }

  void release(void* pointer) {
    if (pointer && pointer == open_elements_) {  // moved to a place of twice the size
      open_elements_ = newest_;
      if (newest_bytes_ > max_stack_bytes_) std::longjmp(leave, static_cast<int>(Stop::depth));
    }
    arena_.release(pointer);
  }

  static constexpr std::size_t first_stack_bytes = 10 * sizeof(void*);

  Arena& arena_;
  std::size_t max_stack_bytes_;
  double deadline_;
  void* open_elements_ = nullptr;
  void* newest_ = nullptr;
  std::size_t newest_bytes_ = 0;
  std::uint64_t requests_ = 0;
};

thread_local ParseGuard* parsing = nullptr;

struct Parsed {
  const GumboNode* root = nullptr;
  Stop stop = Stop::none;
};

/// No object with a destructor may live in this function: longjmp ends here.
Parsed parse_guarded(std::string_view html, ParseGuard& guard) {
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = ParseGuard::allocate;
  options.deallocator = ParseGuard::release;
  options.userdata = &guard;
  options.max_errors = 0;
  parsing = &guard;
  const int stop = setjmp(guard.leave);
  Parsed parsed;
  if (stop == 0) {
    parsed.root = gumbo_parse_with_options(&options, html.data(), html.size())->root;
  } else {
    parsed.stop = static_cast<Stop>(stop);
  }
  parsing = nullptr;
  return parsed;
}

}  // namespace

/// Where gumbo's failed assertions go (see CMakeLists.txt).
extern "C" [[noreturn]] void caravan_gumbo_assertion_failed(const char*, const char*, unsigned, const char*) {
  if (!parsing) std::abort();
  std::longjmp(parsing->leave, static_cast<int>(Stop::assertion));
}

namespace {

/// gumbo's tag numbers to ours.
const std::array<Tag, GUMBO_TAG_LAST + 1>& tag_table() {
  static const auto table = [] {
    std::array<Tag, GUMBO_TAG_LAST + 1> tags{};
    for (int i = 0; i < GUMBO_TAG_LAST; ++i) tags[i] = tag_named(gumbo_normalized_tagname(static_cast<GumboTag>(i)));
    tags[GUMBO_TAG_UNKNOWN] = tags[GUMBO_TAG_LAST] = Tag::other;
    return tags;
  }();
  return table;
}

}  // namespace

/// Copies gumbo's tree, without recursion, into the flat array; strings stay where they are.
class TreeBuilder {
 public:
  TreeBuilder(Document& document, std::size_t expected) : document_(document) { document_.records_.reserve(expected); }

  bool build(const GumboNode* root) {
    const GumboNode* node = root;
    while (true) {
      if (!add(node)) return false;
      const GumboVector* children = children_of(node);
      if (children && children->length > 0 && !skips(node)) {
        open_.push_back(index());
        node = static_cast<const GumboNode*>(children->data[0]);
        continue;
      }
      while (true) {
        if (node == root) return finish();
        const GumboVector* siblings = children_of(node->parent);
        const std::size_t next = node->index_within_parent + 1;
        if (next < siblings->length) {
          node = static_cast<const GumboNode*>(siblings->data[next]);
          break;
        }
        close();
        node = node->parent;
      }
    }
  }

 private:
  static bool is_element(const GumboNode* node) {
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
  }
  static const GumboVector* children_of(const GumboNode* node) {
    return is_element(node) ? &node->v.element.children : nullptr;
  }
  static bool skips(const GumboNode* node) {
    return node->v.element.tag == GUMBO_TAG_SVG && node->v.element.tag_namespace == GUMBO_NAMESPACE_SVG;
  }

  std::uint32_t index() const { return static_cast<std::uint32_t>(document_.records_.size() - 1); }

  bool add(const GumboNode* node) {
    if (node->type == GUMBO_NODE_COMMENT) return true;
    Document::Record record;
    record.parent = open_.empty() ? 0 : open_.back();
    if (is_element(node)) {
      if (!add_element(node->v.element, record)) return false;
    } else {
      const auto text = document_.stand_ins_.restored(node->v.text.text, document_.arena_);
      if (!text) return false;
      record.text = *text;
    }
    document_.records_.push_back(record);
    document_.records_.back().end = index() + 1;
    if (record.parent == 0 && record.tag == Tag::head && document_.head_ == UINT32_MAX) document_.head_ = index();
    if (record.parent == 0 && record.tag == Tag::body && document_.body_ == UINT32_MAX) document_.body_ = index();
    return true;
  }

  bool add_element(const GumboElement& element, Document::Record& record) {
    static const auto& tags = tag_table();
    record.tag = tags[element.tag];
    record.text = name_of(record.tag);
    if (record.tag == Tag::other) {
      const std::optional<std::string_view> name = other_name(element);
      if (!name) return false;
      record.text = *name;
    }
    const std::size_t count = element.attributes.length;
    if (count == 0) return true;
    void* memory = document_.arena_.allocate(count * sizeof(Attribute));
    if (!memory) return false;
    auto* attributes = static_cast<Attribute*>(memory);
    for (std::size_t i = 0; i < count; ++i) {
      const auto* attribute = static_cast<const GumboAttribute*>(element.attributes.data[i]);
      const auto value = document_.stand_ins_.restored(attribute->value, document_.arena_);
      if (!value) return false;
      new (attributes + i) Attribute{attribute->name, *value};
    }
    record.attributes = attributes;
    record.attribute_count = static_cast<std::uint32_t>(count);
    return true;
  }

  /// The name of an element that gumbo has no number for stands only in the source text, which does not live on.
  std::optional<std::string_view> other_name(const GumboElement& element) {
    if (element.tag != GUMBO_TAG_UNKNOWN) return std::string_view(gumbo_normalized_tagname(element.tag));
    GumboStringPiece name = element.original_tag;
    while (name.length > 3 && std::string_view(name.data, 3) == "</>") {  // gumbo counts it to the tag behind
      name.data += 3;
      name.length -= 3;
    }
    gumbo_tag_from_original_text(&name);
    if (name.length == 0) return std::string_view();
    auto* copy = static_cast<char*>(document_.arena_.allocate(name.length));
    if (!copy) return std::nullopt;
    std::transform(name.data, name.data + name.length, copy,
                   [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::tolower(c) : c); });
    return std::string_view(copy, name.length);
  }

  void close() {
    document_.records_[open_.back()].end = index() + 1;
    open_.pop_back();
  }

  bool finish() {
    while (!open_.empty()) close();
    return true;
  }

  Document& document_;
  std::vector<std::uint32_t> open_;
};

namespace {

Error too_hard(Stop stop, const ParseLimits& limits) {
  switch (stop) {
    case Stop::depth:
      return {Fault::refused, fmt::format("elements nested more than {} deep", limits.max_depth), ""};
    case Stop::time:
      return {Fault::refused, fmt::format("parsing takes more than {} s", limits.max_cpu_seconds), ""};
    case Stop::assertion:
      return {Fault::refused, "the HTML parser does not survive this page", ""};
    default:
      return {Fault::refused, fmt::format("the tree takes more than {} MB", limits.max_memory >> 20), ""};
  }
}

}  // namespace

Result<Document> Document::parse(std::string_view html, const ParseLimits& limits) {
  if (html.size() > limits.max_bytes)
    return fail(Fault::refused, fmt::format("the page has more than {} MB", limits.max_bytes >> 20));
  Stop stop = Stop::none;
  for (const Slim how : {Slim::insides, Slim::formatting}) {
    SlimPage page = limits.whole ? SlimPage{std::string(html), {}} : slim_for_parser(html, how);
    const std::string text = std::move(page.markup);
    if (text.size() + page.stand_ins.bytes() > limits.max_parsed_bytes)
      return fail(Fault::refused, fmt::format("the page's markup has more than {} MB", limits.max_parsed_bytes >> 20));
    Document document(Arena(limits.max_memory), std::move(page.stand_ins));
    ParseGuard guard(document.arena_, limits);
    const Parsed parsed = parse_guarded(text, guard);
    stop = parsed.stop;
    if (parsed.root) {
      document.simplified_ = how == Slim::formatting;
      if (TreeBuilder(document, text.size() / 32).build(parsed.root)) return document;
      stop = Stop::memory;
    }
  }
  const Error error = too_hard(stop, limits);
  return fail(error.fault, error.what, error.remedy);
}

std::span<const Attribute> Node::attributes() const {
  if (!document_) return {};
  const auto& record = document_->records_[index_];
  return {record.attributes, record.attribute_count};
}

std::string_view Node::attribute(std::string_view name) const {
  for (const Attribute& a : attributes())
    if (a.name == name) return a.value;
  return {};
}

bool Node::has(std::string_view name) const {
  const auto all = attributes();
  return std::any_of(all.begin(), all.end(), [&](const Attribute& a) { return a.name == name; });
}

Node Node::parent() const {
  return document_ && index_ != 0 ? Node(document_, document_->records_[index_].parent) : Node();
}

Node Node::first_child() const { return document_ && end() > index_ + 1 ? Node(document_, index_ + 1) : Node(); }

Node Node::next_sibling() const {
  if (!document_ || index_ == 0) return {};
  const std::uint32_t next = end();
  return next < document_->records_[document_->records_[index_].parent].end ? Node(document_, next) : Node();
}

std::string Node::all_text() const {
  std::string text;
  if (is_text()) return std::string(this->text());
  for (std::uint32_t i = index_ + 1; i < end();) {
    const auto& record = document_->records_[i];
    const bool unread = record.tag == Tag::script || record.tag == Tag::style || record.tag == Tag::template_ ||
                        record.tag == Tag::noscript;
    if (record.tag == Tag::none) text += record.text;
    i = unread ? record.end : i + 1;
  }
  return text;
}

}  // namespace caravan::html
