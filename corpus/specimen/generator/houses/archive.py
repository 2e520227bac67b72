"""Old Harbour Archive: tables, font tags, windows-1252 and no metadata at all; every second page names no charset."""
import textwrap
from datetime import date

from generator import dates, markdown
from generator.output import Page
from generator.sources import Article, Author, slugify
from generator.style import HouseStyle
from generator.templates import esc, link

BY = {"en": "by", "fr": "par", "de": "von"}
AND = {"en": "and", "fr": "et", "de": "und"}


class Archive(HouseStyle):
    shows = frozenset({"role"})
    page_size = 5
    content_type = "text/html"

    def article_path(self, article: Article) -> str:
        return f"/archive/papers/{article.slug}.htm"

    def listing_path(self, page: int) -> str:
        return "/archive/list.asp" if page == 1 else f"/archive/list.asp?page={page}"

    def theme_path(self, theme: str, page: int = 1) -> str:
        return f"/archive/list.asp?subject={slugify(theme)}" + (f"&page={page}" if page > 1 else "")

    def series_path(self, series: str, page: int = 1) -> str:
        return f"/archive/list.asp?series={slugify(series)}" + (f"&page={page}" if page > 1 else "")

    def author_path(self, author: Author) -> str:
        return f"/archive/people/{author.id}.htm"

    def page(self, path: str, html: str, changed: date) -> Page:
        return super().page(path, html.encode("cp1252", "xmlcharrefreplace"), changed)

    def article_html(self, article: Article) -> str:
        main = self.fill(
            "article",
            title=esc(article.title),
            authors=self.bylines(article),
            date=dates.in_words(article.published, article.language),
            subjects="; ".join(self.theme_links(article.themes)),
            series=self.series_line(article),
            body=self.body(article),
        )
        return self.frame(article.title, main, self.charset(article.number), "", article.language)

    def frame(self, title: str, main: str, head: str, body_class: str, lang: str = "en") -> str:
        return super().frame(title, main, head if "charset" in head else "", body_class, lang)

    def charset(self, number: int) -> str:
        return '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">' if number % 2 else ""

    def bylines(self, article: Article) -> str:
        lines = []
        for author in article.authors:
            word = AND[article.language] if lines else BY[article.language]
            lines.append(f"{word} " + esc(", ".join(filter(None, [author.name, author.role, author.institution]))))
        return "<br>\n".join(lines)

    def series_line(self, article: Article) -> str:
        if not article.series:
            return ""
        papers = sorted(
            (other for other in self.articles if other.series == article.series),
            key=lambda other: (other.published, other.slug),
        )
        text = f"{article.series} No. {papers.index(article) + 1}"
        return f"{link(self.series_path(article.series), text)}<br>"

    def body(self, article: Article) -> str:
        """Paragraphs by unclosed <p> in some pages, by two line breaks in the others; source lines are wrapped."""
        breaks = article.number // 2 % 2
        return "\n".join(
            textwrap.fill(self.old_block(block, breaks), 96, break_long_words=False, break_on_hyphens=False)
            for block in article.blocks
        )

    def old_block(self, block: markdown.Block, breaks: int) -> str:
        inner = [markdown.html(item) for item in block.items]
        if block.kind == "list":
            return "<ul> " + " ".join(f"<li>{item}" for item in inner) + " </ul>"
        if block.kind == "quote":
            return f"<blockquote>{inner[0]}</blockquote>"
        if block.kind == "heading":
            inner[0] = f"<b>{inner[0]}</b>"
        return f"{inner[0]}<br><br>" if breaks else f"<p>{inner[0]}"

    def pager(self, address, number: int, pages: int) -> str:
        links = [str(each) if each == number else link(address(each), str(each)) for each in range(1, pages + 1)]
        return f"Page: {' | '.join(links)}" if pages > 1 else ""

    def frame_values(self) -> dict[str, str]:
        return {"subjects": "<br>\n".join(self.theme_links(self.themes))}
