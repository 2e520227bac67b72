#include "indexer/query/syntax.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/unicode.h"
#include "indexer/query/lexer.h"

namespace caravan::query {
namespace {

using Kind = Node::Kind;

enum class Binder : std::uint8_t { beside, op_and, op_or, op_near };

/// One operand of a level with what binds it to the one before.
struct Operand {
  Binder binder = Binder::beside;
  int window = 0;
  Occur occur = Occur::should;
  Node node;
};

/// One level of brackets that is being read.
struct Level {
  std::vector<Operand> operands;
  Binder binder = Binder::beside;  ///< for the next operand
  int window = 0;
  Occur occur = Occur::should;
  std::string_view mark_alone;  ///< what to say when nothing follows `occur`
  std::string field;            ///< "title:" that waits for its operand
  std::string operator_text;    ///< of `binder`, in case that nothing follows
};

bool is_leaf(const Node& node) {
  return node.kind == Kind::word || node.kind == Kind::prefix || node.kind == Kind::phrase;
}

/// climat* ; the stars of "5*" or "**" mean nothing.
Node leaf(std::string text) {
  std::size_t stars = 0;
  while (stars < text.size() && text[text.size() - 1 - stars] == '*') ++stars;
  if (stars == 0) return {Kind::word, std::move(text), {}, 0, {}};
  text.resize(text.size() - stars);
  const bool long_enough = length(text) >= 2;
  return {long_enough ? Kind::prefix : Kind::word, std::move(text), {}, 0, {}};
}

class Parser {
 public:
  explicit Parser(Syntax& syntax) : syntax_(syntax), levels_(1) {}

  void read(const Lexeme& lexeme) {
    switch (lexeme.kind) {
      case Lexeme::Kind::word:
        operand(leaf(lexeme.text));
        return;
      case Lexeme::Kind::quote:
        syntax_.plain = false;
        if (lexeme.text.find_first_not_of(" \t\r\n") != std::string::npos)
          operand({Kind::phrase, lexeme.text, {}, 0, {}});
        else
          remark("quotation marks with nothing between them: left out");
        return;
      case Lexeme::Kind::open:
        open();
        return;
      case Lexeme::Kind::close:
        close();
        return;
      case Lexeme::Kind::op_and:
        bind(Binder::op_and, lexeme);
        return;
      case Lexeme::Kind::op_or:
        bind(Binder::op_or, lexeme);
        return;
      case Lexeme::Kind::op_near:
        bind(Binder::op_near, lexeme);
        return;
      case Lexeme::Kind::op_not:
      case Lexeme::Kind::minus:
        mark(Occur::must_not, "NOT has nothing to leave out: left out itself");
        return;
      case Lexeme::Kind::plus:
        mark(Occur::must, "+ has no word behind it: left out");
        return;
      case Lexeme::Kind::field:
        syntax_.plain = false;
        levels_.back().field = lexeme.text;
        return;
    }
  }

  void finish() {
    while (levels_.size() > 1) {
      remark("a bracket is not closed: closed at the end");
      close_level();
    }
    dangling(levels_.back());
    syntax_.root = reduce(levels_.back());
  }

 private:
  void remark(std::string text) {
    if (std::find(syntax_.remarks.begin(), syntax_.remarks.end(), text) == syntax_.remarks.end())
      syntax_.remarks.push_back(std::move(text));
  }

  void operand(Node node) {
    Level& level = levels_.back();
    if (is_leaf(node) && ++leaves_ > max_leaves) {
      remark(fmt::format("only the first {} words were searched", max_leaves));
      return;
    }
    if (node.kind == Kind::prefix) syntax_.plain = false;
    if (!level.field.empty()) set_field(node, level.field);
    level.operands.push_back(
        {level.operands.empty() ? Binder::beside : level.binder, level.window, level.occur, std::move(node)});
    level.binder = Binder::beside;
    level.occur = Occur::should;
    level.field.clear();
    level.operator_text.clear();
  }

  /// The depth of the tree is bounded, so is this.
  static void set_field(Node& node, const std::string& field) {
    if (is_leaf(node) && node.field.empty()) node.field = field;
    for (Node::Clause& clause : node.children) set_field(clause.node, field);
  }

  void mark(Occur occur, std::string_view when_alone) {
    syntax_.plain = false;
    levels_.back().occur = occur;
    levels_.back().mark_alone = when_alone;
  }

  void bind(Binder binder, const Lexeme& lexeme) {
    syntax_.plain = false;
    Level& level = levels_.back();
    if (level.operands.empty() || level.binder != Binder::beside) {
      remark(fmt::format("{} has nothing to join: left out", lexeme.text));
      return;
    }
    level.binder = binder;
    level.window = lexeme.window;
    level.operator_text = lexeme.text;
  }

  void dangling(const Level& level) {
    if (level.binder != Binder::beside) remark(fmt::format("{} has nothing to join: left out", level.operator_text));
    if (level.occur != Occur::should) remark(std::string(level.mark_alone));
    if (!level.field.empty()) remark(fmt::format("nothing stands behind {}: left out", level.field + ":"));
  }

  void open() {
    if (levels_.size() > max_depth) {
      remark(fmt::format("brackets deeper than {} were left out", max_depth));
      ++ignored_;
      return;
    }
    levels_.emplace_back();
  }

  void close() {
    if (ignored_ > 0) {
      --ignored_;
    } else if (levels_.size() > 1) {
      close_level();
    } else {
      remark("a bracket was never opened: left out");
    }
  }

