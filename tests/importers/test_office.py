import io
import zipfile

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from evidence_app.model.shape import unpack_shape
from tests.importers.conftest import encoded, screenshot


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_file():
    document = docx.Document()
    document.core_properties.author = "Dana Doe"
    document.add_heading("Memo")
    paragraph = document.add_paragraph("The policy ")
    paragraph._p.append(
        parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="x"><w:r><w:t>now applies</w:t></w:r></w:ins>')
    )
    paragraph._p.append(
        parse_xml(f'<w:del {nsdecls("w")} w:id="2" w:author="x"><w:r><w:delText>never</w:delText></w:r></w:del>')
    )
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Name", "Date"
    document.sections[0].header.paragraphs[0].text = "Privileged draft"
    run = document.add_paragraph("Second ").add_run()
    run._r.append(parse_xml(f"<w:lastRenderedPageBreak {nsdecls('w')}/>"))
    run.add_text("page text")
    return document


def test_word_with_tracked_changes_tables_headers_and_page_breaks(desk):
    exhibit = desk.read("Notice March 2021.docx", saved(word_file()))
    assert (exhibit.kind, exhibit.status, exhibit.author) == ("word", "ok", "Dana Doe")
    assert exhibit.date == "2021-03" and exhibit.date_basis == "file name"
    first, second = (page.text for page in exhibit.pages)
    assert "Memo\nThe policy now applies[deleted: never]\nName\n\tDate\n\t" in first
    assert second.startswith("page text") and "[Header] Privileged draft" in second


def test_headings_lists_and_bold_of_word_are_kept_beside_the_text(desk):
    document = docx.Document()
    document.add_heading("Memo", 0)
    document.add_heading("Facts", 2)
    document.add_paragraph("first", style="List Bullet")
    paragraph = document.add_paragraph("plain ")
    paragraph.add_run("bold").bold = True
    paragraph.add_run(" not").bold = False
    (page,) = desk.read("a.docx", saved(document)).pages
    found = [(span.kind, page.text[span.start : span.end]) for span in unpack_shape(page.shape)]
    assert found == [("h1", "Memo"), ("h2", "Facts"), ("li", "first"), ("b", "bold")]


def test_kind_by_the_inside_not_the_name(desk):
    assert desk.read("renamed.pdf", saved(word_file())).kind == "word"
    assert desk.read("nameless", saved(openpyxl.Workbook())).kind == "spreadsheet"


def test_excel_shows_values_and_names_hidden_sheets(desk):
    book = openpyxl.Workbook()
    book.active.title = "Logins"
    book.active.append(["User", "Count"])
    book.active.append(["doe", 17])
    book.create_sheet("Secret").append(["hidden words"])
    book["Secret"].sheet_state = "hidden"
    exhibit = desk.read("log.xlsx", saved(book))
    assert [page.text for page in exhibit.pages] == [
        "Sheet: Logins\nUser\tCount\ndoe\t17",
        "Sheet: Secret (hidden)\nhidden words",
    ]


def test_powerpoint_page_per_slide_with_notes(desk):
    deck = pptx.Presentation()
    for words in ("Growth", "Risks"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = words
        slide.notes_slide.notes_text_frame.text = f"Say more on {words}"
    exhibit = desk.read("deck.pptx", saved(deck))
    assert exhibit.kind == "slides" and [page.number for page in exhibit.pages] == [1, 2]
    assert exhibit.pages[1].text.startswith("Risks\n[Speaker notes]") and "Say more on Risks" in exhibit.pages[1].text


def test_pictures_inside_are_named_as_not_searchable(desk):
    document = docx.Document()
    document.add_picture(io.BytesIO(encoded(screenshot(["words"]))))
    exhibit = desk.read("a.docx", saved(document))
    assert exhibit.metadata["pictures inside"] == "1, not searchable"
    document.add_paragraph("words")
    (page,) = desk.read("a.docx", saved(document)).pages
    assert page.note == "1 picture inside is neither shown nor searched; open the original to see it."
    assert "print it to PDF" in exhibit.reason and exhibit.status == "ok"


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(("members", "status"), [
    ({"[Content_Types].xml": b"", "word/document.xml": b"\0" * 5_000_000}, "too big"),
    ({"[Content_Types].xml": b"", **{f"word/{i}": b"" for i in range(10_001)}}, "too big"),
    ({"[Content_Types].xml": b"", "word/document.xml": b"<not xml"}, "damaged"),
    ({"[Content_Types].xml": b"", "word/other.xml": b""}, "damaged"),
    ({"../../evil.txt": b"x"}, "unsupported"),
])  # fmt: skip
def test_hostile_archives_end_as_a_reason(desk, members, status):
    exhibit = desk.read("a.docx", zipped(members))
    assert exhibit.status == status and exhibit.reason and exhibit.pages == ()
    assert not desk.temp.exists()


def test_entity_bombs_do_not_grow(desk):
    body = b'<!DOCTYPE b [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 20) for i in range(8)
    ) + b"]><b>&i;</b>"  # fmt: skip
    exhibit = desk.read("a.docx", zipped({"[Content_Types].xml": b"", "word/document.xml": body}))
    assert exhibit.status == "damaged"


def test_truncated_file(desk):
    data = saved(word_file())
    exhibit = desk.read("a.docx", data[: len(data) // 2])
    assert exhibit.status == "damaged" and exhibit.reason


def test_a_plain_archive_is_kept_with_advice(desk):
    exhibit = desk.read("papers.zip", zipped({"a.txt": b"x"}))
    assert exhibit.status == "unsupported" and "unpack" in exhibit.reason
