#include "indexer/schema/stop_words.h"

#include <algorithm>
#include <array>

namespace caravan::schema {
namespace {

/// Sorted. English, and the articles and prepositions of other languages of the index that mean nothing in English
/// ("die", "an" and the like are left to their weights). Not here: "us", which is the United States, too; "will", "may"
/// and "might", which policy texts use as nouns, are here because verbs outnumber them by far.
constexpr auto words = std::to_array<std::string_view>({
    "a",        "about",      "above",  "after",   "again",     "against", "all",     "also",   "although", "am",
    "among",    "an",         "and",    "any",     "are",       "arent",   "as",      "at",     "au",       "aux",
    "be",       "because",    "been",   "before",  "being",     "below",   "between", "both",   "but",      "by",
    "can",      "cannot",     "could",  "couldnt", "dan",       "das",     "de",      "dengan", "der",      "des",
    "did",      "didnt",      "do",     "does",    "doesnt",    "doing",   "dont",    "down",   "du",       "during",
    "each",     "either",     "el",     "en",      "et",        "etc",     "few",     "for",    "from",     "further",
    "had",      "hadnt",      "has",    "hasnt",   "have",      "havent",  "having",  "he",     "her",      "here",
    "hers",     "herself",    "him",    "himself", "his",       "how",     "however", "i",      "if",       "im",
    "in",       "into",       "is",     "isnt",    "it",        "its",     "itself",  "ive",    "just",     "l",
    "la",       "le",         "les",    "may",     "me",        "might",   "more",    "most",   "must",     "my",
    "myself",   "no",         "nor",    "not",     "of",        "off",     "on",      "once",   "one",      "only",
    "or",       "other",      "our",    "ours",    "ourselves", "out",     "over",    "own",    "per",      "qu",
    "que",      "qui",        "rather", "s",       "same",      "shall",   "she",     "should", "shouldnt", "since",
    "so",       "some",       "such",   "sur",     "t",         "than",    "that",    "the",    "their",    "theirs",
    "them",     "themselves", "then",   "there",   "therefore", "these",   "they",    "theyre", "this",     "those",
    "through",  "thus",       "to",     "too",     "und",       "under",   "une",     "until",  "up",       "upon",
    "very",     "via",        "von",    "was",     "wasnt",     "we",      "were",    "werent", "what",     "when",
    "where",    "whether",    "which",  "while",   "who",       "whom",    "whose",   "why",    "will",     "with",
    "within",   "without",    "wont",   "would",   "wouldnt",   "yang",    "yet",     "you",    "your",     "yours",
    "yourself", "yourselves", "zu",     "zum",     "zur",
});
static_assert(std::is_sorted(words.begin(), words.end()), "the list is searched by halves");

}  // namespace

bool is_stop_word(std::string_view word) { return std::binary_search(words.begin(), words.end(), word); }

}  // namespace caravan::schema
