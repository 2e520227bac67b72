"""The reports: booklets in PDF that three houses publish beside their pages."""
from generator import pdf
from generator.output import Page
from generator.sources import Report, Site
from generator.templates import link

WIDTH, HEIGHT = 420, 595  # A5
LEFT, RIGHT, TOP, BOTTOM = 56, 56, 84, 520
TEXT, HEADING, TITLE = 11, 13, 22
BY = {"en": ("By", "and"), "fr": ("par", "et")}
PDF_TYPE = "application/pdf"


def path_of(report: Report) -> str:
    return f"/{report.house}/reports/{report.slug}.pdf"


def links(site: Site, house: str) -> list[str]:
    return [link(path_of(report), f"{report.title} (PDF)") for report in site.reports if report.house == house]


def pages(site: Site) -> list[Page]:
    return [Page(path_of(report), Booklet(site, report).bytes(), report.published, report.content_type) for report in site.reports]


def report_facts(site: Site, report: Report) -> dict:
    """What extraction must find."""
    authors = []
    for author in report.authors:
        authors.append({"name": author.name})
        if report.shows_position:
            authors[-1] |= {"role": author.role, "institution": author.institution}
    return {
        "url": path_of(report),
        "title": report.title,
        "authors": authors,
        "published": report.published.isoformat(),
        "language": report.language,
        "site": house_name(site, report),
        "type": "report",
        "body": report.body,
        "pages": Booklet(site, report).count,
    }


def house_name(site: Site, report: Report) -> str:
    return next(house.name for house in site.houses if house.id == report.house)


class Booklet:
    """Title page with byline and day, running title and page number on all others, the specimen notice below each."""

    def __init__(self, site: Site, report: Report) -> None:
        self.site, self.report = site, report
        self.pdf = pdf.Pdf(WIDTH, HEIGHT)
        self.top = 0.0
        self.turn()
        self.front()
        for block in report.blocks:
            self.block(block)

    @property
    def count(self) -> int:
        return len(self.pdf.pages)

    def bytes(self) -> bytes:
        return self.pdf.bytes(self.report.metadata)

    def turn(self) -> None:
        self.pdf.add_page()
        self.top = TOP
        name = house_name(self.site, self.report)
        if self.count > 1:
            self.pdf.line(LEFT, 40, 8, f"{self.report.title}" if self.count % 2 else name)
        for number, line in enumerate(pdf.wrap(self.site.notice, 6, WIDTH - LEFT - RIGHT)):
            self.pdf.line(LEFT, 562 + 8 * number, 6, line)
        self.pdf.line(WIDTH - RIGHT - 10, 548, 8, str(self.count))

    def front(self) -> None:
        by, and_ = BY[self.report.language]
        self.lines(self.report.title, TITLE, "bold", below=14)
        names = f" {and_} ".join(author.name for author in self.report.authors)
        self.lines(names if self.report.shows_position else f"{by} {names}", TEXT + 1, below=4)
        if self.report.shows_position:
            author = self.report.authors[0]
            self.lines(f"{author.role}, {author.institution}", 10, below=4)
        self.lines(self.report.printed_date, 10, below=30)

    def block(self, block) -> None:
        if block.kind == "heading":
            self.top += 6
            self.lines(block.text, HEADING, "bold", below=6, together=True)
        elif block.kind == "list":
            for item in block.text.split("\n"):
                self.lines(f"• {item}", TEXT, below=2)
            self.top += 8
        else:
            self.lines(block.text, TEXT, below=10)

    def lines(self, text: str, size: float, font: str = "regular", below: float = 0, together: bool = False) -> None:
        lines = pdf.wrap(text, size, WIDTH - LEFT - RIGHT)
        if together and self.top + 3 * size * 1.3 > BOTTOM:
            self.turn()
        for line in lines:
            if self.top + size > BOTTOM:
                self.turn()
            self.pdf.line(LEFT, self.top, size, line, font)
            self.top += size * 1.3
        self.top += below
