"""What the six page styles share: addresses, listings, author pages. Each house of houses/ fills in its own HTML."""
from collections.abc import Callable, Iterator
from datetime import date

from generator import dates, markdown, reports
from generator.output import HTML, Page
from generator.sources import Article, Author, House, Site
from generator.templates import esc, fill, items, link

LOCALES = {"en": "en_GB", "fr": "fr_FR", "de": "de_DE", "id": "id_ID", "zh": "zh_CN", "ja": "ja_JP"}
Address = Callable[[int], str]  # page number, from 1, to address


class HouseStyle:
    shows: frozenset[str] = frozenset()  # of role, summary, modified, pull_quotes: facts the article page carries
    page_size = 4
    prints = False  # has print versions at ?print=1
    content_type = HTML
    link_attributes = ""  # of the links in a body

    def __init__(self, site: Site, house: House, base: str) -> None:
        self.site, self.house, self.base = site, house, base
        self.root = f"/{house.id}/"
        self.articles = [article for article in site.articles if article.house == house.id]
        self.themes = [theme for theme in site.themes if any(theme in article.themes for article in self.articles)]
        self.series = [name for name in house.series if any(name == article.series for article in self.articles)]
        people = {author.id: author for article in self.articles for author in article.authors}
        self.authors = [people[name] for name in sorted(people)]

    # Addresses ------------------------------------------------------------------------------------------------

    def article_path(self, article: Article) -> str:
        raise NotImplementedError

    def listing_path(self, page: int) -> str:
        raise NotImplementedError

    def theme_path(self, theme: str, page: int = 1) -> str:
        raise NotImplementedError

    def series_path(self, series: str, page: int = 1) -> str:
        raise NotImplementedError

    def author_path(self, author: Author) -> str:
        raise NotImplementedError

    # Pages ----------------------------------------------------------------------------------------------------

    def pages(self) -> Iterator[Page]:
        for article in self.articles:
            yield self.page(self.article_path(article), self.article_html(article), article.changed)
            if self.prints:
                yield self.page(self.article_path(article) + "?print=1", self.print_html(article), article.changed)
        yield self.page(self.root, self.home_html(), self.newest(self.articles))
        yield from self.listing("All publications", self.articles, self.listing_path)
        for theme in self.themes:
            chosen = [article for article in self.articles if theme in article.themes]
            yield from self.listing(theme, chosen, lambda page, theme=theme: self.theme_path(theme, page))
        for series in self.series:
            chosen = [article for article in self.articles if article.series == series]
            yield from self.listing(series, chosen, lambda page, series=series: self.series_path(series, page))
        for author in self.authors:
            yield self.page(self.author_path(author), self.author_html(author), self.newest(self.by(author)))

    def page(self, path: str, html: str, changed: date) -> Page:
        return Page(path, html, changed, self.content_type)

    def listing(self, heading: str, articles: list[Article], address: Address) -> Iterator[Page]:
        pages = max(1, -(-len(articles) // self.page_size))
        for number in range(1, pages + 1):
            shown = articles[(number - 1) * self.page_size : number * self.page_size]
            html = self.listing_html(heading, shown, address, number, pages)
            yield self.page(address(number), html, self.newest(articles))

    def listing_html(self, heading: str, shown: list[Article], address: Address, number: int, pages: int) -> str:
        main = self.fill(
            "listing", heading=esc(heading), cards=self.cards(shown), pager=self.pager(address, number, pages)
        )
        title = heading if number == 1 else f"{heading}, page {number}"
        return self.frame(title, main, self.canonical(address(number)), "archive listing")

    def home_html(self) -> str:
        main = self.fill(
            "home",
            name=esc(self.house.name),
            tagline=esc(self.house.tagline),
            cards=self.cards(self.articles[: self.page_size], "utm_source=homepage&utm_medium=teaser"),
            all_link=esc(self.listing_path(1)),
            themes=items(self.theme_links(self.themes)),
            series=items([link(self.series_path(name), name) for name in self.series]),
            reports=items(reports.links(self.site, self.house.id)),
            people=items([link(self.author_path(author), author.name) for author in self.authors]),
        )
        return self.frame(self.house.tagline, main, self.canonical(self.root), "home")

    def author_html(self, author: Author) -> str:
        main = self.fill(
            "author",
            name=esc(author.name),
            role=esc(", ".join(filter(None, [author.role, author.institution]))),
            bio=esc(author.bio),
            portrait=self.portrait_path(author),
            cards=self.cards(self.by(author)),
        )
        return self.frame(author.name, main, self.canonical(self.author_path(author)), "author")

    def article_html(self, article: Article) -> str:
        raise NotImplementedError

    def print_html(self, article: Article) -> str:
        return fill(
            "print.html",
            lang=article.language,
            title=esc(article.title),
            house=esc(self.house.name),
            canonical=esc(self.base + self.article_path(article)),
            authors=esc(", ".join(author.name for author in article.authors)),
            date=dates.in_words(article.published, article.language),
            body=self.blocks_html(article.blocks),
            notice=esc(self.site.notice),
        )

    def frame(self, title: str, main: str, head: str, body_class: str, lang: str = "en") -> str:
        """The house's page around its main part."""
        return self.fill(
            "page",
            lang=lang,
            title=esc(title),
            head=head,
            main=main,
            body_class=body_class,
            name=esc(self.house.name),
            tagline=esc(self.house.tagline),
            themes=items(self.theme_links(self.themes), "menu-item"),
            all_link=esc(self.listing_path(1)),
            notice=esc(self.site.notice),
            **self.frame_values(),
        )

    def frame_values(self) -> dict[str, str]:
        """Further placeholders of the house's page.html."""
        return {}

    # Parts ----------------------------------------------------------------------------------------------------

    def fill(self, template: str, /, **values) -> str:
        return fill(f"{self.house.id}/{template}.html", **values)

    def canonical(self, path: str) -> str:
        return f'<link rel="canonical" href="{esc(self.base + path)}">'

    def cards(self, articles: list[Article], tracking: str = "") -> str:
        return "\n".join(self.card(article, tracking) for article in articles)

    def card(self, article: Article, tracking: str = "") -> str:
        return self.fill(
            "card",
            href=esc(self.article_path(article) + (f"?{tracking}" if tracking else "")),
            lang=article.language,
            title=esc(article.title),
            date=dates.in_words(article.published, article.language),
            iso=article.published.isoformat(),
            theme=esc(article.themes[0]),
            authors=esc(", ".join(author.name for author in article.authors)),
            excerpt=esc(article.summary),
        )

    def pager(self, address: Address, number: int, pages: int) -> str:
        if pages == 1:
            return ""
        links = [
            f'<span class="page-numbers current">{each}</span>'
            if each == number
            else link(address(each), str(each), 'class="page-numbers"')
            for each in range(1, pages + 1)
        ]
        if number > 1:
            links.insert(0, link(address(number - 1), "Previous", 'class="prev page-numbers" rel="prev"'))
        if number < pages:
            links.append(link(address(number + 1), "Next", 'class="next page-numbers" rel="next"'))
        return f'<nav class="pagination" aria-label="Pages">{" ".join(links)}</nav>'

    def theme_links(self, themes: list[str], attributes: str = "") -> list[str]:
        return [link(self.theme_path(theme), theme, attributes) for theme in themes]

    def related(self, article: Article, count: int = 3) -> list[Article]:
        """Articles to go on with: the same theme first."""
        others = [other for other in self.articles if other is not article]
        others.sort(key=lambda other: not set(other.themes) & set(article.themes))
        return others[:count]

    def neighbours(self, article: Article) -> tuple[Article | None, Article | None]:
        """The older and the newer article."""
        place = self.articles.index(article)
        older = self.articles[place + 1] if place + 1 < len(self.articles) else None
        return older, self.articles[place - 1] if place else None

    def by(self, author: Author) -> list[Article]:
        return [article for article in self.articles if author in article.authors]

    def newest(self, articles: list[Article]) -> date:
        return max((article.changed for article in articles), default=date(2005, 1, 1))

    def portrait_path(self, author: Author) -> str:
        return f"/media/portraits/{author.id}.svg"

    # Bodies ---------------------------------------------------------------------------------------------------

    def with_pull_quotes(self, article: Article) -> list[markdown.Block]:
        """The blocks, with each pull quote set apart near its sentence as a block of kind 'pull_quote'."""
        blocks = list(article.blocks)
        for turn, quote in enumerate(article.pull_quotes):
            place = next(n for n, block in enumerate(blocks) if block.kind != "pull_quote" and quote in block.text)
            after = (article.number + turn) % 2 == 0 or place == 0
            blocks.insert(place + 1 if after else place, markdown.Block("pull_quote", (quote,)))
        return blocks

    def blocks_html(self, blocks: list[markdown.Block]) -> str:
        return "\n".join(self.block_html(block) for block in blocks)

    def block_html(self, block: markdown.Block) -> str:
        inner = [markdown.html(item, self.link_attributes) for item in block.items]
        match block.kind:
            case "heading":
                return f"<h2>{inner[0]}</h2>"
            case "quote":
                return f"<blockquote><p>{inner[0]}</p></blockquote>"
            case "list":
                return f"<ul>\n{items(inner)}\n</ul>"
            case "pull_quote":
                return self.pull_quote_html(esc(block.items[0]))
            case _:
                return f"<p>{inner[0]}</p>"

    def pull_quote_html(self, quote: str) -> str:
        raise NotImplementedError

    # Metadata -------------------------------------------------------------------------------------------------

    def open_graph(self, article: Article, title: str) -> str:
        """OpenGraph lines, summary included."""
        facts = {
            "og:locale": LOCALES[article.language],
            "og:type": "article",
            "og:title": title,
            "og:description": article.summary,
            "og:url": self.base + self.article_path(article),
            "og:site_name": self.house.name,
            "article:published_time": dates.iso_time(article.published),
        }
        if article.modified:
            facts["article:modified_time"] = dates.iso_time(article.modified)
        return "\n".join(f'<meta property="{name}" content="{esc(value)}">' for name, value in facts.items())
