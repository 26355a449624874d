"""The PDF of the consultation report: a letter, a twelve-lead electrocardiogram, an echocardiogram.

The tracing is drawn as vectors from a simple model of the heart beat (a sum of bell curves), which gives
the file the size of an ordinary clinical PDF without any image or outside data.
"""

import math
import xml.etree.ElementTree as ET

from pdf_writer import Document, MILLIMETRE, PAGE_HEIGHT, Page, wrap

V3 = "{urn:hl7-org:v3}"
LEFT, WIDTH = 55, 485

MOTIVE = (
    "Patiente adressée par son médecin traitant pour des palpitations survenant depuis trois mois, deux à "
    "trois fois par semaine, à début et fin brusques, d'une durée de dix à trente minutes, sans syncope ni "
    "douleur thoracique. Pas d'essoufflement d'effort. Un épisode a été interrompu par une manœuvre vagale.")
HISTORY = (
    "Antécédents : migraine sans aura, deux grossesses sans complication. Tabagisme sevré depuis 2015. Père "
    "hypertendu. Pas de mort subite dans la famille. Traitement en cours : aucun. Allergie : aucune connue. "
    "Consommation de café : quatre à cinq tasses par jour.")
EXAMINATION = (
    "Poids 62 kg, taille 1,68 m. Pression artérielle 122/76 mmHg aux deux bras. Fréquence cardiaque 70/min, "
    "régulière. Auscultation cardiaque sans souffle, auscultation pulmonaire libre. Pas de signe "
    "d'insuffisance cardiaque. Pouls périphériques tous perçus. Thyroïde de palpation normale.")
TRACING = (
    "Électrocardiogramme du 22/09/2026 : rythme sinusal régulier à 70/min, PR 140 ms, QRS fins à 86 ms, axe à "
    "55°, QTc 392 ms. Pas de préexcitation, pas de trouble de la repolarisation.")
ECHOCARDIOGRAM = (
    ("Diamètre télédiastolique du ventricule gauche", "46 mm", "inférieur à 53 mm"),
    ("Épaisseur du septum interventriculaire", "8 mm", "inférieur à 10 mm"),
    ("Fraction d'éjection (Simpson biplan)", "64 %", "supérieur à 54 %"),
    ("Surface de l'oreillette gauche", "16 cm²", "inférieur à 20 cm²"),
    ("Rapport E/A mitral", "1,4", "0,8 à 2"),
    ("Rapport E/e' moyen", "7", "inférieur à 14"),
    ("Pression artérielle pulmonaire systolique", "24 mmHg", "inférieur à 35 mmHg"),
    ("TAPSE", "23 mm", "supérieur à 17 mm"),
)
CONCLUSION = (
    "Palpitations paroxystiques évocatrices de tachycardie jonctionnelle, sur cœur sain à l'échographie et à "
    "l'électrocardiogramme de repos. Enregistrement Holter de sept jours programmé. Réduction de la "
    "consommation de café conseillée, manœuvres vagales expliquées.",
    "En cas de crise documentée invalidante, une exploration électrophysiologique sera discutée. Bilan à "
    "réaliser en ville : TSH, ionogramme, hémogramme. Revoir avec les résultats dans six semaines, ou plus tôt "
    "en cas de syncope, de douleur thoracique ou de crise de plus d'une heure (appeler le 15).",
)

# Amplitudes in millivolts of the P, Q, R, S and T waves in every lead.
LEADS = {
    "D1": (0.10, -0.04, 0.62, -0.12, 0.22), "D2": (0.15, -0.05, 1.08, -0.14, 0.33),
    "D3": (0.06, -0.06, 0.50, -0.10, 0.12), "aVR": (-0.12, 0.03, -0.82, 0.10, -0.26),
    "aVL": (0.04, -0.03, 0.24, -0.08, 0.09), "aVF": (0.10, -0.06, 0.78, -0.12, 0.22),
    "V1": (0.06, 0.00, 0.22, -0.88, -0.08), "V2": (0.08, 0.00, 0.46, -1.22, 0.38),
    "V3": (0.09, -0.01, 0.82, -0.76, 0.44), "V4": (0.10, -0.04, 1.32, -0.42, 0.46),
    "V5": (0.10, -0.06, 1.20, -0.20, 0.38), "V6": (0.09, -0.06, 0.94, -0.10, 0.28),
}
# Centre (seconds after the start of P) and width of these waves.
WAVES = ((0.06, 0.022), (0.168, 0.008), (0.192, 0.011), (0.216, 0.010), (0.42, 0.045))
RHYTHM = (0.852, 0.864, 0.846, 0.870, 0.858, 0.840, 0.861)  # successive RR intervals, seconds
SAMPLES_PER_SECOND = 200
SPEED, GAIN = 25 * MILLIMETRE, 10 * MILLIMETRE  # points per second and per millivolt


def _voltage(lead: str, time: float) -> float:
    """Millivolts in a lead at a time, in seconds from the start of the recording."""
    start, total = -0.3, 0.0
    beat = 0
    while start < time + 0.3:
        for amplitude, (centre, width) in zip(LEADS[lead], WAVES):
            distance = (time - start - centre) / width
            if abs(distance) < 5:
                total += amplitude * math.exp(-distance * distance / 2)
        start += RHYTHM[beat % len(RHYTHM)]
        beat += 1
    return total


