"""Eurasia Forum: WordPress with Elementor; the body in several widgets, pull quotes and left-over labels between."""
from generator import dates, markdown
from generator.sources import Article, Author, slugify
from generator.style import HouseStyle
from generator.templates import esc, link, script_json


class Forum(HouseStyle):
    shows = frozenset({"role", "summary", "modified", "pull_quotes"})
    link_attributes = ' target="_blank" rel="noopener"'

    def article_path(self, article: Article) -> str:
        return f"/forum/insights/{article.slug}/"

    def listing_path(self, page: int) -> str:
        return "/forum/insights/" if page == 1 else f"/forum/insights/page/{page}/"

    def theme_path(self, theme: str, page: int = 1) -> str:
        return f"/forum/themes/{slugify(theme)}/" + (f"page/{page}/" if page > 1 else "")

    def series_path(self, series: str, page: int = 1) -> str:
        return f"/forum/publications/{slugify(series)}/" + (f"page/{page}/" if page > 1 else "")

    def author_path(self, author: Author) -> str:
        return f"/forum/people/{author.id}/"

    def article_html(self, article: Article) -> str:
        labels = [self.fill("label", theme=each) for each in self.theme_links(article.themes, 'rel="tag"')]
        main = self.fill(
            "article",
            number=article.number,
            title=esc(article.title),
            labels="\n".join(labels),
            date=dates.in_words(article.published, article.language),
            people="\n".join(self.person(author, article.number) for author in article.authors),
            body=self.widgets(article),
            share=esc(self.base + self.article_path(article)),
            related=self.cards(self.related(article), "utm_source=related&utm_medium=card&utm_campaign=onward"),
            all_link=esc(self.listing_path(1)),
            theme_link=esc(self.theme_path(article.themes[0])),
        )
        body_class = f"single single-post postid-{article.number}"
        return self.frame(article.title, main, self.head(article), body_class, article.language)

    def head(self, article: Article) -> str:
        address = self.base + self.article_path(article)
        page = {
            "@type": "WebPage",
            "@id": address,
            "url": address,
            "name": f"{article.title} - {self.house.name}",
            "isPartOf": {"@id": f"{self.base}{self.root}#website"},
            "datePublished": dates.iso_time(article.published),
            "author": {"@type": "Organization", "name": self.house.name},
            "inLanguage": article.language,
        }
        if article.modified:
            page["dateModified"] = dates.iso_time(article.modified)
        publisher = {"@type": "Organization", "@id": f"{self.base}{self.root}#organization", "name": self.house.name}
        site = {"@type": "WebSite", "@id": f"{self.base}{self.root}#website", "name": self.house.name}
        graph = {"@context": "https://schema.org", "@graph": [page, site, publisher]}
        return "\n".join((
            f'<meta name="description" content="{esc(article.summary)}">',
            self.canonical(self.article_path(article)),
            self.open_graph(article, f"{article.title} - {self.house.name}"),
            '<meta name="twitter:card" content="summary_large_image">',
            f'<script type="application/ld+json" class="yoast-schema-graph">{script_json(graph)}</script>',
        ))  # fmt: skip

    def person(self, author: Author, number: int) -> str:
        return self.fill(
            "person",
            name=esc(author.name),
            href=self.author_path(author),
            portrait=self.portrait_path(author),
            position=esc(position(author, number)),
        )

    def widgets(self, article: Article) -> str:
        """The body: text widgets, cut at pull quotes and, in every third article, once more; the reprint note last."""
        blocks = self.with_pull_quotes(article)
        widgets, text = [], []
        cut = len(blocks) // 2 if article.number % 3 == 0 else -1
        for place, block in enumerate(blocks):
            if text and (block.kind == "pull_quote" or place == cut):
                widgets.append(self.fill("text", text="\n".join(text)))
                text = []
            if block.kind == "pull_quote":
                name = "quote" if article.number % 2 else "quote_text"
                widgets.append(self.fill(name, quote=self.block_html(block)))
            else:
                text.append(self.block_html(block))
        if article.series and article.number % 2:
            widgets += [self.fill("text", text="\n".join(text)), self.fill("text", text=self.reprint(article))]
        else:
            widgets.append(self.fill("text", text="\n".join(text + [self.reprint(article)])))
        return "\n".join(widgets)

    def block_html(self, block: markdown.Block) -> str:
        return super().block_html(block).replace("<h2>", "<h3>").replace("</h2>", "</h3>")

    def pull_quote_html(self, quote: str) -> str:
        return quote

    def reprint(self, article: Article) -> str:
        if not article.series:
            return ""
        download = link(self.series_path(article.series), "here", self.link_attributes.strip())
        return (
            f"<p><em>This article is from our discussion paper “{esc(article.series)}”, "
            f"download the full publication {download}.</em></p>"
        )


def position(author: Author, number: int) -> str:
    """'Role at Institution', in one of the ways a house's editors write it."""
    if not author.role or not author.institution:
        return author.role or author.institution
    joiners = [" at "]
    if "," not in author.role:
        joiners.append(", ")
        if " of " not in author.role and " at " not in author.role:
            joiners.append(" of ")
    return author.role + joiners[number % len(joiners)] + author.institution
