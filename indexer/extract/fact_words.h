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
    "updated", "last updated", "update", "last modified", "modified", "corrected", "revised", "reviewed", "edited:", "edited on", "last edit", "as of", "aktualisiert",
    "aktualisierung", "geandert", "anderung", "letzte anderung", "zuletzt", "stand:", "mis a jour", "mise a jour", "maj", "modifie", "diperbarui", "diubah", "pembaruan",
    "actualizado", "actualizada", "actualizacion", "atualizado", "atualizada", "aggiornato", "aggiornamento", "bijgewerkt", "gewijzigd", "uppdaterad", "oppdatert", "opdateret",
    "paivitetty", "zaktualizowano", "aktualizacja", "обновлено", "изменено", "guncelleme", "更新", "修訂", "修订", "修正", "수정"};
inline constexpr std::string_view published_words[] = {
    "published", "posted", "publication date", "date of publication", "release date", "released", "issued", "veroffentlicht", "erschienen", "publiziert", "publie", "paru le",
    "mis en ligne", "diterbitkan", "dipublikasikan", "publicado", "publicada", "pubblicato", "gepubliceerd", "geplaatst", "publicerad", "publisert", "julkaistu",
    "opublikowano", "опубликовано", "yayin", "发布", "發布", "发表", "發表", "公開", "掲載", "입력", "게시"};
inline constexpr std::string_view first_published_words[] = {
    "originally published", "first published", "originally posted", "first posted", "originally appeared", "originally written", "initially published", "erstmals veroffentlicht",
    "erstveroffentlicht", "ursprunglich veroffentlicht", "zuerst veroffentlicht", "zuerst erschienen", "erstmals erschienen", "publie initialement", "initialement publie",
    "premiere publication", "premiere parution", "publicado originalmente", "publicado por primera vez", "pubblicato originariamente", "oorspronkelijk gepubliceerd",
    "pertama kali diterbitkan"};
/// What announces a day that is not the article's.
inline constexpr std::string_view other_day_words[] = {"next ", "due ", "expires", "deadline", "born", "event date"};
/// Ends of host names of countries that write English, and the day first.
inline constexpr std::string_view day_first_endings[] = {".uk/", ".au/", ".in/", ".nz/", ".ie/", ".eu/", ".sg/", ".za/", ".my/", ".hk/", ".ng/", ".ke/", ".pk/", ".de/", ".fr/", ".be/"};

inline constexpr std::string_view people_segments[] = {
    "author", "authors", "people", "person", "persons", "experts", "expert", "profile", "profiles", "team", "staff", "contributor", "contributors", "bio", "bios", "by",
    "auteur", "auteurs", "autor", "autoren", "autores", "penulis", "writers", "writer", "reporters", "journalists", "columnists", "fellows", "scholars", "members", "about-us"};

inline constexpr std::string_view institution_classes[] = {"organisation", "organization", "affiliation", "institution", "company", "employer"};
inline constexpr std::string_view role_classes[] = {"position", "role", "job", "function", "occupation"};

inline constexpr std::string_view series_segments[] = {"series", "collection", "collections", "publication-series", "serie", "reihe", "seri"};
// clang-format on

}  // namespace caravan::extract