def _trace(page: Page, lead: str, begin: float, seconds: float, x: float, y: float) -> None:
    """Draw a lead from `begin`, with its name, its base line at y."""
    page.text(x + 2, y + 22, lead, 8, True)
    count = int(seconds * SAMPLES_PER_SECOND)
    times = [begin + index / SAMPLES_PER_SECOND for index in range(count + 1)]
    page.curve([(x + (time - begin) * SPEED, y + GAIN * _voltage(lead, time)) for time in times], 0.6)


def _grid(page: Page, x: float, y: float, width: float, height: float) -> None:
    """Millimetre paper: a heavier line every five millimetres."""
    for step, pen, grey in ((1, 0.1, 0.85), (5, 0.3, 0.7)):
        columns, rows = int(width / (step * MILLIMETRE)), int(height / (step * MILLIMETRE))
        page.lines([(x + i * step * MILLIMETRE, y, x + i * step * MILLIMETRE, y + height)
                    for i in range(columns + 1)]
                   + [(x, y + i * step * MILLIMETRE, x + width, y + i * step * MILLIMETRE)
                      for i in range(rows + 1)], pen, grey)


def _paragraphs(page: Page, y: float, blocks: list[tuple[str, str]]) -> float:
    """Write titled paragraphs downwards from y; returns the next free y."""
    for heading, body in blocks:
        page.text(LEFT, y, heading, 11, True)
        y -= 16
        for line in wrap(body, 10, WIDTH):
            page.text(LEFT, y, line)
            y -= 13
        y -= 10
    return y


def _letter(page: Page, root: ET.Element) -> None:
    def value(path: str) -> str:
        return root.find(path).text

    organization = f"{V3}custodian//{V3}representedCustodianOrganization"
    patient = f".//{V3}patient"
    y = PAGE_HEIGHT - 60
    page.text(LEFT, y, value(f"{organization}/{V3}name"), 13, True)
    page.text(LEFT, y - 15, " ".join(part.text for part in root.find(f"{organization}/{V3}addr")))
    page.text(LEFT, y - 28, "Dr " + " ".join(
        value(f"{V3}author//{V3}assignedPerson/{V3}name/{V3}{part}") for part in ("given", "family")))
    page.text(LEFT, y - 62, value(f"{V3}title"), 15, True)
    family = value(f"{patient}/{V3}name/{V3}family[@qualifier='BR']")
    given = value(f"{patient}/{V3}name/{V3}given[@qualifier='BR']")
    birth = root.find(f"{patient}/{V3}birthTime").get("value")
    ins = root.find(f".//{V3}patientRole/{V3}id").get("extension")
    page.text(LEFT, y - 82, f"Patiente : {family} {given}, née le {birth[6:]}/{birth[4:6]}/{birth[:4]}")
    page.text(LEFT, y - 95, f"INS {ins} (identité de test). Consultation du 22 septembre 2026.")
    _paragraphs(page, y - 130, [
        ("Motif", MOTIVE), ("Antécédents et mode de vie", HISTORY),
        ("Examen clinique", EXAMINATION), ("Électrocardiogramme", TRACING)])


def _electrocardiogram(page: Page) -> None:
    top = PAGE_HEIGHT - 70
    page.text(LEFT, top, "Électrocardiogramme 12 dérivations, 25 mm/s, 10 mm/mV", 12, True)
    # Two columns of six leads over three seconds, then the rhythm strip over six seconds.
    x, height = LEFT, 95 * 7
    _grid(page, x, top - 20 - height, 150 * MILLIMETRE, height)
    for index, lead in enumerate(LEADS):
        column, row = divmod(index, 6)
        _trace(page, lead, 3.0 * column, 3.0, x + column * 3 * SPEED, top - 75 - 95 * row)
    _trace(page, "D2", 0.0, 6.0, x, top - 75 - 95 * 6)


def _echocardiogram(page: Page) -> None:
    y = PAGE_HEIGHT - 70
    page.text(LEFT, y, "Échocardiographie transthoracique", 12, True)
    page.lines([(LEFT, y - 8, LEFT + WIDTH, y - 8)], 0.5, 0.3)
    for index, (measure, result, usual) in enumerate(ECHOCARDIOGRAM):
        row = y - 26 - 16 * index
        page.text(LEFT, row, measure)
        page.text(LEFT + 260, row, result, 10, True)
        page.text(LEFT + 340, row, usual, 9)
    y = _paragraphs(page, y - 26 - 16 * len(ECHOCARDIOGRAM) - 20,
                    [("Conclusion", CONCLUSION[0]), ("Conduite à tenir", CONCLUSION[1])])
    page.text(LEFT, y - 6, "Document validé électroniquement. Patiente et professionnels imaginaires.", 8)


def consultation_report(cda: bytes) -> bytes:
    """The three pages of the report; names and dates come from the header of the CDA."""
    root = ET.fromstring(cda)
    title = root.find(f"{V3}title").text
    author = root.find(f"{V3}author//{V3}assignedPerson/{V3}name/{V3}family").text
    created = root.find(f"{V3}effectiveTime").get("value")
    pdf = Document(title, author, f"D:{created[:14]}{created[14:17]}'{created[17:]}'")
    _letter(pdf.new_page(), root)
    _electrocardiogram(pdf.new_page())
    _echocardiogram(pdf.new_page())
    return pdf.to_bytes()
