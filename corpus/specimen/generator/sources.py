"""Reads and checks the sources: site.toml, authors/*.toml, articles/*.md, reports/*.md."""
import re
import tomllib
import zlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from generator import markdown

LANGUAGES = ("en", "fr", "de", "id", "zh", "ja")
AUTHOR_KEYS = {"name", "role", "institution", "bio"}
ARTICLE_KEYS = {
    "title", "house", "authors", "themes", "series", "published", "modified", "language", "summary", "pull_quotes",
}  # fmt: skip
REPORT_KEYS = {
    "title", "house", "authors", "published", "language", "printed_date", "shows_position", "content_type", "metadata",
}  # fmt: skip


class SourceError(Exception):
    """A source file that does not keep to the format."""


@dataclass(frozen=True)
class Author:
    id: str
    name: str
    bio: str
    role: str = ""
    institution: str = ""


@dataclass(frozen=True)
class House:
    id: str
    name: str
    tagline: str
    series: list[str]
    languages: list[str] = field(default_factory=lambda: list(LANGUAGES))


@dataclass(frozen=True)
class Article:
    slug: str
    title: str
    house: str
    authors: list[Author]
    themes: list[str]
    published: date
    language: str
    summary: str
    blocks: list[markdown.Block]
    series: str = ""
    modified: date | None = None
    pull_quotes: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        """A number that looks like a data base key and decides the variations of a template; never changes."""
        return zlib.crc32(self.slug.encode()) % 90000 + 1000

    @property
    def changed(self) -> date:
        return self.modified or self.published

    @property
    def body(self) -> str:
        return "\n\n".join(block.text for block in self.blocks)


@dataclass(frozen=True)
class Report:
    """Published as a PDF."""

    slug: str
    title: str
    house: str
    authors: list[Author]
    published: date  # the first of the month, where the title page names only that
    language: str
    printed_date: str  # as it stands on the title page
    blocks: list[markdown.Block]
    metadata: dict[str, str]  # of the file: Title, Author; good, junk or none
    shows_position: bool = False
    content_type: str = "application/pdf"

    @property
    def body(self) -> str:
        return "\n\n".join(block.text for block in self.blocks)


@dataclass(frozen=True)
class Site:
    folder: Path
    base_url: str
    notice: str
    themes: list[str]
    houses: list[House]
    authors: dict[str, Author]
    articles: list[Article]  # newest first
    reports: list[Report]  # by slug


def slugify(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def load(folder: Path) -> Site:
    settings = tomllib.loads((folder / "site.toml").read_text(encoding="utf-8"))
    houses = [House(**house) for house in settings.pop("house")]
    authors = {path.stem: _author(path) for path in sorted((folder / "authors").glob("*.toml"))}
    site = Site(folder, houses=houses, authors=authors, articles=[], reports=[], **settings)
    for path in sorted((folder / "articles").glob("*.md")):
        try:
            site.articles.append(_article(path, site))
        except (ValueError, TypeError, KeyError) as error:
            raise SourceError(f"{path}: {error}") from error
    for path in sorted((folder / "reports").glob("*.md")):
        try:
            site.reports.append(_report(path, site))
        except (ValueError, TypeError, KeyError) as error:
            raise SourceError(f"{path}: {error}") from error
    site.articles.sort(key=lambda article: (article.published, article.slug), reverse=True)
    return site


def _author(path: Path) -> Author:
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
        _refuse_unknown(facts, AUTHOR_KEYS)
        return Author(path.stem, **facts)
    except (ValueError, TypeError) as error:
        raise SourceError(f"{path}: {error}") from error


def _facts_and_text(path: Path, known: set[str], site: Site) -> tuple[dict, list[markdown.Block]]:
    parts = re.split(r"^\+\+\+[ \t]*\n", path.read_text(encoding="utf-8"), maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        raise ValueError("must begin with facts between two lines of +++")
    facts = tomllib.loads(parts[1])
    _refuse_unknown(facts, known)
    unknown = [name for name in facts["authors"] if name not in site.authors]
    if unknown:
        raise ValueError(f"no such author: {', '.join(unknown)}")
    facts["authors"] = [site.authors[name] for name in facts["authors"]]
    return facts, markdown.parse(parts[2])


def _article(path: Path, site: Site) -> Article:
    facts, blocks = _facts_and_text(path, ARTICLE_KEYS, site)
    article = Article(slug=path.stem, blocks=blocks, **facts)
    _check(article, site)
    return article


def _report(path: Path, site: Site) -> Report:
    facts, blocks = _facts_and_text(path, REPORT_KEYS, site)
    report = Report(slug=path.stem, blocks=blocks, **facts)
    if report.house not in [house.id for house in site.houses]:
        raise ValueError(f"no such house: {report.house}")
    if report.language not in ("en", "fr"):
        raise ValueError("reports are in en or fr: the writer of PDF has the letters of windows-1252 only")
    if report.shows_position and len(report.authors) != 1:
        raise ValueError("a position is printed for a single author")
    return report


def _refuse_unknown(facts: dict, known: set[str]) -> None:
    if facts.keys() - known:
        raise ValueError(f"unknown keys: {', '.join(sorted(facts.keys() - known))}")


def _check(article: Article, site: Site) -> None:
    house = next((house for house in site.houses if house.id == article.house), None)
    if not house:
        raise ValueError(f"no such house: {article.house}")
    if article.language not in house.languages:
        raise ValueError(f"{house.name} has no articles in {article.language}")
    if article.series and article.series not in house.series:
        raise ValueError(f"{house.name} has no series {article.series!r}")
    if not article.authors or not article.themes or not article.blocks:
        raise ValueError("an author, a theme and a body are needed")
    for theme in article.themes:
        if theme not in site.themes:
            raise ValueError(f"no such theme: {theme}")
    for quote in article.pull_quotes:
        if article.body.count(quote) != 1:
            raise ValueError(f"a pull quote must stand once in the body: {quote}")
    if article.modified and article.modified < article.published:
        raise ValueError("modified before it was published")
    if not re.fullmatch(r"[a-z0-9-]+", article.slug):
        raise ValueError("the file name must be lower case ASCII with hyphens")
