"""The main job on the command line, as a person types it: real processes, real files, and no network anywhere.

Every process runs with an audit hook that writes down (and refuses) each attempt to look a name up or to use an internet
address, also in the children that read the files. The file it would write must not exist at the end.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

WATCH = """
import os, sys
def refuse(event, args):
    internet = event in ("socket.connect", "socket.bind", "socket.sendto") and getattr(args[0], "family", 0) != 1
    if internet or event in ("socket.getaddrinfo", "socket.gethostbyname", "urllib.Request", "http.client.connect"):
        with open(os.environ["NETWORK_ATTEMPTS"], "a") as file:
            file.write(f"{event} {args}\\n")
        raise RuntimeError("no network in this test")
sys.addaudithook(refuse)
"""


def pdf(path: Path, *pages: str) -> None:
    """A born-digital PDF with one line of text per page."""
    writer = PdfWriter()
    for text in pages:
        page = writer.add_blank_page(612, 792)
        font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                                 NameObject("/BaseFont"): NameObject("/Helvetica")})  # fmt: skip
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        stream = DecodedStreamObject()
        lines = text.split("\n")
        stream.set_data(
            ("BT /F1 12 Tf 72 700 Td 16 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET").encode("latin-1")
        )
        page[NameObject("/Contents")] = writer._add_object(stream)
    writer.write(path)


def picture(path: Path) -> None:
    """A screenshot with large words, so that OCR has something to read."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (900, 200), "white")
    ImageDraw.Draw(image).text(
        (40, 60), "Data sharing is switched on", fill="black", font=ImageFont.load_default(size=48)
    )
    image.save(path)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    place = tmp_path / "incoming"
    place.mkdir()
    pdf(
        place / "PX9 2024-09-18 privacy policy.pdf",
        "Privacy policy, version B.\nWe may train our models on your content.",
        "You may opt out. Training that has taken place stays.",
    )
    picture(place / "screenshot of the setting.png")
    (place / "letter.eml").write_bytes(
        b"From: Ana <ana@example.com>\r\nTo: desk@example.com\r\nSubject: The setting\r\n"
        b"Date: Mon, 23 Sep 2024 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=X\r\n\r\n"
        b"--X\r\nContent-Type: text/html\r\n\r\n<p>I never agreed to this.</p><img src='http://tracker.example/pixel.gif'>\r\n"
        b"--X\r\nContent-Type: text/plain; name=note.txt\r\nContent-Disposition: attachment; filename=note.txt\r\n\r\n"
        b"A note that came with the letter.\r\n--X--\r\n"
    )
    (place / "capture.html").write_text(
        "<html><link rel=stylesheet href='https://cdn.example/x.css'><body>FAQ: models may be trained by another provider"
        "<script src='https://cdn.example/x.js'></script></body></html>", "utf-8",
    )  # fmt: skip
    (place / "damaged.pdf").write_bytes(b"%PDF-1.4\n%broken")
    return place


class Terminal:
    """A terminal with no network: runs ``python -m evidence_app`` and remembers nothing between two commands."""

    def __init__(self, place: Path) -> None:
        (place / "watch").mkdir()
        (place / "watch" / "sitecustomize.py").write_text(WATCH, "utf-8")
        self.attempts = place / "network-attempts.txt"
        root = str(Path(__file__).resolve().parents[2])
        self.environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(place / "watch"), root]),
            "NETWORK_ATTEMPTS": str(self.attempts),
            "EVIDENCE_HOME": str(place / "home"),
            "EVIDENCE_MATTER": str(place / "rivera"),
        }

    def __call__(self, *args: str | Path, code: int = 0) -> str:
        done = subprocess.run([sys.executable, "-m", "evidence_app", *map(str, args)], env=self.environment, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=120)  # fmt: skip
        assert done.returncode == code, f"{args}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout

    def json(self, *args: str | Path):
        return json.loads(self(*args, "--json"))


