"""The Monsoon Post: a classic WordPress blog, with comments, a sidebar and a calendar without end."""
from datetime import date

from generator import dates, markdown
from generator.output import Page
from generator.sources import Article, Author, slugify
from generator.style import HouseStyle
from generator.templates import esc, items, link

# WordPress writes typographic signs as numbers.
TEXTURIZED = str.maketrans({sign: f"&#{ord(sign)};" for sign in "’‘“”–—"})

COMMENTS = (
    ("Ottoline Brask", "Thank you for this. I would have liked one more paragraph on who pays in the end."),
    ("Wei Jun Tan", "I worked in a secretariat for six years and recognise every word of the second half."),
    ("P. Karvonen", "Not convinced. The officials I know would put the emphasis elsewhere, but it is well argued."),
    ("Dewi Anggraini", "Shared with my students, who had more questions than our seminar had minutes."),
    ("grumpy_in_ghent", "Every few years somebody discovers this topic. Good to see it done with sources for once."),
    ("Ilse Vandamme-Rao", "Is there a follow-up planned? The last point deserves a post of its own."),
    ("Matsuda K.", "A remark from a reader in Osaka: the view from the regions is not the one from the capital."),
)


class Blog(HouseStyle):
    shows = frozenset({"modified", "pull_quotes"})
    prints = True
    page_size = 3

    def article_path(self, article: Article) -> str:
        return f"/blog/{article.published:%Y/%m}/{article.slug}/"

    def listing_path(self, page: int) -> str:
        return "/blog/all/" if page == 1 else f"/blog/page/{page}/"

    def theme_path(self, theme: str, page: int = 1) -> str:
        return f"/blog/category/{slugify(theme)}/" + (f"page/{page}/" if page > 1 else "")

    def series_path(self, series: str, page: int = 1) -> str:
        return f"/blog/series/{slugify(series)}/" + (f"page/{page}/" if page > 1 else "")

    def author_path(self, author: Author) -> str:
        return f"/blog/author/{author.id}/"

    def month_path(self, year_month: str) -> str:
        return f"/blog/{year_month}/"

    def pages(self):
        yield from super().pages()
        months = sorted({f"{article.published:%Y/%m}" for article in self.articles})
        for month in months:
            chosen = [article for article in self.articles if f"{article.published:%Y/%m}" == month]
            html = self.listing_html(f"Month: {month}", chosen, lambda _, month=month: self.month_path(month), 1, 1)
            yield self.page(self.month_path(month), html, self.newest(chosen))

    def calendar(self) -> Page:
        """The template of the calendar trap; the server fills in {{year}}, {{month}}, {{previous}} and {{next}}."""
        main = self.fill("calendar")
        return self.page("/blog/calendar/", self.frame("Calendar", main, "", "calendar"), date(2026, 1, 1))

    def article_html(self, article: Article) -> str:
        older, newer = self.neighbours(article)
        main = self.fill(
            "article",
            number=article.number,
            title=esc(article.title).translate(TEXTURIZED),
            href=esc(self.article_path(article)),
            date=self.dates_html(article),
            authors=self.bylines(article.authors),
            series=self.series_box(article),
            body=self.blocks_html(self.with_pull_quotes(article)).translate(TEXTURIZED),
            categories=", ".join(self.theme_links(article.themes, 'rel="category tag"')),
            print_link=esc(self.article_path(article) + "?print=1"),
            previous=link(self.article_path(older), f"← {older.title}", 'rel="prev"') if older else "",
            next=link(self.article_path(newer), f"{newer.title} →", 'rel="next"') if newer else "",
            comments=self.comments(article),
        )
        body_class = f"post-template-default single single-post postid-{article.number} single-format-standard"
        head = self.canonical(self.article_path(article))
        return self.frame(article.title, main, head, body_class, article.language)

    def dates_html(self, article: Article) -> str:
        words = dates.in_words(article.published, article.language)
        html = f'<time class="entry-date published" datetime="{dates.iso_time(article.published)}">{words}</time>'
        if article.modified:
            words = dates.in_words(article.modified, article.language)
            html += f'<time class="updated" datetime="{dates.iso_time(article.modified)}">{words}</time>'
        return f'<a href="{self.article_path(article)}" rel="bookmark">{html}</a>'

    def bylines(self, authors: list[Author]) -> str:
        links = [link(self.author_path(author), author.name, 'class="url fn n" rel="author"') for author in authors]
        return " and ".join(f'<span class="author vcard">{each}</span>' for each in links)

    def series_box(self, article: Article) -> str:
        if not article.series:
            return ""
        series = link(self.series_path(article.series), article.series, f'class="series-{article.number}"')
        return f'<div class="seriesmeta">This entry is part of the series {series}</div>'

    def pull_quote_html(self, quote: str) -> str:
        return f'<figure class="wp-block-pullquote"><blockquote><p>{quote}</p></blockquote></figure>'

    def block_html(self, block: markdown.Block) -> str:
        return super().block_html(block).replace("<ul>", '<ul class="wp-block-list">')

    def comments(self, article: Article) -> str:
        count = article.number % 4
        chosen = [COMMENTS[(article.number + 3 * turn) % len(COMMENTS)] for turn in range(count)]
        comments = [
            self.fill(
                "comment",
                number=article.number * 10 + turn,
                name=esc(name),
                text=esc(text),
                date=f"{dates.in_words(article.changed, 'en')} at {9 + turn}:{10 + article.number % 50}",
            )
            for turn, (name, text) in enumerate(chosen)
        ]
        heading = {0: "Leave a comment", 1: "One thought on this post"}.get(count, f"{count} thoughts on this post")
        return f'<h2 class="comments-title">{heading}</h2>\n<ol class="comment-list">\n{"".join(comments)}</ol>'

    def frame_values(self) -> dict[str, str]:
        recent = [link(self.article_path(article), article.title) for article in self.articles[:5]]
        months = sorted({f"{article.published:%Y/%m}" for article in self.articles}, reverse=True)
        return {
            "recent": items(recent),
            "months": items([link(self.month_path(month), month) for month in months]),
            "tags": "\n".join(self.tag(theme) for theme in self.themes),
        }

    def tag(self, theme: str) -> str:
        uses = sum(theme in article.themes for article in self.articles)
        size = f'class="tag-cloud-link" style="font-size:{8 + 4 * uses}pt" aria-label="{esc(theme)} ({uses} items)"'
        return link(self.theme_path(theme), theme, size)
