"""A small PDF writer: text in Times, metadata, nothing else. The same content always gives the same bytes (PDF 1.4)."""

NARROW, WIDE = "iljtfI.,;:'’|!()[] -", "mwMW—"
FONTS = {"regular": "Times-Roman", "bold": "Times-Bold"}


def width(text: str, size: float) -> float:
    """Roughly, and never too little: Times has letters of a quarter to nine tenths of its size."""
    em = {**dict.fromkeys(NARROW, 0.33), **dict.fromkeys(WIDE, 0.95)}
    return size * sum(em.get(sign, 0.72 if sign.isupper() else 0.5) for sign in text)


def wrap(text: str, size: float, room: float) -> list[str]:
    """Lines that fit; a long plain word is broken at the edge with a hyphen, as typesetters do."""
    lines, line = [], ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined, size) <= room:
            line = joined
            continue
        head = _head(word, room - width(line + " -", size), size)
        if head:
            lines.append(f"{line} {head}-")
            line = word[len(head) :]
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def _head(word: str, room: float, size: float) -> str:
    """As much of a word as fits, if both parts are long enough to be read."""
    if len(word) < 9 or not word.isalpha() or not word.islower():
        return ""
    fitting = [word[:cut] for cut in range(4, len(word) - 3) if width(word[:cut], size) <= room]
    return fitting[-1] if fitting else ""


def _string(text: str) -> bytes:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return b"(" + escaped.encode("cp1252") + b")"


class Pdf:
    def __init__(self, page_width: float, page_height: float) -> None:
        self.size = (page_width, page_height)
        self.pages: list[list[bytes]] = []

    def add_page(self) -> None:
        self.pages.append([])

    def line(self, left: float, top: float, size: float, text: str, font: str = "regular") -> None:
        """On the last page; `top` is how far below its upper edge the letters stand."""
        name = list(FONTS).index(font)
        place = f"BT /F{name} {size:g} Tf {left:g} {self.size[1] - top:g} Td ".encode()
        self.pages[-1].append(place + _string(text) + b" Tj ET")

    def bytes(self, metadata: dict[str, str]) -> bytes:
        fonts = [f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>" for name in FONTS.values()]
        objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *(font.encode() for font in fonts)]
        resources = " ".join(f"/F{number} {number + 3} 0 R" for number in range(len(FONTS)))
        kids = []
        for page in self.pages:
            content = b"\n".join(page)
            objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {self.size[0]:g} {self.size[1]:g}] "
                f"/Contents {len(objects)} 0 R /Resources << /Font << {resources} >> >> >>".encode()
            )
            kids.append(f"{len(objects)} 0 R")
        objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
        trailer = "/Root 1 0 R"
        if metadata:
            facts = b" ".join(b"/" + key.encode() + b" " + _string(value) for key, value in metadata.items())
            objects.append(b"<< " + facts + b" >>")
            trailer += f" /Info {len(objects)} 0 R"
        return _file(objects, trailer)


def _file(objects: list[bytes], trailer: str) -> bytes:
    data, offsets = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    return data + (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} {trailer} >>\n"
        f"startxref\n{len(data)}\n%%EOF\n"
    ).encode()