  void close_level() {
    dangling(levels_.back());
    Node group = reduce(levels_.back());
    levels_.pop_back();
    if (group.children.empty()) return;
    const bool single = group.children.size() == 1 && group.children[0].occur == Occur::should;
    operand(single ? Node(std::move(group.children[0].node)) : std::move(group));
  }

  static Node reduce(Level& level);

  Syntax& syntax_;
  std::vector<Level> levels_;
  std::size_t leaves_ = 0;
  std::size_t ignored_ = 0;  ///< opening brackets beyond max_depth
};

/// a NEAR/5 b NEAR/5 c, of leaves only.
std::vector<Operand> join_near(std::vector<Operand> operands) {
  std::vector<Operand> joined;
  for (Operand& operand : operands) {
    const bool near = operand.binder == Binder::op_near && !joined.empty() && is_leaf(operand.node) &&
                      (is_leaf(joined.back().node) || joined.back().node.kind == Kind::near);
    if (!near) {
      if (operand.binder == Binder::op_near) operand.binder = Binder::op_and;
      joined.push_back(std::move(operand));
      continue;
    }
    Operand& left = joined.back();
    if (left.node.kind != Kind::near) {
      Node node{Kind::near, {}, {}, operand.window, {}};
      node.children.push_back({Occur::must, std::move(left.node)});
      left.node = std::move(node);
    }
    left.node.window = std::max(left.node.window, operand.window);
    left.node.children.push_back({Occur::must, std::move(operand.node)});
  }
  return joined;
}

void add_all(Node& group, std::vector<Operand>& chain) {
  const bool required = chain.size() > 1;
  for (Operand& operand : chain)
    group.children.push_back(
        {required && operand.occur == Occur::should ? Occur::must : operand.occur, std::move(operand.node)});
}

/// The operands that OR and AND bind, as clauses of `group`.
void add_bound(Node& group, std::vector<std::vector<Operand>>& alternatives) {
  if (alternatives.size() == 1) {
    add_all(group, alternatives[0]);
    return;
  }
  Node any{Kind::any, {}, {}, 0, {}};
  Occur occur = Occur::should;
  for (std::vector<Operand>& chain : alternatives) {
    if (chain.size() == 1 && chain[0].occur == Occur::must_not) {
      group.children.push_back({Occur::must_not, std::move(chain[0].node)});
    } else if (chain.size() == 1) {
      if (chain[0].occur == Occur::must) occur = Occur::must;
      any.children.push_back({Occur::should, std::move(chain[0].node)});
    } else {
      Node all{Kind::group, {}, {}, 0, {}};
      add_all(all, chain);
      any.children.push_back({Occur::should, std::move(all)});
    }
  }
  if (!any.children.empty()) group.children.push_back({occur, std::move(any)});
}

Node Parser::reduce(Level& level) {
  Node group{Kind::group, {}, {}, 0, {}};
  std::vector<std::vector<Operand>> alternatives;
  for (Operand& operand : join_near(std::move(level.operands))) {
    if (operand.binder == Binder::beside && !alternatives.empty()) {
      add_bound(group, alternatives);
      alternatives.clear();
    }
    if (alternatives.empty() || operand.binder == Binder::op_or) alternatives.emplace_back();
    alternatives.back().push_back(std::move(operand));
  }
  if (!alternatives.empty()) add_bound(group, alternatives);
  return group;
}

std::string quoted(const std::string& text) { return fmt::format("\"{}\"", text); }

std::string leaf_to_string(const Node& node) {
  const std::string field = node.field.empty() ? std::string() : node.field + ":";
  const bool needs_quotes = node.kind == Kind::phrase;
  if (needs_quotes) return field + quoted(node.text);
  return field + node.text + (node.kind == Kind::prefix ? "*" : "");
}

std::string joined_children(const Node& node, std::string_view by) {
  std::string text;
  for (const Node::Clause& clause : node.children) {
    if (!text.empty()) text += by;
    if (clause.occur == Occur::must && node.kind == Kind::group) text += '+';
    if (clause.occur == Occur::must_not) text += '-';
    const bool brackets = !is_leaf(clause.node) && clause.node.children.size() > 1 && node.children.size() > 1;
    const std::string inner = to_string(clause.node);
    text += brackets ? fmt::format("({})", inner) : inner;
  }
  return text;
}

}  // namespace

Syntax parse_query(std::string_view query) {
  Syntax syntax;
  if (query.size() > max_query_bytes) {
    query = query.substr(0, max_query_bytes);
    syntax.remarks.push_back(fmt::format("only the first {} bytes were read", max_query_bytes));
  }
  const std::string text = to_valid_utf8(query);
  const Lexemes lexemes = cut_lexemes(text, is_pasted_capitals(text));
  if (lexemes.unbalanced_quote) syntax.remarks.push_back("a quotation mark is not closed: read as plain words");
  Parser parser(syntax);
  for (const Lexeme& lexeme : lexemes.list) parser.read(lexeme);
  parser.finish();
  return syntax;
}

std::string to_string(const Node& node) {
  switch (node.kind) {
    case Kind::word:
    case Kind::prefix:
    case Kind::phrase:
      return leaf_to_string(node);
    case Kind::near:
      return joined_children(node, fmt::format(" NEAR/{} ", node.window));
    case Kind::any:
      return joined_children(node, " OR ");
    case Kind::group:
      return joined_children(node, " ");
  }
  return {};
}

}  // namespace caravan::query
