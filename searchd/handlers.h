#pragma once

#include "searchd/http/message.h"
#include "searchd/parameters.h"
#include "searchd/service.h"

namespace caravan::searchd {

// What routes.cpp lists; each is a function of the request, its checked parameters and what the service owns.

/// Forbids to keep the response when the time ran out on it: the next one may find more.
Response kept_when_whole(Response response, bool incomplete);

// search_handlers.cpp
Response get_search(const Request& request, const Parameters& parameters, const Service& service);
Response get_suggest(const Request& request, const Parameters& parameters, const Service& service);
Response get_facets(const Request& request, const Parameters& parameters, const Service& service);

// document_handlers.cpp
Response get_document(const Request& request, const Parameters& parameters, const Service& service);
Response get_similar(const Request& request, const Parameters& parameters, const Service& service);
Response get_history(const Request& request, const Parameters& parameters, const Service& service);

// feed.cpp
Response get_feed(const Request& request, const Parameters& parameters, const Service& service);
Response get_opensearch(const Request& request, const Parameters& parameters, const Service& service);

// page_handlers.cpp
Response get_search_page(const Request& request, const Parameters& parameters, const Service& service);
Response get_values_page(const Request& request, const Parameters& parameters, const Service& service);
Response get_document_page(const Request& request, const Parameters& parameters, const Service& service);
Response get_asset(const Request& request, const Parameters& parameters, const Service& service);
Response get_widget(const Request& request, const Parameters& parameters, const Service& service);
Response get_robots(const Request& request, const Parameters& parameters, const Service& service);

/// Makes a page of a problem, for people.
void show_on_a_page(const Request& request, Response& problem, const Service& service);

// operation_handlers.cpp
Response get_healthz(const Request& request, const Parameters& parameters, const Service& service);
Response get_readyz(const Request& request, const Parameters& parameters, const Service& service);
Response get_metrics(const Request& request, const Parameters& parameters, const Service& service);

// openapi.cpp
Response get_openapi(const Request& request, const Parameters& parameters, const Service& service);

}  // namespace caravan::searchd
