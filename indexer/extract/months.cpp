#include "indexer/extract/months.h"

#include <algorithm>
#include <iterator>

namespace caravan::extract {
namespace {

struct Month {
  std::string_view name;
  int number;
};

// In byte order.
// clang-format off
constexpr Month months[] = {
    {"abr", 4}, {"abril", 4}, {"ago", 8}, {"agosto", 8}, {"agt", 8}, {"agu", 8}, {"agustus", 8}, {"aout", 8},
    {"apr", 4}, {"april", 4}, {"aprile", 4}, {"aralik", 12}, {"aug", 8}, {"august", 8}, {"augusti", 8},
    {"augustus", 8}, {"avr", 4}, {"avril", 4}, {"czerwca", 6}, {"dec", 12}, {"december", 12}, {"decembre", 12},
    {"des", 12}, {"desember", 12}, {"dez", 12}, {"dezember", 12}, {"dezembro", 12}, {"dic", 12},
    {"dicembre", 12}, {"diciembre", 12}, {"enero", 1}, {"eylul", 9}, {"feb", 2}, {"febbraio", 2},
    {"febrero", 2}, {"februar", 2}, {"februari", 2}, {"february", 2}, {"fev", 2}, {"fevereiro", 2},
    {"fevr", 2}, {"fevrier", 2}, {"gen", 1}, {"gennaio", 1}, {"giu", 6}, {"giugno", 6}, {"grudnia", 12},
    {"jan", 1}, {"janeiro", 1}, {"janner", 1}, {"januar", 1}, {"januari", 1}, {"january", 1}, {"janv", 1},
    {"janvier", 1}, {"juil", 7}, {"juillet", 7}, {"juin", 6}, {"jul", 7}, {"julho", 7}, {"juli", 7},
    {"julio", 7}, {"july", 7}, {"jun", 6}, {"june", 6}, {"junho", 6}, {"juni", 6}, {"junio", 6}, {"kasim", 11},
    {"kwietnia", 4}, {"lipca", 7}, {"listopada", 11}, {"lug", 7}, {"luglio", 7}, {"lutego", 2}, {"luty", 2},
    {"maart", 3}, {"mag", 5}, {"maggio", 5}, {"mai", 5}, {"maio", 5}, {"maj", 5}, {"maja", 5}, {"mar", 3},
    {"marca", 3}, {"march", 3}, {"marco", 3}, {"maret", 3}, {"mars", 3}, {"mart", 3}, {"marz", 3},
    {"marzec", 3}, {"marzo", 3}, {"may", 5}, {"mayo", 5}, {"mei", 5}, {"mrz", 3}, {"nisan", 4},
    {"nopember", 11}, {"nov", 11}, {"november", 11}, {"novembre", 11}, {"novembro", 11}, {"noviembre", 11},
    {"ocak", 1}, {"oct", 10}, {"october", 10}, {"octobre", 10}, {"octubre", 10}, {"okt", 10}, {"oktober", 10},
    {"ott", 10}, {"ottobre", 10}, {"out", 10}, {"outubro", 10}, {"pazdziernika", 10}, {"pebruari", 2},
    {"sep", 9}, {"sept", 9}, {"september", 9}, {"septembre", 9}, {"septiembre", 9}, {"set", 9},
    {"setembro", 9}, {"setiembre", 9}, {"settembre", 9}, {"sierpnia", 8}, {"styczen", 1}, {"stycznia", 1},
    {"tammikuuta", 1}, {"wrzesnia", 9}, {"август", 8}, {"августа", 8}, {"апрель", 4}, {"апреля", 4},
    {"декабрь", 12}, {"декабря", 12}, {"июль", 7}, {"июля", 7}, {"июнь", 6}, {"июня", 6}, {"маи", 5},
    {"март", 3}, {"марта", 3}, {"мая", 5}, {"ноябрь", 11}, {"ноября", 11}, {"октябрь", 10}, {"октября", 10},
    {"сентябрь", 9}, {"сентября", 9}, {"февраль", 2}, {"февраля", 2}, {"январь", 1}, {"января", 1}};
// clang-format on
static_assert(std::is_sorted(std::begin(months), std::end(months),
                             [](const Month& a, const Month& b) { return a.name < b.name; }));

}  // namespace

int month_named(std::string_view folded) {
  const auto* found = std::lower_bound(std::begin(months), std::end(months), folded,
                                       [](const Month& month, std::string_view name) { return month.name < name; });
  return found != std::end(months) && found->name == folded ? found->number : 0;
}

}  // namespace caravan::extract
