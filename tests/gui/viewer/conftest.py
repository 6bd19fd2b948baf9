import io
import shutil

import pytest
import typst
from PIL import Image, ImageDraw

from evidence_app.gui.runner import SerialRunner
from evidence_app.gui.viewer.viewer import Viewer
from evidence_app.services import exhibits, importing, numbering
from evidence_app.services.matter import create_matter, open_matter

LETTER = """
#set page(width: 400pt, height: 300pt, margin: 40pt, numbering: "i")
#set text(size: 12pt)
The member agrees that private messages stay private. The company promises
to ask before it shares any of them with another company.
#pagebreak()
Second page. The promise was broken on 18 September 2024 when the setting
was switched on for
#pagebreak()
every member without a question. Third page ends here.
"""

MAIL = """From: Ana Rivera <ana@example.org>
To: Kim Lee <kim@example.org>
Subject: Two captures
Date: Thu, 19 Sep 2024 09:12:00 -0700
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=XX

--XX
Content-Type: text/plain; charset=utf-8

Dear Kim, I saw no notice \N{GRINNING FACE} by e-mail.

--XX
Content-Type: text/plain; name="note.txt"
Content-Disposition: attachment; filename="note.txt"

The attached note.
--XX--
"""


def picture(words=""):
    image = Image.new("RGB", (600, 400), "white")
    if words:
        ImageDraw.Draw(image).text((40, 40), words, fill="black")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="session")
def seed_folder(tmp_path_factory):
    """A matter with a letter (PDF, 3 pages), a blank picture and an e-mail with an attachment, imported for real."""
    folder = tmp_path_factory.mktemp("seed")
    files = folder / "files"
    files.mkdir()
    (files / "letter.pdf").write_bytes(typst.compile(LETTER.encode()))
    (files / "blank.png").write_bytes(picture())
    (files / "mail.eml").write_text(MAIL, encoding="utf-8")
    with create_matter(folder / "seed.matter", "Rivera v. Example Corp.") as matter:
        options = importing.ImportOptions(ocr=False)
        importing.import_paths(matter, sorted(files.iterdir()), options)
    return folder / "seed.matter"


@pytest.fixture
def matter(seed_folder, tmp_path):
    shutil.copytree(seed_folder, tmp_path / "copy.matter")
    with open_matter(tmp_path / "copy.matter") as opened:
        yield opened


def by_file(matter, name):
    return next(row.id for row in exhibits.list_rows(matter) if row.file_name == name)


@pytest.fixture
def letter(matter):
    found = by_file(matter, "letter.pdf")
    numbering.set_number(matter, found, "P-12")
    return found


@pytest.fixture
def mail(matter):
    return by_file(matter, "mail.eml")


@pytest.fixture
def blank(matter):
    return by_file(matter, "blank.png")


@pytest.fixture
def viewer(qtbot, matter, messages, themed):
    made = Viewer(matter, SerialRunner(matter), messages)
    made.resize(900, 700)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.renderer.close()
