"""Journal of Interregional Affairs: microdata, several authors, an abstract before the text."""
from generator import dates, markdown
from generator.sources import Article, Author, slugify
from generator.style import HouseStyle
from generator.templates import esc, items, link

SCHEMA = "https://schema.org/"


class Journal(HouseStyle):
    shows = frozenset({"role", "summary", "modified"})
    prints = True

    def article_path(self, article: Article) -> str:
        return f"/journal/article/view/{article.slug}"

    def listing_path(self, page: int) -> str:
        return paged("/journal/articles", page)

    def theme_path(self, theme: str, page: int = 1) -> str:
        return paged(f"/journal/subjects/{slugify(theme)}", page)

    def series_path(self, series: str, page: int = 1) -> str:
        return paged(f"/journal/collections/{slugify(series)}", page)

    def author_path(self, author: Author) -> str:
        return f"/journal/contributors/{author.id}"

    def article_html(self, article: Article) -> str:
        main = self.fill(
            "article",
            schema=SCHEMA,
            lang=article.language,
            href=esc(self.article_path(article)),
            title=esc(article.title),
            authors="\n".join(self.person(author) for author in article.authors),
            dates=self.dates_html(article),
            subjects=", ".join(f'<span itemprop="about">{each}</span>' for each in self.theme_links(article.themes)),
            series=self.series_line(article),
            summary=esc(article.summary),
            body=self.blocks_html(article.blocks),
            contributors=items([f"<strong>{esc(each.name)}</strong>. {esc(each.bio)}" for each in article.authors]),
            doi=f"10.0000/jia.{article.published.year}.{article.number}",
            related=self.cards(self.related(article, 2)),
        )
        head = "\n".join((
            f'<meta name="citation_title" content="{esc(article.title)}">',
            f'<meta name="citation_journal_title" content="{esc(self.house.name)}">',
            f'<meta name="citation_publication_date" content="{article.published:%Y/%m/%d}">',
            f'<meta name="citation_language" content="{article.language}">',
            self.canonical(self.article_path(article)),
        ))  # fmt: skip
        return self.frame(article.title, main, head, "pkp_page_article pkp_op_view", article.language)

    def person(self, author: Author) -> str:
        name = link(self.author_path(author), author.name, 'itemprop="url"')
        role = f'<span class="position" itemprop="jobTitle">{esc(author.role)}</span>' if author.role else ""
        institution = (
            f'<span class="affiliation" itemprop="affiliation" itemscope itemtype="{SCHEMA}Organization">'
            f'<span itemprop="name">{esc(author.institution)}</span></span>'
            if author.institution
            else ""
        )
        return self.fill("person", schema=SCHEMA, name=name, role=role, institution=institution)

    def dates_html(self, article: Article) -> str:
        words = dates.in_words(article.published, article.language)
        html = f'Published <time itemprop="datePublished" datetime="{article.published.isoformat()}">{words}</time>'
        if article.modified:
            words = dates.in_words(article.modified, article.language)
            iso = article.modified.isoformat()
            html += f'; corrected <time itemprop="dateModified" datetime="{iso}">{words}</time>'
        return html

    def series_line(self, article: Article) -> str:
        if not article.series:
            return ""
        name = f'<span itemprop="name">{esc(article.series)}</span>'
        return (
            f'<p class="collection" itemprop="isPartOf" itemscope itemtype="{SCHEMA}CreativeWorkSeries">'
            f'Collection: <a itemprop="url" href="{esc(self.series_path(article.series))}">{name}</a></p>'
        )

    def blocks_html(self, blocks: list[markdown.Block]) -> str:
        """Sections of their own under each sub-heading, as journals have them."""
        sections: list[list[str]] = [[]]
        for block in blocks:
            if block.kind == "heading" and sections[-1]:
                sections.append([])
            sections[-1].append(self.block_html(block))
        return "\n".join(
            f'<section id="sec{number}" class="NLM_sec">\n' + "\n".join(parts) + "\n</section>"
            for number, parts in enumerate(sections, 1)
        )


def paged(path: str, page: int) -> str:
    return path if page == 1 else f"{path}?page={page}"
