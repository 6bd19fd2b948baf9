"""What a file carries besides what it shows is named, one planted thing at a time; plain files give nothing."""

import io
import zipfile

import pikepdf
import pytest
from docx import Document
from openpyxl import Workbook
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from evidence_app.importers.hidden_content import HiddenTask, earlier_versions, inspect_file
from evidence_app.model.errors import Encrypted

from .conftest import edited, encoded, pdf


@pytest.fixture
def look(tmp_path):
    """Codes found in bytes of a kind."""

    def find(data, kind="pdf"):
        path = tmp_path / "file"
        path.write_bytes(data)
        return inspect_file(HiddenTask(str(path), "file", kind))

    return find


@pytest.fixture
def plain():
    """A PDF without any properties."""
    with pikepdf.open(io.BytesIO(pdf("Nothing hidden here."))) as document:
        del document.trailer["/Info"]
        del document.Root["/Metadata"]
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def codes(found):
    return {one.code for one in found}


def test_a_plain_pdf_gives_nothing(look, plain):
    assert look(plain) == []


def test_properties_attachments_scripts_and_comments(look, plain):
    def change(writer):
        writer.add_metadata({"/Author": "Quagga"})
        writer.add_attachment("x.txt", b"x")
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
        writer.add_annotation(0, FreeText(text="look", rect=(50, 50, 90, 90)))

    found = look(edited(plain, change))
    assert {"hidden-metadata", "hidden-attachments", "hidden-script", "hidden-comments"} <= codes(found)
    assert "Quagga" not in "".join(one.words for one in found)
    assert [one.page for one in found if one.code == "hidden-comments"] == [1]


def test_earlier_versions_are_counted_but_not_the_linearized_form(look, plain, tmp_path):
    writer = PdfWriter(io.BytesIO(plain), incremental=True)
    writer.add_metadata({"/Title": "Second"})
    out = io.BytesIO()
    writer.write(out)
    assert "hidden-revisions" in codes(look(out.getvalue()))
    with pikepdf.open(io.BytesIO(plain)) as document:
        document.save(tmp_path / "web.pdf", linearize=True)
    assert earlier_versions(tmp_path / "web.pdf") == 0


def test_text_under_a_box_is_found_with_its_place_and_not_repeated(look, plain):
    covered = pdf(
        "#place(dx: 0pt, dy: 0pt)[Zanzibar ledger]\n#place(dx: -2pt, dy: -4pt, rect(width: 150pt, height: 20pt, fill: black))"
    )
    found = [one for one in look(covered) if one.code == "covered-text"]
    assert len(found) == 1 and found[0].page == 1 and found[0].words.startswith("2 words")
    assert "Zanzibar" not in found[0].words and "0.6 in from the left" in found[0].where


def test_a_redaction_that_was_only_marked_is_named(look, plain):
    with pikepdf.open(io.BytesIO(plain)) as document:
        mark = document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Redact, Rect=[10, 10, 90, 90])
        )
        document.pages[0].obj["/Annots"] = pikepdf.Array([mark])
        out = io.BytesIO()
        document.save(out)
    found = look(out.getvalue())
    assert [one.code for one in found] == ["covered-text"] and "never applied" in found[0].words


def test_layers_that_are_off(look, plain):
    with pikepdf.open(io.BytesIO(plain)) as document:
        layer = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Draft"))
        document.Root["/OCProperties"] = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer]))
        out = io.BytesIO()
        document.save(out)
    assert codes(look(out.getvalue())) == {"hidden-text"}


def test_encryption(look, plain):
    assert "encrypted" in codes(look(edited(plain, lambda writer: writer.encrypt("", "owner"))))
    with pytest.raises(Encrypted):
        look(edited(plain, lambda writer: writer.encrypt("secret")))


def test_office_files(look):
    document, out = Document(), io.BytesIO()
    document.core_properties.author = "Quagga"
    run = document.add_paragraph().add_run("hidden")
    run.font.hidden = True
    document.save(out)
    found = look(out.getvalue(), "word")
    assert codes(found) == {"hidden-metadata", "hidden-text"}
    assert "creator" in next(one.words for one in found if one.code == "hidden-metadata")
    data = io.BytesIO(out.getvalue())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("word/comments.xml", "<w:comments/>")
        archive.writestr("word/footer9.xml", '<w:ins w:id="1"><w:t>x</w:t></w:ins><w:del w:id="2"/>')
        archive.writestr("word/vbaProject.bin", b"macro")
    assert {"hidden-comments", "hidden-revisions", "hidden-script"} <= codes(look(data.getvalue(), "word"))


def test_hidden_sheets(look):
    book, out = Workbook(), io.BytesIO()
    book.create_sheet("Secret").sheet_state = "veryHidden"
    book.save(out)
    assert "hidden-text" in codes(look(out.getvalue(), "spreadsheet"))


def test_pictures(look):
    image = Image.new("RGB", (40, 40), "white")
    assert look(encoded(image), "image") == []
    exif = Image.Exif()
    exif[0x013B] = "Quagga"
    exif.get_ifd(0x8825)[1] = "N"
    found = look(encoded(image, "JPEG", exif=exif), "image")
    assert "GPS" in found[0].words and "an artist" in found[0].words and "Quagga" not in found[0].words
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "Quagga")
    assert codes(look(encoded(image, pnginfo=note), "image")) == {"hidden-metadata"}


def test_other_kinds_are_not_opened(look):
    assert look(b"anything", "email") == []


@pytest.mark.parametrize("name", ["nasty/pypdf_commented.pdf", "nasty/corkami_incremental.pdf"])
def test_real_files_with_earlier_versions(sample, name):
    path = sample(name)
    assert PdfReader(path).pages and "hidden-revisions" in codes(inspect_file(HiddenTask(str(path), "f", "pdf")))


def test_rich_text_with_what_it_hides(look):
    head, body = rb"{\rtf1\ansi{\info{\author Quagga}{\creatim\yr2020\mo1\dy1}}", rb"Shown words.\par}"
    told = look(
        head + rb"{\*\annotation note}{\deleted Quagga}{\revised new}{\v Quagga}{\object x}" + body + b"rest", "word"
    )
    assert [one.code for one in told] == [
        "hidden-metadata", "hidden-comments", "hidden-attachments", "hidden-revisions", "hidden-text", "hidden-text",
    ]  # fmt: skip
    assert "author" in told[0].words and told[3].words.startswith("2 tracked changes")
    assert "Quagga" not in "".join(one.words for one in told)
    assert look(rb"{\rtf1\ansi " + body, "word") == []
