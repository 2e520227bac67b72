"""Institute for Two Continents: a Drupal site, every fact in a field of its own."""
from generator import dates
from generator.sources import Article, Author, slugify
from generator.style import HouseStyle
from generator.templates import esc, link


class Institute(HouseStyle):
    shows = frozenset({"role", "summary", "pull_quotes"})
    prints = True

    def article_path(self, article: Article) -> str:
        return f"/institute/publications/{article.slug}"

    def listing_path(self, page: int) -> str:
        return zero_based("/institute/publications", page)

    def theme_path(self, theme: str, page: int = 1) -> str:
        return zero_based(f"/institute/topics/{slugify(theme)}", page)

    def series_path(self, series: str, page: int = 1) -> str:
        return zero_based(f"/institute/series/{slugify(series)}", page)

    def author_path(self, author: Author) -> str:
        return f"/institute/experts/{author.id}"

    def article_html(self, article: Article) -> str:
        topics = self.theme_links(article.themes, f'hreflang="{article.language}"')
        main = self.fill(
            "article",
            number=article.number,
            href=esc(self.article_path(article)),
            title=esc(article.title),
            topic_link=link(self.theme_path(article.themes[0]), article.themes[0]),
            date=dates.in_words(article.published, article.language),
            iso=f"{article.published.isoformat()}T09:00:00Z",
            summary=esc(article.summary),
            authors="\n".join(self.person(author) for author in article.authors),
            topics="\n".join(f'<div class="field__item">{topic}</div>' for topic in topics),
            series=self.series_field(article),
            body=self.blocks_html(self.with_pull_quotes(article)),
            related=self.cards(self.related(article), "utm_source=institute&utm_content=related"),
        )
        canonical = self.canonical(self.article_path(article))
        head = f'<meta name="description" content="{esc(article.summary)}">\n{canonical}'
        body_class = "path-node page-node-type-article"
        return self.frame(article.title, main, head, body_class, article.language)

    def person(self, author: Author) -> str:
        facts = {
            "title": link(self.author_path(author), author.name),
            "field-position": esc(author.role),
            "field-organisation": esc(author.institution),
        }
        fields = [
            f'<div class="field field--name-{name} field__item">{fact}</div>' for name, fact in facts.items() if fact
        ]
        return self.fill("person", fields="\n".join(fields), portrait=self.portrait_path(author))

    def series_field(self, article: Article) -> str:
        if not article.series:
            return ""
        return self.fill("series", series=link(self.series_path(article.series), article.series))

    def pull_quote_html(self, quote: str) -> str:
        return (
            '<div class="paragraph paragraph--type--pull-quote paragraph--view-mode--default">'
            f'<div class="clearfix text-formatted field field--name-field-quote field__item">{quote}</div></div>'
        )


def zero_based(path: str, page: int) -> str:
    """Drupal counts the pages of a listing from 0 and leaves the 0 out."""
    return path if page == 1 else f"{path}?page={page - 1}"
