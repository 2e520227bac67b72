#pragma once

#include <string_view>

// The words that bylines.cpp knows, folded (see fold()).
namespace caravan::extract {

// clang-format off
inline constexpr std::string_view byline_openings[] = {
    "story by", "words by", "written by", "posted by", "published by", "authored by", "reviewed by", "report by", "article by", "text by",
    "by", "author", "authors", "eingestellt von", "ein artikel von", "ein kommentar von", "artikel von", "text von", "geschrieben von", "erstellt von", "themenstarter", "von", "autor", "autorin", "autoren", "ein beitrag von", "ein gastbeitrag von", "par", "auteur", "auteurs",
    "propos recueillis par", "por", "autores", "escrito por", "oleh", "penulis", "ditulis oleh", "door", "di", "a cura di", "autore", "af", "av", "przez",
    "文/", "文／", "文：", "文:", "文 ", "作者", "撰文", "撰稿", "著者", "執筆者", "執筆", "筆者", "글", "기자"};

inline constexpr std::string_view role_words[] = {
    "director", "fellow", "professor", "researcher", "lecturer", "head", "economist", "analyst", "editor", "minister", "lead", "leader",
    "secretary", "ambassador", "chair", "chairman", "chairwoman", "chairperson", "president", "vice-president", "vice", "adviser", "advisor",
    "associate", "assistant", "correspondent", "reporter", "journalist", "columnist", "writer", "author", "founder", "co-founder", "cofounder", "partner",
    "manager", "officer", "coordinator", "counsel", "lawyer", "consultant", "specialist", "expert", "scientist", "scholar", "student",
    "candidate", "member", "mep", "mp", "senator", "commissioner", "chief", "ceo", "cto", "cfo", "principal", "senior", "dean", "provost", "reader",
    "deputy", "executive", "strategist", "historian", "curator", "intern", "trainee", "spokesperson", "diplomat", "engineer", "contributor",
    "direktor", "direktorin", "leiter", "leiterin", "professorin", "dozent", "dozentin", "referent", "referentin", "forscher", "forscherin", "mitarbeiter",
    "mitarbeiterin", "wissenschaftler", "wissenschaftlerin", "redakteur", "redakteurin", "vorsitzende", "vorsitzender", "geschaftsfuhrer", "geschaftsfuhrerin",
    "directeur", "directrice", "chercheur", "chercheuse", "professeur", "professeure", "maitre", "maitresse", "charge", "chargee", "doctorant", "doctorante",
    "redacteur", "redactrice", "conseiller", "conseillere", "presidente", "chef", "responsable", "economiste", "analyste", "historien", "historienne",
    "direktur", "peneliti", "dosen", "guru", "kepala", "ketua", "analis", "ekonom", "profesor", "wakil", "penasihat", "mahasiswa", "redaktur",
    "investigador", "investigadora", "profesora", "directora", "ricercatore", "ricercatrice", "professore", "direttore", "direttrice", "analista"};
inline constexpr std::string_view role_parts[] = {"教授", "研究员", "研究員", "主任", "所长", "所長", "院长", "院長", "记者", "記者", "学者", "讲师", "講師", "교수", "연구원"};

inline constexpr std::string_view institution_words[] = {
    "institute", "institut", "instituto", "istituto", "instituut", "university", "universite", "universitat", "universidad", "universita", "universiteit",
    "universitas", "college", "school", "academy", "akademie", "academie", "centre", "center", "zentrum", "centro", "council", "foundation", "fondation",
    "stiftung", "forum", "society", "association", "observatory", "observatoire", "observatorium", "house", "workshop", "atelier", "laboratory", "lab", "labs",
    "agency", "ministry", "ministere", "ministerium", "kementerian", "commission", "parliament", "bank", "group", "network", "trust", "fund",
    "company", "office", "bureau", "department", "faculty", "chamber", "organisation", "organization", "union", "league", "museum", "press", "review",
    "journal", "collective", "federation", "alliance", "service", "services", "inc", "ltd", "gmbh",
    "llc", "corporation", "corp", "nations", "lembaga", "kolleg", "kollege", "yayasan", "pusat", "badan", "balai", "haus", "gesellschaft", "verein", "ecole", "fakultat",
    "times", "post", "news", "media", "magazine", "broadcasting", "authority", "secretariat", "board", "consortium", "club", "hub"};
inline constexpr std::string_view institution_parts[] = {"大学", "大學", "研究所", "学院", "學院", "研究院", "中心", "协会", "協会", "協會", "機構", "基金", "研究会", "대학", "연구소"};

inline constexpr std::string_view particles[] = {"de", "da", "dos", "das", "do", "di", "del", "della", "der", "den", "des", "du", "la", "le", "el", "al", "van", "von",
    "vom", "zu", "zum", "zur", "ter", "ten", "bin", "binti", "ibn", "bint", "y", "e", "af", "av", "dari", "d’", "d'"};

inline constexpr std::string_view not_in_names[] = {
    "the", "and", "of", "for", "with", "from", "to", "in", "on", "at", "by", "is", "are", "your", "our", "my", "this", "that", "how", "why", "what", "when",
    "team", "staff", "desk", "editors", "programme", "program", "project", "platform", "initiative", "editorial", "read", "more", "view", "all", "posts", "post", "share", "home", "about", "contact", "sign", "log", "login",
    "subscribe", "newsletter", "search", "menu", "comments", "comment", "published", "updated", "date", "tags", "categories", "category", "related", "articles",
    "article", "blog", "news", "insights", "opinion", "analysis", "policy", "privacy", "terms", "cookie", "cookies", "january", "february", "march", "april",
    "june", "july", "august", "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "min", "minutes", "download", "print", "email", "follow", "twitter", "facebook", "linkedin", "instagram", "youtube", "guest", "top", "best", "new", "latest",
    "und", "fur", "mit", "les", "pour", "avec", "sur", "global", "europe", "asia", "security", "trade", "climate", "energy", "digital",
    "health", "migration", "education", "culture", "rights", "democracy", "economy", "peace", "defence", "society", "politics", "business", "world", "science",
    "technology", "sports", "entertainment", "lifestyle", "travel", "food", "video", "photo", "photos", "image", "courtesy", "getty", "reuters"};

inline constexpr std::string_view nobodies[] = {
    "admin", "administrator", "administrateur", "editor", "editors", "staff", "staff reporter", "staff writer", "news desk", "newsroom", "web desk", "webmaster", "guest",
    "guest author", "guest post", "anonymous", "unknown", "author", "authors", "redaktion", "die redaktion", "la redaction", "redaction", "redazione", "redaccion",
    "redacao", "editorial team", "editorial staff", "editorial board", "editorial", "online", "agencies", "agency", "press release", "user", "root", "test", "none", "null", "n/a",
    "wordpress", "super user", "contributor", "contributors", "reporter", "the editors", "team", "our team", "support", "webteam", "marketing", "communications",
    "undefined", "default", "false", "true", "various", "various authors", "others", "和", "编辑", "編輯部", "编辑部", "本刊编辑部", "編集部", "小编", "admin admin", "by", "redaksi", "tim redaksi"};

inline constexpr std::string_view degrees[] = {"phd", "ph.d.", "ph.d", "md", "m.d.", "jr", "jr.", "sr", "sr.", "ii", "iii", "mba", "msc", "m.sc.", "ma", "m.a.", "rn", "rd", "rdn", "mph",
    "dds", "cfa", "cpa", "esq", "esq.", "facp", "ms", "bsc", "ba", "do", "psyd", "lcsw", "ldn", "cfp", "cfp®", "jd", "j.d.", "dphil", "edd", "mfa", "pharmd", "dvm", "phd candidate"};
// clang-format on

}  // namespace caravan::extract
