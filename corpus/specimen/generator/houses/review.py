"""Silk & Steel Review: a static site that tells the machines everything, in JSON-LD and OpenGraph."""
from generator import dates
from generator.sources import Article, Author, slugify
from generator.style import HouseStyle
from generator.templates import esc, link, script_json


class Review(HouseStyle):
    shows = frozenset({"role", "summary", "modified", "pull_quotes"})
    prints = True
    link_attributes = ' class="underline decoration-1 hover:decoration-2"'

    def article_path(self, article: Article) -> str:
        return f"/review/{article.published:%Y}/{article.slug}.html"

    def listing_path(self, page: int) -> str:
        return numbered("/review/essays", page)

    def theme_path(self, theme: str, page: int = 1) -> str:
        return numbered(f"/review/sections/{slugify(theme)}", page)

    def series_path(self, series: str, page: int = 1) -> str:
        return numbered(f"/review/series/{slugify(series)}", page)

    def author_path(self, author: Author) -> str:
        return f"/review/authors/{author.id}.html"

    def article_html(self, article: Article) -> str:
        main = self.fill(
            "article",
            title=esc(article.title),
            href=esc(self.article_path(article)),
            sections=" / ".join(self.theme_links(article.themes, 'class="text-sm uppercase tracking-wide"')),
            summary=esc(article.summary),
            byline=", ".join(link(self.author_path(each), each.name, 'rel="author"') for each in article.authors),
            date=dates.in_words(article.published, article.language),
            iso=article.published.isoformat(),
            series=self.series_line(article),
            body=self.blocks_html(self.with_pull_quotes(article)),
            about="\n".join(self.about(author) for author in article.authors),
            related=self.cards(self.related(article), "utm_source=review&utm_medium=readnext"),
        )
        head = "\n".join((
            f'<meta name="description" content="{esc(article.summary)}">',
            self.canonical(self.article_path(article)),
            self.open_graph(article, article.title),
            f'<script type="application/ld+json">{script_json(self.json_ld(article))}</script>',
        ))  # fmt: skip
        return self.frame(article.title, main, head, "bg-white text-gray-900 antialiased", article.language)

    def json_ld(self, article: Article) -> dict:
        facts = {
            "@context": "https://schema.org",
            "@type": "Article",
            "mainEntityOfPage": {"@type": "WebPage", "@id": self.base + self.article_path(article)},
            "headline": article.title,
            "description": article.summary,
            "inLanguage": article.language,
            "datePublished": article.published.isoformat(),
            "author": [self.person(author) for author in article.authors],
            "publisher": {"@type": "Organization", "name": self.house.name, "url": self.base + self.root},
            "articleSection": article.themes if len(article.themes) > 1 else article.themes[0],
        }
        if article.modified:
            facts["dateModified"] = article.modified.isoformat()
        if article.series:
            facts["isPartOf"] = {"@type": "CreativeWorkSeries", "name": article.series}
        return facts

    def person(self, author: Author) -> dict:
        facts = {"@type": "Person", "name": author.name, "url": self.base + self.author_path(author)}
        if author.role:
            facts["jobTitle"] = author.role
        if author.institution:
            facts["affiliation"] = {"@type": "Organization", "name": author.institution}
        return facts

    def series_line(self, article: Article) -> str:
        if not article.series:
            return ""
        return f'<p class="text-sm italic">From the {link(self.series_path(article.series), article.series)}</p>'

    def about(self, author: Author) -> str:
        return self.fill("about", name=esc(author.name), bio=esc(author.bio), portrait=self.portrait_path(author))

    def pull_quote_html(self, quote: str) -> str:
        css_class = "pullquote border-l-4 pl-6 my-10 text-2xl font-serif"
        return f'<aside class="{css_class}" aria-hidden="true"><p>{quote}</p></aside>'


def numbered(path: str, page: int) -> str:
    return f"{path}.html" if page == 1 else f"{path}-{page}.html"
