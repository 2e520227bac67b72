// An address read again is the same address, and its parts make it up.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crawler/url/host.h"
#include "crawler/url/url.h"

namespace {

using caravan::url::Url;

void require(bool holds) {
  if (!holds) std::abort();
}

void look_at(const Url& url) {
  const auto again = Url::parse(url.str());
  require(again.has_value() && *again == url);
  require(std::string(url.origin()) + std::string(url.path_and_query()) == url.str());
  require(url.path().starts_with('/'));
  require(url.str().size() <= Url::max_length);
  for (char c : url.str()) require(static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f);
  const Url clean = caravan::url::without_tracking(url);
  require(caravan::url::without_tracking(clean) == clean);
  require(caravan::url::has_tracking(url) == (clean != url));
  caravan::url::registrable_domain(url.host());
  caravan::url::is_public_address(url.host());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Url base = *Url::parse("https://base.example:8443/a/b;c/d?e=f");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto url = Url::parse(text)) look_at(*url);
  const auto url = Url::resolve(base, text);
  if (url) look_at(*url);
  // A space in front takes the long way.
  const auto slowly = Url::resolve(base, " " + std::string(text));
  require(url.has_value() == slowly.has_value() && (!url || (*url == *slowly && url->query() == slowly->query())));
  const auto tried = Url::try_resolve(base, text);
  require(url.has_value() == tried.has_value() && (!url || *url == *tried));
  return 0;
}
