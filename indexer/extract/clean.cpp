#include "indexer/extract/clean.h"

#include <array>
#include <bitset>
#include <string>
#include <string_view>
#include <unordered_map>

namespace caravan::extract {
namespace {

using html::Tag;

struct Word {
  std::string_view word;
  std::uint32_t hints;
};

// Words of class and id names, split at everything that is no letter and where a capital follows a small letter.
// clang-format off
constexpr Word word_hints[] = {
    {"aboutauthor", hint::biography}, {"abouttheauthor", hint::biography}, {"abstract", hint::summary},
    {"ad", hint::promotion}, {"addthis", hint::share}, {"addtoany", hint::share}, {"ads", hint::promotion},
    {"adsense", hint::promotion}, {"adslot", hint::promotion}, {"adunit", hint::promotion},
    {"advert", hint::promotion}, {"advertisement", hint::promotion}, {"advertising", hint::promotion},
    {"adwrapper", hint::promotion}, {"affiliate", hint::promotion}, {"alert", hint::notice},
    {"alsolike", hint::related}, {"article", hint::body}, {"articlebody", hint::body}, {"articletext", hint::body},
    {"aside", hint::sidebar}, {"audio", hint::player}, {"author", hint::byline}, {"authorbio", hint::biography},
    {"authorbox", hint::biography}, {"authors", hint::byline}, {"banner", hint::promotion}, {"bio", hint::biography},
    {"biography", hint::biography}, {"blockquote", hint::quote}, {"body", hint::body}, {"bodycopy", hint::body},
    {"bodytext", hint::body}, {"bookmark", hint::share}, {"breadcrumb", hint::navigation},
    {"breadcrumbs", hint::navigation}, {"byline", hint::byline}, {"bylines", hint::byline},
    {"caption", hint::caption}, {"captions", hint::caption}, {"carousel", hint::related}, {"cat", hint::tags},
    {"categories", hint::tags}, {"category", hint::tags}, {"colophon", hint::footer}, {"comment", hint::comment},
    {"commenting", hint::comment}, {"commentlist", hint::comment}, {"comments", hint::comment},
    {"consent", hint::notice}, {"content", hint::body}, {"contents", hint::body}, {"contributor", hint::byline},
    {"contributors", hint::byline}, {"convertkit", hint::promotion}, {"cookie", hint::notice},
    {"cookies", hint::notice}, {"copyright", hint::footer}, {"count", hint::count}, {"counter", hint::count},
    {"credit", hint::credit}, {"credits", hint::credit}, {"crosslinks", hint::related}, {"crumb", hint::navigation},
    {"crumbs", hint::navigation}, {"cta", hint::promotion}, {"date", hint::date}, {"dateline", hint::date},
    {"deck", hint::summary}, {"dek", hint::summary}, {"dfp", hint::promotion}, {"disclaimer", hint::promotion},
    {"disqus", hint::comment}, {"donate", hint::promotion}, {"donation", hint::promotion}, {"entry", hint::body},
    {"entrymeta", hint::byline}, {"excerpt", hint::summary}, {"facebook", hint::share},
    {"figcaption", hint::caption}, {"follow", hint::share}, {"followus", hint::share}, {"foot", hint::footer},
    {"footer", hint::footer}, {"form", hint::form}, {"gdpr", hint::notice}, {"gpt", hint::promotion},
    {"header", hint::header}, {"heading", hint::title}, {"headline", hint::title}, {"hidden", hint::hidden_name},
    {"hide", hint::hidden_name}, {"imagecaption", hint::caption}, {"interstitial", hint::promotion},
    {"invisible", hint::hidden_name}, {"jumplinks", hint::navigation}, {"jumpto", hint::toc},
    {"jwplayer", hint::player}, {"keywords", hint::tags}, {"kicker", hint::tags}, {"latest", hint::related},
    {"lede", hint::summary}, {"leftrail", hint::sidebar}, {"legend", hint::caption},
    {"lightbox", hint::notice}, {"livefyre", hint::comment}, {"login", hint::form}, {"mailchimp", hint::promotion},
    {"mailerlite", hint::promotion}, {"main", hint::body}, {"maincontent", hint::body}, {"markdown", hint::body},
    {"masthead", hint::header}, {"megamenu", hint::navigation}, {"menu", hint::navigation},
    {"menus", hint::navigation}, {"meta", hint::byline}, {"metadata", hint::byline}, {"modal", hint::notice},
    {"more", hint::related}, {"morelike", hint::related}, {"moreposts", hint::related}, {"nav", hint::navigation},
    {"navbar", hint::navigation}, {"navigation", hint::navigation}, {"newsletter", hint::promotion},
    {"newsletters", hint::promotion}, {"nextpost", hint::related}, {"noprint", hint::hidden_name},
    {"notification", hint::notice}, {"onetrust", hint::notice}, {"optin", hint::promotion},
    {"optinmonster", hint::promotion}, {"outbrain", hint::related}, {"overlay", hint::notice},
    {"pager", hint::navigation}, {"pagination", hint::navigation}, {"paging", hint::navigation},
    {"paywall", hint::promotion}, {"photocredit", hint::credit}, {"piano", hint::promotion},
    {"pinterest", hint::share}, {"player", hint::player}, {"podcast", hint::player}, {"popover", hint::notice}, {"rollover", hint::notice}, {"hovercard", hint::notice},
    {"popular", hint::related}, {"popup", hint::notice}, {"post", hint::body}, {"posted", hint::date},
    {"postmeta", hint::byline}, {"prevpost", hint::related}, {"print", hint::share},
    {"promo", hint::promotion}, {"promobox", hint::related},
    {"promos", hint::promotion}, {"promoted", hint::promotion}, {"promotion", hint::promotion},
    {"prose", hint::body}, {"published", hint::date}, {"pull", hint::quote}, {"pullquote", hint::quote},
    {"quote", hint::quote}, {"rail", hint::sidebar}, {"rating", hint::count}, {"ratings", hint::count},
    {"readingtime", hint::count}, {"readmore", hint::related}, {"readnext", hint::related},
    {"recirc", hint::related}, {"recirculation", hint::related}, {"recommend", hint::related},
    {"recommendation", hint::related}, {"recommendations", hint::related}, {"recommended", hint::related},
    {"regwall", hint::promotion}, {"related", hint::related}, {"relatedarticles", hint::related},
    {"relatedposts", hint::related}, {"replies", hint::comment}, {"reporter", hint::byline},
    {"respond", hint::comment}, {"richtext", hint::body}, {"rightrail", hint::sidebar},
    {"screenreader", hint::hidden_name}, {"search", hint::form}, {"searchform", hint::form}, {"seealso", hint::related},
    {"share", hint::share}, {"sharebar", hint::share}, {"sharedaddy", hint::share}, {"shares", hint::share},
    {"sharethis", hint::share}, {"sharing", hint::share}, {"sidebar", hint::sidebar},
    {"sidecol", hint::sidebar}, {"siderail", hint::sidebar}, {"signin", hint::form}, {"signup", hint::promotion},
    {"skiplink", hint::navigation}, {"skyscraper", hint::promotion},
    {"social", hint::share}, {"socials", hint::share}, {"sponsor", hint::promotion}, {"sponsored", hint::promotion},
    {"spotim", hint::comment}, {"sr", hint::hidden_name}, {"standfirst", hint::summary}, {"stars", hint::count},
    {"story", hint::body}, {"storybody", hint::body}, {"storycontent", hint::body}, {"subhead", hint::summary},
    {"subheadline", hint::summary}, {"submenu", hint::navigation}, {"subscribe", hint::promotion},
    {"subscription", hint::promotion}, {"subtitle", hint::summary}, {"summary", hint::summary},
    {"tableofcontents", hint::toc}, {"taboola", hint::related}, {"tag", hint::tags}, {"tagged", hint::tags},
    {"taglist", hint::tags}, {"tags", hint::tags}, {"talkback", hint::comment}, {"teaser", hint::related},
    {"teasers", hint::related}, {"time", hint::date}, {"timestamp", hint::date}, {"title", hint::title},
    {"toast", hint::notice}, {"toc", hint::toc}, {"toolbar", hint::share}, {"tools", hint::share},
    {"tooltip", hint::notice}, {"topbar", hint::header}, {"topics", hint::tags}, {"trending", hint::related},
    {"twitter", hint::share}, {"updated", hint::date}, {"upnext", hint::related}, {"upsell", hint::promotion},
    {"vcard", hint::byline}, {"video", hint::player}, {"videojs", hint::player}, {"views", hint::count},
    {"visuallyhidden", hint::hidden_name}, {"votes", hint::count}, {"whatsapp", hint::share}, {"widget", hint::widget},
    {"widgets", hint::sidebar}, {"writer", hint::byline}, {"wysiwyg", hint::body}};
// clang-format on

using Tags = std::bitset<256>;

Tags tags(std::initializer_list<Tag> list) {
  Tags set;
  for (const Tag tag : list) set.set(static_cast<std::size_t>(tag));
  return set;
}

std::uint32_t hint_of_word(std::string_view word) {
  static const auto by_word = [] {
    std::unordered_map<std::string_view, std::uint32_t> map;
    for (const Word& w : word_hints) map.emplace(w.word, w.hints);
    return map;
  }();
  const auto found = by_word.find(word);
  return found == by_word.end() ? 0 : found->second;
}

bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

std::uint32_t hints_of_names(std::string_view names) {
  std::uint32_t hints = 0;
  std::array<char, 20> word{};
  std::size_t length = 0;
  const auto flush = [&] {
    if (length >= 2 && length <= word.size()) hints |= hint_of_word({word.data(), length});
    length = 0;
  };
  char previous = 0;
  for (const char c : names) {
    if (is_capital(c) && is_small(previous)) flush();
    if (is_small(c) || is_capital(c)) {
      if (length < word.size()) word[length] = is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c;
      ++length;
    } else {
      flush();
    }
    previous = c;
  }
  flush();
  return hints;
}

std::uint32_t hints_of_role(std::string_view role) {
  if (role == "navigation" || role == "menu" || role == "menubar" || role == "tablist") return hint::navigation;
  if (role == "complementary") return hint::sidebar;
  if (role == "banner") return hint::header;
  if (role == "contentinfo") return hint::footer;
  if (role == "search" || role == "form") return hint::form;
  if (role == "dialog" || role == "alertdialog" || role == "alert") return hint::notice;
  if (role == "main" || role == "article") return hint::body;
  return 0;
}

std::uint32_t hints_of_tag(Tag tag) {
  switch (tag) {
    case Tag::nav:
      return hint::navigation;
    case Tag::aside:
      return hint::sidebar;
    case Tag::footer:
      return hint::footer;
    case Tag::header:
      return hint::header;
    case Tag::main:
    case Tag::article:
      return hint::body;
    case Tag::form:
      return hint::form;
    case Tag::dialog:
      return hint::notice;
    case Tag::figcaption:
      return hint::caption;
    case Tag::video:
    case Tag::audio:
      return hint::player;
    default:
      return 0;
  }
}

bool hides(std::string_view style) {
  for (std::size_t at = 0; (at = style.find(':', at)) != style.npos; ++at) {
    const std::string_view name = style.substr(0, at);
    std::string_view value = style.substr(at + 1);
    while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
    if (name.ends_with("display") && value.starts_with("none")) return true;
    if (name.ends_with("visibility") && value.starts_with("hidden")) return true;
  }
  return false;
}

}  // namespace

std::uint32_t hints_of(html::Node node) {
  std::uint32_t hints = hints_of_tag(node.tag());
  for (const html::Attribute& a : node.attributes()) {
    if (a.name == "class" || a.name == "id")
      hints |= hints_of_names(a.value);
    else if (a.name == "role")
      hints |= hints_of_role(a.value);
    else if (a.name == "style")
      hints |= hides(a.value) ? std::uint32_t{hint::unseen} : 0u;
    else if (a.name == "hidden")
      hints |= hint::unseen;
    else if (a.name == "aria-hidden" && a.value == "true")
      hints |= hint::unseen;
    else if (a.name == "itemprop" && a.value.find("articleBody") != a.value.npos)
      hints |= hint::article_body;
  }
  return hints;
}

bool is_for_screen_readers(html::Node node) {
  const std::string_view names = node.attribute("class");
  if (names.empty()) return false;
  for (const std::string_view name : {"sr-only", "screen-reader", "screenreader", "visually-hidden", "visuallyhidden",
                                      "u-hidden-visually", "assistive"})
    if (names.find(name) != names.npos) return true;
  return false;
}

bool is_inline(Tag tag) {
  static const Tags set =
      tags({Tag::a,       Tag::abbr,  Tag::b,         Tag::cite,     Tag::code,  Tag::del,   Tag::dfn,    Tag::em,
            Tag::font,    Tag::i,     Tag::img,       Tag::ins,      Tag::kbd,   Tag::label, Tag::mark,   Tag::output,
            Tag::picture, Tag::q,     Tag::rp,        Tag::rt,       Tag::ruby,  Tag::s,     Tag::samp,   Tag::small,
            Tag::source,  Tag::span,  Tag::strike,    Tag::strong,   Tag::sub,   Tag::sup,   Tag::time,   Tag::tt,
            Tag::u,       Tag::var,   Tag::wbr,       Tag::link,     Tag::meta,  Tag::map,   Tag::area,   Tag::svg,
            Tag::script,  Tag::style, Tag::template_, Tag::noscript, Tag::other, Tag::none,  Tag::button, Tag::math});
  return set.test(static_cast<std::size_t>(tag));
}

bool is_unread(Tag tag) {
  static const Tags set = tags({Tag::script,   Tag::style,    Tag::template_, Tag::noscript, Tag::svg,    Tag::select,
                                Tag::option,   Tag::textarea, Tag::input,     Tag::iframe,   Tag::object, Tag::embed,
                                Tag::canvas,   Tag::audio,    Tag::video,     Tag::title,    Tag::head,   Tag::button,
                                Tag::progress, Tag::meter,    Tag::rp,        Tag::noframes});
  return set.test(static_cast<std::size_t>(tag));
}

}  // namespace caravan::extract
