"""The binder: every index entry lands on its exhibit's first page, labels equal printed numbers, nothing hidden leaks."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from evidence_app.jobs import CancelToken
from evidence_app.model.errors import Cancelled, UserError
from evidence_app.model.exhibits import number_sort_key
from evidence_app.reports.binder import REPORT, BinderOptions, check_links
from evidence_app.reports.binder.layout import roman, split
from evidence_app.reports.exhibit_list import REPORT as LIST
from evidence_app.reports.exhibit_list import ExhibitListOptions
from evidence_app.services.exhibits import describe
from evidence_app.services.importing import import_paths


@pytest.fixture
def texts(add_exhibit):
    """Add numbered exhibits that are text; page n of exhibit i holds the word e<i>p<n>."""

    def add(count: int, pages: int = 2, title: str = "Document {} about things that were said and done") -> list[int]:
        return [
            add_exhibit(
                title.format(i), *(f"e{i}p{n}" for n in range(1, pages + 1)), kind="text", number=str(i),
                number_sort=number_sort_key(str(i)), status="numbered",
            )
            for i in range(1, count + 1)
        ]  # fmt: skip

    return add


def bind(matter, path: Path, **options) -> tuple[PdfReader, list[str]]:
    REPORT.write(matter, BinderOptions(**options), path)
    reader = PdfReader(path)
    return reader, [page.extract_text() for page in reader.pages]


@pytest.mark.parametrize("style", ["us", "uk"])
@pytest.mark.parametrize("cover", [True, False])
@pytest.mark.parametrize("count", [1, 28, 29, 300])
def test_every_index_entry_lands_on_its_exhibits_first_page(matter, texts, tmp_path, count, cover, style):
    texts(count, pages=1)
    path = tmp_path / "binder.pdf"
    reader, pages = bind(matter, path, style=style, cover=cover, stickers=False, dividers=style == "us")
    links = check_links(path)
    assert {link.key for link in links} == {str(i) for i in range(1, count + 1)}
    for link in links:
        assert f"e{link.key}p1" in pages[link.target]
    index_pages = {link.page for link in links}
    assert min(index_pages) == int(cover)
    if style == "uk":
        assert reader.page_labels == [str(n) for n in range(1, len(pages) + 1)]
        for number, text in enumerate(pages, 1):
            assert text.rstrip().endswith(str(number))
        rows = "\n".join(pages[i] for i in sorted(index_pages))
        last = next(link.target for link in links if link.key == str(count))
        assert str(last + 1) in rows.split()


def test_labels_are_what_is_printed(matter, texts, tmp_path):
    texts(2)
    reader, pages = bind(matter, tmp_path / "b.pdf")
    assert reader.page_labels == ["Cover", "i", "1", "1 at 1", "1 at 2", "2", "2 at 1", "2 at 2"]
    for label, text in zip(reader.page_labels[1:], pages[1:], strict=True):
        assert label in text
    titles = [str(one.title) for one in reader.outline]
    assert titles[:2] == ["Cover", "Index"]
    assert titles[2].startswith("1  Document 1") and titles[2].endswith("(p. 4)")
    assert [reader.get_destination_page_number(one) for one in reader.outline] == [0, 1, 3, 6]


def test_privileged_and_sequestered_exhibits_leave_no_trace(matter, texts, tmp_path):
    texts(4, title="Secretword{} memo")
    describe(matter, [2], privilege="Attorney-Client")
    describe(matter, [3], sequestered=1)
    path = tmp_path / "b.pdf"
    REPORT.write(matter, BinderOptions(), path)
    with pikepdf.open(path) as pdf:
        every = b"".join(o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Subtype" not in o)
        strings = [
            str(o)
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary)
            for o in o.values()
            if isinstance(o, pikepdf.String)
        ]
    text = "".join(page.extract_text() for page in PdfReader(path).pages) + "".join(strings)
    for hidden in ("Secretword2", "Secretword3", "e2p1", "e3p1"):
        assert hidden not in text
        assert hidden.encode() not in every + path.read_bytes()
    assert "Secretword1" in text


def test_a_privileged_exhibit_named_by_hand_is_refused(matter, texts, tmp_path):
    texts(2)
    describe(matter, [2], privilege="Work Product")
    with pytest.raises(UserError, match="privileged"):
        REPORT.write(matter, BinderOptions(exhibits=("1", "2")), tmp_path / "b.pdf")


def test_a_withdrawn_exhibit_is_listed_without_pages(matter, texts, tmp_path):
    texts(2)
    describe(matter, [1], status="withdrawn")
    _reader, pages = bind(matter, tmp_path / "b.pdf")
    assert "WITHDRAWN" in pages[1]
    assert not any("e1p1" in page for page in pages)
    assert [link.key for link in check_links(tmp_path / "b.pdf")].count("1") == 0


def test_designations_print_the_highest_and_can_be_held_back(matter, texts, add_exhibit, tmp_path):
    texts(2)
    describe(matter, [1], designation="CONFIDENTIAL")
    add_exhibit("Sheet", "inner", kind="text", parent_id=1, family_position=1, designation="AEO")
    _reader, pages = bind(matter, tmp_path / "b.pdf")
    assert "ATTORNEYS' EYES ONLY" in next(p for p in pages if "e1p1" in p)
    assert "CONFIDENTIAL" not in next(p for p in pages if "e2p1" in p)
    _reader, pages = bind(matter, tmp_path / "c.pdf", designated="placeholder")
    assert not any("e1p1" in p or "inner" in p for p in pages)
    assert "withheld" in pages[1]


def test_attachments_follow_their_parent_in_index_and_bookmarks(matter, texts, add_exhibit, tmp_path):
    texts(2)
    add_exhibit("Enclosure", "inner", kind="text", parent_id=1, family_position=1)
    reader, pages = bind(matter, tmp_path / "b.pdf", dividers=False)
    assert reader.page_labels[2:5] == ["1 at 1", "1 at 2", "1 att. 1 at 1"]
    assert isinstance(reader.outline[3], list) and "Enclosure" in reader.outline[3][0].title
    assert "Attachment 1: Enclosure" in pages[1]


def test_titles_in_any_script_and_with_markup_are_printed_as_they_are(matter, texts, tmp_path):
    hostile = "#let x = 1 *bold* $math$ @ref \\ <a> [b] مرحبا 漢字 {}"
    texts(1, title=hostile)
    _reader, pages = bind(matter, tmp_path / "b.pdf")
    for piece in ("#let x = 1 *bold* $math$ @ref", "<a> [b]", "漢字"):
        assert piece in pages[1].replace("\n", " ")


def test_volumes_by_size(matter, tmp_path, files):
    for name in ("a", "b", "c"):
        big_pdf(files / f"{name}.pdf", 700_000)
    import_paths(matter, [files])
    number_all(matter)
    with pytest.raises(UserError, match="volumes"):
        REPORT.write(matter, BinderOptions(max_megabytes=1), tmp_path / "b.pdf")
    path = tmp_path / "b.zip"
    REPORT.write(matter, BinderOptions(max_megabytes=1), path)
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["Volume 1.pdf", "Volume 2.pdf", "Volume 3.pdf"]
        assert all(info.file_size <= 1_000_000 for info in archive.infolist())
        archive.extractall(tmp_path / "out")
    for number in (1, 2, 3):
        volume = tmp_path / "out" / f"Volume {number}.pdf"
        links = check_links(volume)
        assert {link.key for link in links} == {str(number)}
        text = PdfReader(volume).pages[1].extract_text()
        assert f"Volume {number} of 3" in text and "c" in text


def test_a_damaged_and_a_locked_file_get_a_slip_sheet_and_the_rest_goes_on(matter, texts, tmp_path, files):
    texts(1)
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(files / "locked.pdf", encryption=pikepdf.Encryption(user="x", owner="y"))
    (files / "broken.pdf").write_bytes(b"%PDF-1.4 nothing here")
    import_paths(matter, [files])
    number_all(matter, start=2)
    written = REPORT.write(matter, BinderOptions(), tmp_path / "b.pdf")
    pages = [page.extract_text() for page in PdfReader(tmp_path / "b.pdf").pages]
    assert sum("SHA-256" in page for page in pages) == 2
    assert any("password" in note for note in written.notes)
    opened = REPORT.write(matter, BinderOptions(password="x"), tmp_path / "c.pdf")
    assert sum("slip-sheet" in note for note in opened.notes) == 1


def test_hidden_layers_stay_hidden(matter, tmp_path, files):
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(612, 792))
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Hidden"))
        page.obj["/Resources"] = pikepdf.Dictionary(Properties=pikepdf.Dictionary(L0=layer))
        page.obj["/Contents"] = pdf.make_stream(b"/OC /L0 BDC 1 0 0 rg 100 100 300 300 re f EMC")
        pdf.Root.OCProperties = pikepdf.Dictionary(
            OCGs=pikepdf.Array([layer]), D=pikepdf.Dictionary(OFF=pikepdf.Array([layer]), Order=pikepdf.Array([layer]))
        )
        pdf.save(files / "layers.pdf")
    import_paths(matter, [files])
    number_all(matter)
    REPORT.write(matter, BinderOptions(cover=False, dividers=False), tmp_path / "b.pdf")
    import pypdfium2

    picture = pypdfium2.PdfDocument(tmp_path / "b.pdf")[1].render(scale=0.5).to_pil().convert("RGB")
    assert picture.getpixel((120, 260)) == (255, 255, 255)


def test_links_by_the_same_name_in_two_exhibits_keep_apart(matter, tmp_path, files):
    for name in ("a", "b"):
        with pikepdf.new() as pdf:
            for _ in range(3):
                pdf.add_blank_page(page_size=(300, 300))
            pdf.Root.Dests = pikepdf.Dictionary(there=pikepdf.Array([pdf.pages[2].obj, pikepdf.Name.Fit]))
            link = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 50, 50], Dest=pikepdf.Name.there
            )
            pdf.pages[0].obj["/Annots"] = pikepdf.Array([pdf.make_indirect(link)])
            pdf.docinfo["/Title"] = name
            pdf.save(files / f"{name}.pdf")
    import_paths(matter, [files])
    number_all(matter)
    reader, _pages = bind(matter, tmp_path / "b.pdf", cover=False, index=False, dividers=False, stickers=False)
    targets = [
        next(
            n for n, p in enumerate(reader.pages) if p.indirect_reference == page["/Annots"][0].get_object()["/Dest"][0]
        )
        for page in (reader.pages[0], reader.pages[3])
    ]
    assert targets == [2, 5]


def test_originals_are_not_touched(matter, tmp_path, files):
    big_pdf(files / "a.pdf", 1000)
    import_paths(matter, [files])
    number_all(matter)
    path = matter.originals.path(matter.read.value("SELECT original_sha256 FROM exhibit"))
    before = path.read_bytes(), path.stat().st_mtime_ns
    REPORT.write(matter, BinderOptions(), tmp_path / "b.pdf")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_cancelled_before_anything_is_written(matter, texts, tmp_path):
    texts(3)
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        REPORT.write(matter, BinderOptions(), tmp_path / "b.pdf", cancel=token)
    assert not (tmp_path / "b.pdf").exists()


def test_nothing_to_bind_says_so(matter, tmp_path):
    with pytest.raises(UserError, match="No exhibits"):
        REPORT.write(matter, BinderOptions(), tmp_path / "b.pdf")


@pytest.mark.parametrize(("number", "text"), [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (1999, "mcmxcix")])
def test_roman_numerals(number, text):
    assert roman(number) == text


def test_split_keeps_order_and_leaves_nothing_out(texts, matter):
    from evidence_app.reports.binder.layout import Entry
    from evidence_app.reports.exhibit_rows import Choices, select

    texts(9)
    entries = [Entry(row, "x", None) for row in select(matter, Choices()).rows]
    parts = split(entries, [40, 40, 40, 200, 10, 10, 10, 90, 1], 100)
    assert [len(part) for part in parts] == [2, 1, 1, 3, 2]
    assert [one for part in parts for one in part] == entries


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def big_pdf(path: Path, size: int) -> None:
    """A PDF of about ``size`` bytes that does not get smaller."""
    import random

    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(612, 792))
        noise = random.Random(path.name).randbytes(size)
        picture = pikepdf.Stream(pdf, noise)
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height, picture.BitsPerComponent = size, 1, 8
        picture.ColorSpace = pikepdf.Name.DeviceGray
        page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
        page.obj["/Contents"] = pdf.make_stream(b"q 100 0 0 100 50 600 cm /P Do Q")
        pdf.save(path)


def number_all(matter, start: int = 1) -> None:
    with matter.operation("Number") as tx:
        for n, one in enumerate(tx.column("SELECT id FROM exhibit WHERE number IS NULL ORDER BY id"), start):
            tx.update("exhibit", one, {"number": str(n), "number_sort": number_sort_key(str(n)), "status": "numbered"})


def test_a_title_of_any_length_leaves_every_divider_before_its_own_exhibit(matter, texts, tmp_path):
    """A divider that ran over its page once moved all later ones before the wrong exhibit."""
    ids = texts(4, pages=1)
    describe(matter, [ids[0]], title="word " * 400)
    describe(matter, [ids[1]], title="x" * 2000)
    describe(matter, [ids[2]], title="word " * 5000)
    _reader, pages = bind(matter, tmp_path / "b.pdf", style="uk")
    for i in range(1, 5):
        own = next(n for n, words in enumerate(pages) if f"e{i}p1" in words)
        assert pages[own - 1].split()[0] == str(i), f"exhibit {i} stands behind its own divider"


def test_a_bundle_of_the_uk_style_is_on_a4_to_its_last_divider(matter, texts, tmp_path):
    texts(2, pages=1)
    pages = bind(matter, tmp_path / "b.pdf", style="uk")[0].pages
    assert [round(float(page.mediabox.height)) for page in pages[:3]] == [842, 842, 842]
    pages = bind(matter, tmp_path / "c.pdf")[0].pages
    assert round(float(pages[2].mediabox.height)) == 792


def listed_pages(matter, path: Path, **options) -> tuple[dict[str, str], tuple[str, ...]]:
    """Tab -> page of the England and Wales bundle index written to ``path``, and the notes told."""
    made = LIST.write(matter, ExhibitListOptions(preset="england-wales", **options), path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    start = next(i for i, row in enumerate(rows) if row[:2] == ["Tab", "Document"])
    return {row[0]: row[3] for row in rows[start + 1 :] if len(row) > 3 and row[0]}, made.notes


@pytest.mark.parametrize("parts", [{}, {"cover": False}, {"dividers": False}, {"index": False}])
@pytest.mark.parametrize("count", [1, 28, 29, 60])
def test_the_bundle_index_list_agrees_with_the_binder_page_for_page(matter, texts, tmp_path, count, parts):
    texts(count, pages=2)
    pages, notes = listed_pages(matter, tmp_path / "list.csv", **{f"bundle_{key}": on for key, on in parts.items()})
    reader, _texts = bind(matter, tmp_path / "binder.pdf", style="uk", stickers=False, **parts)
    words = [page.extract_text() for page in reader.pages]
    assert list(pages) == [str(i) for i in range(1, count + 1)]
    for tab, span in pages.items():
        first, last = (int(one) for one in span.split("–"))
        assert f"e{tab}p1" in words[first - 1] and f"e{tab}p2" in words[last - 1]
        assert words[first - 1].rstrip().endswith(str(first))
    assert any("exhibit binder in style uk" in note for note in notes)
    if parts.get("index", True):
        index = [page for page, text in enumerate(words) if "INDEX" in text]
        assert all(span in "".join(words[index[0] : index[0] + 4]) for span in pages.values())


def test_the_list_says_which_bundle_its_pages_are_of(matter, texts):
    texts(2, pages=1)
    document = LIST.made(
        matter, ExhibitListOptions(preset="england-wales", bundle_dividers=False), lambda _p: None, CancelToken()
    )
    assert document.closing[-1] == "The pages are those of the bundle with cover, index and no dividers."
    plain = LIST.made(matter, ExhibitListOptions(), lambda _p: None, CancelToken())
    assert not any("bundle" in line for line in plain.closing)


def test_pages_of_what_is_withdrawn_unreadable_or_elsewhere(matter, texts, add_exhibit, tmp_path):
    first, second, third = texts(3, pages=2)
    describe(matter, [second], status="withdrawn")
    add_exhibit(
        "Gone",
        "",
        kind="pdf",
        number="4",
        number_sort=number_sort_key("4"),
        status="numbered",
        original_sha256="0" * 64,
    )
    pages, notes = listed_pages(matter, tmp_path / "list.csv")
    assert pages == {"1": "4–5", "2": "", "3": "7–8", "4": "10"}
    assert any(note.startswith("4 counts as one page: ") for note in notes)
    assert first and third


def test_the_cover_is_one_page_with_many_long_parties(matter, texts, tmp_path):
    texts(2, pages=1)
    with matter.operation("Seed") as tx:
        for i in range(24):
            side = "plaintiff" if i % 2 else "defendant"
            name = f"The Very Long And Winding Name Of Party Number {i} " * 3
            tx.insert("party", {"name": name, "side": side, "position": i})
    _reader, pages = bind(matter, tmp_path / "b.pdf", style="uk")
    words = " ".join(pages[0].split())
    assert "NUMBER 23" in words and "INDEX" in pages[1].split()
    assert "Claimants," in words and "- and -" in words, "a bundle of the uk style has its courts' words"
