"""What is known of every file an exhibit had, and the pages of the earlier ones."""

import typst

from evidence_app.jobs import SerialPool
from evidence_app.model.pages import unpack_words
from evidence_app.services import exhibits, history, importing, replacing, versions


def pdf(path, pages):
    path.write_bytes(typst.compile("\n#pagebreak()\n".join(pages).encode()))
    return path


def replaced(matter, one, path, reason):
    replacing.replace(matter, replacing.prepare(matter, one, path, pool=SerialPool()), reason)


def test_every_file_is_listed_with_who_when_and_why_and_two_are_compared(matter, tmp_path):
    first = pdf(tmp_path / "v1.pdf", ["The switch was on.", "Last page."])
    importing.import_paths(matter, [first], importing.ImportOptions(ocr=False))
    one = exhibits.list_ids(matter)[0]
    assert [(row.version, row.kept) for row in versions.version_rows(matter, one)] == [(1, None)]
    replaced(matter, one, pdf(tmp_path / "v2.pdf", ["The switch was off.", "Last page."]), "signed copy")
    replaced(matter, one, first, "the first one after all")
    rows = versions.version_rows(matter, one)
    assert [(row.version, row.file_name, row.by, row.reason) for row in rows] == [
        (1, "v1.pdf", matter.actor, "signed copy"), (2, "v2.pdf", matter.actor, "the first one after all"),
        (3, "v1.pdf", "", ""),
    ]  # fmt: skip
    assert rows[0].sha256 == rows[2].sha256 != rows[1].sha256 and rows[2].words == "3 (present): v1.pdf"
    alignment, old, new = versions.compare(matter, one, rows[1], rows[2])
    assert alignment.words() == "Pages: 1 unchanged, 1 changed." and "off" in old[0] and "on" in new[0]


def test_the_pages_of_an_earlier_file_have_their_own_words_and_boxes(matter, tmp_path):
    first = pdf(tmp_path / "v1.pdf", ["The switch was on.", "Last page."])
    importing.import_paths(matter, [first], importing.ImportOptions(ocr=False))
    one = exhibits.list_ids(matter)[0]
    before = exhibits.page_facts(matter, one)
    replaced(matter, one, pdf(tmp_path / "v2.pdf", ["Something else."]), "")
    kept = replacing.versions(matter, one)[0]
    assert [(p.number, p.width, p.characters) for p in versions.version_outline(matter, kept)] == [
        (p.number, p.width, p.characters) for p in before
    ]
    text, boxes = versions.version_page(matter, kept, 1)
    assert "switch was on" in text and len(list(unpack_words(boxes))) == 4
    assert versions.version_page(matter, kept, 9) == ("", b"")
    was = versions.exhibit_as_it_was(matter, kept)
    assert (was.file_name, was.page_count, was.original_sha256) == ("v1.pdf", 2, kept.original_sha256)
    assert exhibits.get(matter, one).file_name == "v2.pdf"
    replaced(matter, one, first, "back")  # the same file again: its pages are the exhibit's own
    assert "switch was on" in versions.version_page(matter, kept, 1)[0]


def test_a_file_that_must_not_be_opened_in_the_window_stays_so_as_an_earlier_version(matter, tmp_path):
    (tmp_path / "v1.pdf").write_bytes(b"%PDF-1.7\nbroken")
    importing.import_paths(matter, [tmp_path / "v1.pdf"], importing.ImportOptions(ocr=False))
    one = exhibits.list_ids(matter)[0]
    status = exhibits.get(matter, one).read_status
    assert status == "damaged"
    replaced(matter, one, pdf(tmp_path / "v2.pdf", ["Whole."]), "")
    assert exhibits.get(matter, one).read_status == "ok"
    kept = replacing.versions(matter, one)[0]
    assert versions.exhibit_as_it_was(matter, kept).read_status == "damaged"
    made = history.made_by(matter, "exhibit_version", kept.id)
    assert made and history.value_before(matter, made[0], "exhibit", one, "read_status") == "damaged"
