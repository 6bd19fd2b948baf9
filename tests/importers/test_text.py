import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.importers.text_pages import clean, cut, decode
from tests.importers.conftest import PROSE


@given(st.text(), st.integers(10, 200))
def test_pieces_together_are_the_text(text, size):
    pieces = cut(text, size)
    assert "".join(pieces) == text and all(pieces) and all(len(piece) <= size * 1.2 for piece in pieces)


def test_cut_prefers_paragraph_then_line_then_sentence_ends():
    paragraphs = "\n\n".join(["word " * 30] * 8)
    assert all(piece.endswith("\n\n") for piece in cut(paragraphs, 500)[:-1])
    lines = "\n".join(["word " * 30] * 8)
    assert all(piece.endswith("\n") for piece in cut(lines, 500)[:-1])
    assert all(piece.endswith(". ") for piece in cut("One more sentence. " * 100, 500)[:-1])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(desk, encoding):
    text = "The café’s “policy” took effect on 18 September 2024"
    exhibit = desk.read("a.txt", text.encode(encoding))
    assert (exhibit.pages[0].text, exhibit.status, exhibit.pages[0].source) == (text, "ok", "file")


@given(st.binary(max_size=300))
def test_decode_never_fails(data):
    text, encoding = decode(data)
    assert isinstance(text, str) and encoding
    clean(text).encode("utf-8")


def test_long_text_becomes_pages_one_can_cite(desk):
    exhibit = desk.read("Policy__2024-06-02T123533Z__x.md", (PROSE + "\n\n").encode() * 100)
    assert len(exhibit.pages) > 5 and all(2_000 < len(p.text) < 3_600 for p in exhibit.pages[:-1])
    assert [p.number for p in exhibit.pages] == list(range(1, len(exhibit.pages) + 1))
    assert exhibit.date == "2024-06-02"
    capped = desk.read("a.md", (PROSE + "\n\n").encode() * 100, max_pages=2)
    assert capped.status == "partial" and "only the first 2 were read" in capped.reason


def test_form_feeds_are_page_ends(desk):
    assert [p.text for p in desk.read("depo.txt", b"page one\x0cpage two\x0c").pages] == ["page one", "page two"]


def test_csv_json_and_code_are_text(desk):
    assert desk.read("a.csv", b"date,event\n2024-09-18,change\n").kind == "spreadsheet"
    assert desk.read("a.json", b'{"a": 1}').kind == "text"
    assert desk.read("program.cs", b"class A { }\n").kind == "text"


def test_concordance_load_file_reads_as_rows(desk):
    row = "þDOCIDþ\x14þCustodianþ\x14þSubjectþ\r\nþDEF001þ\x14þDoeþ\x14þTwo®linesþ\r\n"
    for encoding in ("cp1252", "utf-8-sig", "utf-16"):
        exhibit = desk.read("prod.dat", row.encode(encoding))
        assert exhibit.kind == "load file"
        assert exhibit.pages[0].text == "DOCID | Custodian | Subject\nDEF001 | Doe | Two lines\n"


def test_binary_with_a_text_name_is_kept_unread(desk):
    exhibit = desk.read("a.txt", bytes(range(256)) * 20)
    assert (exhibit.kind, exhibit.status, exhibit.pages) == ("other", "unsupported", ())
    assert "not searchable" in exhibit.reason
