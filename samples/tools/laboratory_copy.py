"""The PDF copy of the laboratory report, laid out from the narrative of the CDA itself.

CI-SIS asks for the copy in the section FR-Document-PDF-copie; making it from the tables of the document
keeps the two from ever telling different results.
"""

import xml.etree.ElementTree as ET

from pdf_writer import Document, PAGE_HEIGHT, text_width, wrap

V3 = "{urn:hl7-org:v3}"
LEFT, RIGHT, TOP, BOTTOM = 50, 545, PAGE_HEIGHT - 60, 60
COLUMNS = (LEFT, 270, 355, 445)
HEADING_ROOM = 60  # a heading is not left alone at the foot of a page


def _text(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _date(ts: str) -> str:
    return f"{ts[6:8]}/{ts[4:6]}/{ts[:4]}"


class _Layout:
    """Writes lines down the page and opens a new page when one is full."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._page = document.new_page()
        self._y = TOP

    def _advance(self, step: float, room: float = 0) -> None:
        self._y -= step
        if self._y < BOTTOM + room:
            self._page = self._document.new_page()
            self._y = TOP

    def line(self, text: str, size: float = 9, bold: bool = False, step: float = 12) -> None:
        for part in wrap(text, size, RIGHT - LEFT):
            self._advance(step)
            self._page.text(LEFT, self._y, part, size, bold)

    def heading(self, text: str) -> None:
        self._advance(20, HEADING_ROOM)
        self._page.text(LEFT, self._y, text, 11, True)

    def row(self, cells: list[str], bold: bool = False) -> None:
        first = wrap(cells[0], 8, COLUMNS[1] - COLUMNS[0] - 6)
        for index, part in enumerate(first):
            self._advance(11)
            self._page.text(LEFT, self._y, part, 8, bold)
            if index == 0:
                for x, cell in zip(COLUMNS[1:], cells[1:]):
                    self._page.text(x, self._y, cell, 8, bold)

    def rule(self) -> None:
        self._advance(5)
        self._page.lines([(LEFT, self._y, RIGHT, self._y)], 0.5, 0.4)

    def centred(self, text: str, size: float) -> None:
        self._advance(size + 8)
        middle = (LEFT + RIGHT) / 2
        self._page.text(middle - text_width(text, size) / 2, self._y, text, size, True)


def laboratory_copy(cda: bytes) -> bytes:
    """The PDF for a CR-BIO document; what its PDF section holds already is not looked at."""
    root = ET.fromstring(cda)
    title = _text(root.find(f"{V3}title"))
    created = root.find(f"{V3}effectiveTime").get("value")
    organization = root.find(f"{V3}custodian//{V3}representedCustodianOrganization")
    patient = root.find(f".//{V3}patient")
    author = root.find(f"{V3}author//{V3}assignedPerson/{V3}name")
    author_name = " ".join(_text(author.find(V3 + part)) for part in ("suffix", "given", "family"))

    pdf = Document(title, author_name, f"D:{created[:14]}{created[14:17]}'{created[17:]}'")
    layout = _Layout(pdf)
    layout.line(_text(organization.find(f"{V3}name")), 12, True, 0)
    address = organization.find(f"{V3}addr")
    layout.line(" ".join(_text(part) for part in address))
    layout.centred(title, 14)
    layout.rule()
    family = _text(patient.find(f"{V3}name/{V3}family[@qualifier='BR']"))
    given = _text(patient.find(f"{V3}name/{V3}given[@qualifier='BR']"))
    born = _date(patient.find(f"{V3}birthTime").get("value"))
    ins = root.find(f".//{V3}patientRole/{V3}id").get("extension")
    female = patient.find(f"{V3}administrativeGenderCode").get("code") == "F"
    layout.line(f"{'Patiente' if female else 'Patient'} : {family} {given}, {'née' if female else 'né'} le "
                f"{born}, INS {ins} (identité de test)", step=14)
    layout.line(f"Compte rendu du {_date(created)}, signé par {author_name}")
    layout.rule()

    for section in root.iter(f"{V3}section"):
        table = section.find(f"{V3}text/{V3}table")
        if table is None:
            continue
        layout.heading(_text(section.find(f"{V3}title")))
        layout.row([_text(cell) for cell in table.find(f"{V3}thead/{V3}tr")], True)
        for row in table.find(f"{V3}tbody"):
            layout.row([_text(cell) for cell in row])
        for paragraph in section.findall(f"{V3}text/{V3}paragraph"):
            layout.line(_text(paragraph), 7)
    for section in root.iter(f"{V3}section"):
        if section.find(f"{V3}code").get("code") == "55112-7":
            layout.heading(_text(section.find(f"{V3}title")))
            for paragraph in section.findall(f"{V3}text/{V3}paragraph"):
                layout.line(_text(paragraph))
    return pdf.to_bytes()
