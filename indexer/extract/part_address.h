#pragma once

#include <optional>
#include <string>

#include "crawler/url/url.h"

namespace caravan::extract {

/// How a site writes which page of several an address is: "?page=2", "/page/2", "/2", "name-2.html". What is left
/// without the number names the whole row of pages.
struct PartAddress {
  std::string row;    ///< equal for the pages of one row; with how the number is written, so that ways are not mixed
  int number = 0;     ///< as it stands in the address; some count from 0
  std::string first;  ///< the address without it, which the first page has as a rule
};

/// @return nullopt where the address carries no such number
std::optional<PartAddress> part_address(const url::Url& url);

/// Whether an address without a number is the first page of a row.
bool begins_row(const url::Url& url, const std::string& row);

/// Whether an address is that of all pages of a row on one: the first page's, but for "?page=all", "?view=all",
/// "/single/" and the like.
bool is_whole_of(const url::Url& url, const std::string& row);
/// The first page's address, as it follows from such an address; "" where this is none.
std::string first_of_whole(const url::Url& url);

}  // namespace caravan::extract
