#pragma once

#include <string_view>

// The labels that from_markup.cpp knows, folded (see fold()), and segments of addresses.
namespace caravan::extract {

// clang-format off
inline constexpr std::string_view theme_labels[] = {
    "subjects", "subject", "topics", "topic", "themes", "theme", "categories", "category", "filed under", "filed in", "posted in", "issues", "sections", "section",
    "research areas", "research area", "thematiques", "thematique", "rubrique", "rubriques", "sujets", "sujet", "themen", "thema", "kategorien",
    "kategorie", "rubrik", "topik", "tema", "kategori", "temas", "categorias", "categoria", "argomenti", "主题", "主題", "分类", "分類", "テーマ", "カテゴリー", "カテゴリ"};

inline constexpr std::string_view series_labels[] = {
    "series", "part of the series", "this entry is part of the series", "from the series", "collection", "serie", "reihe", "seri", "publication series",
    "this article is part of the series", "this article is part of", "cet article fait partie de la serie", "dossier", "系列", "シリーズ", "连载", "連載"};

inline constexpr std::string_view updated_words[] = {
    "updated", "last updated", "modified", "corrected", "revised", "edited", "aktualisiert", "geandert", "mis a jour", "modifie", "diperbarui", "diubah",
    "actualizado", "atualizado", "aggiornato", "bijgewerkt", "uppdaterad", "обновлено", "更新", "修訂", "修订", "修正"};
inline constexpr std::string_view published_words[] = {
    "published", "posted", "veroffentlicht", "publie", "diterbitkan", "publicado", "pubblicato", "gepubliceerd", "publicerad", "опубликовано", "发布", "發布", "公開"};

inline constexpr std::string_view people_segments[] = {
    "author", "authors", "people", "person", "persons", "experts", "expert", "profile", "profiles", "team", "staff", "contributor", "contributors", "bio", "bios", "by",
    "auteur", "auteurs", "autor", "autoren", "autores", "penulis", "writers", "writer", "reporters", "journalists", "columnists", "fellows", "scholars", "members", "about-us"};

inline constexpr std::string_view institution_classes[] = {"organisation", "organization", "affiliation", "institution", "company", "employer"};
inline constexpr std::string_view role_classes[] = {"position", "role", "job", "function", "occupation"};

inline constexpr std::string_view series_segments[] = {"series", "collection", "collections", "publication-series", "serie", "reihe", "seri"};
// clang-format on

}  // namespace caravan::extract