def test_the_watch_itself_works(tmp_path):
    terminal = Terminal(tmp_path)
    code = "import socket\ntry: socket.create_connection(('127.0.0.1', 9))\nexcept RuntimeError: print('refused')"
    done = subprocess.run(
        [sys.executable, "-c", code], env=terminal.environment, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "refused\n" and terminal.attempts.exists()


def test_from_a_folder_of_files_to_an_exhibit_list_and_back(tmp_path, files):
    evidence = Terminal(tmp_path)
    evidence("new", "Rivera v. Example Corp.", tmp_path / "rivera", "--court", "United States District Court",
             "--docket", "3:26-cv-01234", "--claim", "ca_contract_breach",
             "--party", "plaintiff:Ana Rivera:PX", "--party", "defendant:Example Corp.:DX")  # fmt: skip

    answer = evidence.json("import", files, "--tag", "first production")
    assert answer["summary"]["imported"] >= 4 and answer["summary"]["waiting_for_ocr"] == 0
    assert [problem["shown_name"].rsplit("/")[-1] for problem in answer["problems"]] == ["damaged.pdf"]
    rows = {row["file_name"].rsplit("/")[-1]: row for row in evidence.json("exhibits")}
    assert rows["note.txt"]["parent_id"] == rows["letter.eml"]["id"]
    assert rows["screenshot of the setting.png"]["silent_pages"] == 0
    policy = f"#{rows['PX9 2024-09-18 privacy policy.pdf']['id']}"
    letter, shot = f"#{rows['letter.eml']['id']}", f"#{rows['screenshot of the setting.png']['id']}"

    evidence("number", policy, "PX9")
    evidence("number", letter, shot, "--next", "PX")
    evidence("set", "PX9", "title=Privacy policy, version B", "sponsor=A. Rivera")
    evidence("tag", "PX9", "PX10", "hot")
    evidence("elements", "set", "1.4.1", "search_terms=train* w/5 model*; agreed")
    work = evidence.json("search-element", "1.4.1")["elements"][0]
    assert {(hit["exhibit_number"], hit["page"]) for hit in work["hits"]} >= {("PX9", 1), ("PX10", 1)}
    linked = evidence("link", "1.4.1", "PX9", "--quote", "may train our models", "--strength", "3")
    assert "Ex. PX9 at 1" in linked and "proved" in linked
    again = evidence.json("search-element", "1.4.1")["elements"][0]
    assert ("PX9", 1) not in {(hit["exhibit_number"], hit["page"]) for hit in again["hits"]} and again[
        "hidden_linked"
    ] == 1
    assert "1.4.1" not in {gap["number"] for gap in evidence.json("gaps")}

    said = evidence("search", "switched AND sharing", "--silent")
    assert "PX11" in said and "Searched" in said and "damaged" in said
    assert [hit["title"] for hit in evidence.json("search", "tag:hot agreed")["hits"]] != []

    evidence("report", "exhibit-list", tmp_path / "list.pdf")
    evidence("report", "exhibit-list", tmp_path / "list.csv")
    text = " ".join("".join(page.extract_text() for page in PdfReader(tmp_path / "list.pdf").pages).split())
    assert "3:26-cv-01234" in text and text.index("PX9") < text.index("PX10") < text.index("PX11")
    assert "Privacy policy, version B" in text and str(tmp_path) not in text
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        numbers = [row[0] for row in csv.reader(file) if row and row[0].startswith("PX")]
    assert numbers == ["PX9", "PX10", "PX11"]

    assert "No problem found." in evidence("verify")
    assert "Undo: Link Ex. PX9" in evidence("undo")
    assert "1.4.1" in {gap["number"] for gap in evidence.json("gaps")}
    assert "Redo: Link Ex. PX9" in evidence("redo")
    assert "No problem found." in evidence("verify")
    (original,) = [
        p
        for p in (tmp_path / "rivera" / "originals").rglob("*")
        if p.is_file() and p.read_bytes().startswith(b"%PDF-1.4")
    ]
    original.chmod(0o644)
    original.write_bytes(b"%PDF-1.4\n%changed")
    assert "altered since import" in evidence("verify", code=4)
    assert not evidence.attempts.exists(), evidence.attempts.read_text("utf-8")


def test_the_sample_matter_is_built_and_verified_without_network(tmp_path):
    evidence = Terminal(tmp_path)
    assert evidence("demo", tmp_path / "sample", "--no-window") == f"{tmp_path / 'sample'}\n"
    assert "No problem found." in evidence("verify", "-m", tmp_path / "sample")
    assert not evidence.attempts.exists(), evidence.attempts.read_text("utf-8")
