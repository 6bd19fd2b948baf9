"""Verify finds what was altered, names it, and repairs nothing."""

import sqlite3

import pytest

from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import evidence_links, importing, integrity, proof
from evidence_app.services.matter import create_matter, open_matter
from tests.services.test_importing import make_pdf


@pytest.fixture
def folder(tmp_path):
    files = tmp_path / "in"
    files.mkdir()
    make_pdf(files / "a.pdf", "messages are shared with partners")
    make_pdf(files / "b.pdf", "another page")
    with create_matter(tmp_path / "m", "A v. B") as matter:
        importing.import_paths(matter, [files])
        element = proof.add_element(matter, proof.add_claim(matter, "Claim"), "divulged")
        exhibit = matter.read.value("SELECT id FROM exhibit WHERE file_name = 'a.pdf'")
        evidence_links.link_evidence(matter, element, exhibit, Pinpoint(1, "shared with partners"))
        assert integrity.verify(matter).clean
    return tmp_path / "m"


def findings(folder) -> list[str]:
    with open_matter(folder) as matter:
        report = integrity.verify(matter)
        return [f.words for f in report.problems]


def an_original(folder):
    with open_matter(folder) as matter:
        return matter.originals.existing(
            matter.read.value("SELECT original_sha256 FROM exhibit WHERE file_name = 'a.pdf'")
        )


def test_one_changed_byte_in_an_original_is_found(folder):
    path = an_original(folder)
    data = bytearray(path.read_bytes())
    data[10] ^= 1
    path.chmod(0o600)
    path.write_bytes(bytes(data))
    assert findings(folder) == ["The original of “a” was altered since import."]
    assert path.read_bytes() == bytes(data), "nothing is repaired silently"


def test_a_missing_original_is_found(folder):
    path = an_original(folder)
    path.unlink()
    assert findings(folder) == ["The original of “a” is missing."]


def test_a_row_edited_directly_is_found(folder):
    connection = sqlite3.connect(folder / "matter.sqlite")
    connection.execute("UPDATE evidence_link SET stance = 'undermines'")
    connection.commit()
    connection.close()
    assert findings(folder) == ["Row [1] of evidence_link was changed outside the program."]


def test_a_quote_over_a_page_break_that_is_gone_is_found(folder):
    with open_matter(folder) as matter:
        with matter.operation("Seed") as tx:
            made = tx.insert("exhibit", {"title": "Two pages", "page_count": 2, "number_sort": "~", "kind": "pdf"})
            for number, text in enumerate(("We share", "all messages."), 1):
                tx.insert("page", {"exhibit_id": made, "number": number, "text": text, "source": "layer"})
        element = matter.read.value("SELECT id FROM element")
        evidence_links.link_evidence(matter, element, made, Pinpoint(1, "share all", page_end=2))
        with matter.operation("Change") as tx:
            tx.execute("UPDATE page SET text = 'nothing.' WHERE exhibit_id = ? AND number = 2", (made,))
        words = [f.words for f in integrity.verify(matter).problems]
        assert any(one.startswith("A linked quote is no longer on page 1: “share") for one in words)


def test_a_page_text_edited_directly_loses_the_quote_and_is_found(folder):
    connection = sqlite3.connect(folder / "matter.sqlite")
    connection.execute("UPDATE page SET text = 'nothing' WHERE text LIKE 'messages%'")
    connection.commit()
    connection.close()
    assert any("no longer on page 1" in words for words in findings(folder))


def test_a_stranger_in_the_store_is_a_notice(folder):
    with open_matter(folder) as matter:
        matter.originals.add_bytes(b"who put this here")
        report = integrity.verify(matter)
        assert report.clean
        assert any("belongs to no exhibit" in f.words for f in report.findings)
