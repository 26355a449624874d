"""A small PDF 1.4 writer: text in Helvetica, lines and curves, several pages (ISO 32000-1).

Streams are left uncompressed on purpose: deflate output differs between zlib versions, and the samples
must come out the same byte for byte everywhere. The fonts are the standard ones and are not embedded, so
the files are valid PDF but not PDF/A-1.
"""

import hashlib
import unicodedata

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89  # A4 in points
MILLIMETRE = 72 / 25.4

# Advance widths of Helvetica for U+0020 to U+007E, thousandths of the font size (Adobe Core 14 metrics).
_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)


def text_width(text: str, size: float) -> float:
    """Width in points; an accented letter is as wide as its base letter, anything else as a digit."""
    total = 0
    for character in text:
        base = ord(unicodedata.normalize("NFD", character)[0])
        total += _WIDTHS[base - 32] if 32 <= base < 127 else 556
    return total * size / 1000


def wrap(text: str, size: float, width: float) -> list[str]:
    """Break a text into lines no wider than `width` points, at spaces."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _string(text: str) -> bytes:
    # cp1252 is PDF's WinAnsiEncoding for everything that French needs.
    raw = text.encode("cp1252")
    return raw.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


class Page:
    """One A4 page; the origin is the lower left corner, units are points."""

    def __init__(self) -> None:
        self._operations: list[bytes] = []

    def text(self, x: float, y: float, text: str, size: float = 10, bold: bool = False) -> None:
        """Write one line with its base line at y."""
        self._operations.append(b"BT /%s %s Tf %s %s Td (%s) Tj ET" % (
            b"F2" if bold else b"F1", _number(size).encode(),
            _number(x).encode(), _number(y).encode(), _string(text)))

    def lines(self, segments: list[tuple[float, float, float, float]], width: float, grey: float) -> None:
        """Draw straight segments (x1, y1, x2, y2)."""
        self._operations.append(f"{_number(width)} w {_number(grey)} G".encode())
        self._operations += [
            f"{_number(x1)} {_number(y1)} m {_number(x2)} {_number(y2)} l S".encode()
            for x1, y1, x2, y2 in segments]

    def curve(self, points: list[tuple[float, float]], width: float) -> None:
        """Draw a black broken line through the points."""
        path = [f"{_number(x)} {_number(y)} {'l' if index else 'm'}"
                for index, (x, y) in enumerate(points)]
        self._operations.append(f"{_number(width)} w 0 G\n".encode() + "\n".join(path).encode() + b"\nS")

    def content(self) -> bytes:
        """The content stream."""
        return b"\n".join(self._operations) + b"\n"


class Document:
    """A PDF file; `created` is a PDF date such as D:20260101120000+01'00'."""

    def __init__(self, title: str, author: str, created: str) -> None:
        self._information = (title, author, created)
        self._pages: list[Page] = []

    def new_page(self) -> Page:
        """Append an empty page."""
        self._pages.append(Page())
        return self._pages[-1]

    def to_bytes(self) -> bytes:
        """The whole file, with a cross-reference table and an identifier made from the content."""
        title, author, created = self._information
        first_page = 6
        kids = b" ".join(b"%d 0 R" % (first_page + 2 * index) for index in range(len(self._pages)))
        font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) >>",
            b"<< /Type /Pages /Kids [ %s ] /Count %d >>" % (kids, len(self._pages)),
            font % b"Helvetica",
            font % b"Helvetica-Bold",
            b"<< /Title (%s) /Author (%s) /CreationDate (%s) >>" % (
                _string(title), _string(author), created.encode()),
        ]
        box = f"[ 0 0 {PAGE_WIDTH} {PAGE_HEIGHT} ]".encode()
        for index, page in enumerate(self._pages):
            content = page.content()
            objects.append(
                b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents %d 0 R"
                b" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % (box, first_page + 2 * index + 1))
            objects.append(b"<< /Length %d >>\nstream\n%sendstream" % (len(content), content))

        out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(objects, start=1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        identifier = hashlib.sha1(out).hexdigest()[:32].encode()
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        out += b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R /ID [ <%s> <%s> ] >>\n" % (
            len(objects) + 1, identifier, identifier)
        out += b"startxref\n%d\n%%%%EOF\n" % start
        return bytes(out)
