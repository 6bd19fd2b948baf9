"""Redaction marks: kept with the exhibit, bound to the file they were made on, one undo step each."""

import itertools

import pytest
import typst

from evidence_app.jobs import SerialPool
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.exhibits import number_sort_key
from evidence_app.model.redaction import SEED_REASONS, BoxMark, RedactionReason
from evidence_app.services import exhibits, history, importing, integrity, preflight, redactions, replacing
from evidence_app.services.redaction_reasons import known_reason, reasons, set_reasons

PAGES = (
    "The report names Marigold Quartz of Fresno, who lives at 12 Elm Street and who asked that her name be kept "
    "out of every paper that is filed in this matter or shown to anybody else.",
    "Marigold was paid on 3 May.",
    "Nothing is here.",
)


def pdf(path, pages):
    body = "\n#pagebreak()\n".join(pages)
    path.write_bytes(typst.compile(f"#set page(width: 300pt, height: 200pt, margin: 30pt)\n{body}".encode()))
    return path


@pytest.fixture
def report(matter, tmp_path):
    importing.import_paths(matter, [pdf(tmp_path / "v1.pdf", PAGES)], importing.ImportOptions(ocr=False))
    with matter.operation("Number") as tx:
        tx.update("exhibit", 1, {"number": "P-1", "number_sort": number_sort_key("P-1"), "sponsor": "A"})
    return 1


@pytest.fixture
def note(matter, add_exhibit):
    return add_exhibit("Note", "Dear Marigold Quartz,\nall is well.", "Second page.", kind="text", number="P-2",
                       number_sort=number_sort_key("P-2"))  # fmt: skip


def span(matter, exhibit, page, words):
    start = exhibits.page(matter, exhibit, page).text.index(words)
    return {page: [(start, start + len(words))]}


def test_a_box_is_cut_to_the_page_and_undone_in_one_step(matter, report):
    made = redactions.add_boxes(matter, report, [BoxMark(1, (-500, 1000, 5000, 3000), "work product")])
    mark = redactions.marks(matter, report)[0]
    assert made == [mark.id] and mark.area == (0, 1000, 5000, 3000)
    assert (mark.reason, mark.state, mark.quote) == ("Work Product", "ok", "")
    assert history.undo_state(matter).undo == "Mark 1 place of Ex. P-1 for redaction (Work Product)"
    history.undo(matter)
    assert redactions.marks(matter, report) == []
    history.redo(matter)
    assert redactions.marks(matter, report) == [mark]


def test_selected_words_become_one_mark_for_each_line(matter, report):
    redactions.add_spans(matter, report, span(matter, report, 1, "Marigold"), "Privacy")
    text = exhibits.page(matter, report, 1).text
    start = text.index("lives at")
    made = redactions.add_spans(matter, report, {1: [(start, text.index("anybody"))]}, "Privacy")
    assert len(made) >= 3
    one, *lines = redactions.marks(matter, report)
    assert one.quote == "Marigold" and one.area[2] - one.area[0] > 2000
    assert all(a.area[1] < b.area[1] for a, b in itertools.pairwise(lines))
    assert lines[0].quote.startswith("lives at")


def test_what_is_covered_already_is_not_marked_twice(matter, report):
    wanted = span(matter, report, 1, "Marigold Quartz")
    assert len(redactions.add_spans(matter, report, wanted)) == 1
    entry = history.undo_state(matter).undo
    assert redactions.add_spans(matter, report, wanted) == []
    assert redactions.add_spans(matter, report, span(matter, report, 1, "Quartz")) == []
    assert history.undo_state(matter).undo == entry


def test_words_wherever_they_stand(matter, report):
    redactions.add_words(matter, report, ["marigold"], "FRCP 5.2")
    assert [(m.page, m.quote) for m in redactions.marks(matter, report)] == [(1, "Marigold"), (2, "Marigold")]
    with pytest.raises(UserError, match="is not in the exhibit"):
        redactions.add_words(matter, report, ["Marigald"])


def test_words_of_a_text_are_marked_by_their_place(matter, note):
    redactions.add_spans(matter, note, span(matter, note, 1, "Marigold Quartz"), "Privacy")
    mark = redactions.marks(matter, note)[0]
    assert (mark.box, mark.quote, mark.start, mark.state) == ("", "Marigold Quartz", 5, "ok")
    assert redactions.masked_texts(matter, note, [mark]) == {1: "Dear \u2588 Privacy \u2588,\nall is well."}
    with pytest.raises(UserError, match="is text"):
        redactions.add_boxes(matter, note, [BoxMark(1, (0, 0, 900, 900))])
    with pytest.raises(UserError, match="cannot be moved"):
        redactions.move(matter, mark.id, (0, 0, 900, 900))


def test_a_text_that_changed_under_a_mark_is_noticed(matter, note):
    redactions.add_spans(matter, note, span(matter, note, 1, "Marigold Quartz"))
    with matter.operation("Change the text") as tx:
        tx.execute("UPDATE page SET text = 'Dear all, Marigold Quartz' WHERE exhibit_id = ? AND number = 1", (note,))
    assert redactions.marks(matter, note)[0].state == "needs a look"
    with pytest.raises(UserError, match="does not fit"):
        redactions.confirm(matter, [1])


def test_move_reason_and_remove_are_audited_and_undone(matter, report):
    (one,) = redactions.add_boxes(matter, report, [BoxMark(2, (1000, 1000, 5000, 3000))])
    (two,) = redactions.add_boxes(matter, report, [BoxMark(3, (1000, 1000, 5000, 3000))])
    redactions.move(matter, one, (2000, 2000, 6000, 4000))
    redactions.set_reason(matter, [one, two], "trade secret")
    assert [(m.box, m.reason) for m in redactions.marks(matter, report)] == [
        ("2000,2000,6000,4000", "Trade Secret"), ("1000,1000,5000,3000", "Trade Secret"),
    ]  # fmt: skip
    changes = redactions.remove(matter, [one, two])
    assert changes.label == "Remove 2 redaction marks of Ex. P-1" and not redactions.counts(matter)
    for _step in range(3):
        history.undo(matter)
    assert [m.box for m in redactions.marks(matter, report)] == ["1000,1000,5000,3000"] * 2
    assert [m.reason for m in redactions.marks(matter, report)] == ["FRCP 5.2"] * 2
    assert integrity.verify(matter).clean


@pytest.mark.parametrize(
    ("mark", "words"),
    [(BoxMark(9, (0, 0, 900, 900)), "no page 9"), (BoxMark(1, (99_000, 0, 99_900, 900)), "not on the page"),
     (BoxMark(1, (0, 0, 900, 900), "Secret"), "no reason code")],
)  # fmt: skip
def test_what_cannot_be_marked_is_said(matter, report, mark, words):
    with pytest.raises(UserError, match=words):
        redactions.add_boxes(matter, report, [mark])
    with pytest.raises(NotFound):
        redactions.remove(matter, [77])
    with pytest.raises(UserError, match="No redaction mark"):
        redactions.remove(matter, [])


def test_the_reason_codes_are_the_matters_own(matter):
    assert reasons(matter) == SEED_REASONS
    set_reasons(matter, [RedactionReason("HIPAA", "Health"), RedactionReason("  Work   Product ")])
    assert [one.code for one in reasons(matter)] == ["HIPAA", "Work Product"]
    assert known_reason(matter, "") == "HIPAA" and known_reason(matter, "work product") == "Work Product"
    for wrong in ([], [RedactionReason("")], [RedactionReason("A"), RedactionReason("a")], [RedactionReason("x" * 41)]):
        with pytest.raises(UserError):
            set_reasons(matter, wrong)
    history.undo(matter)
    assert reasons(matter) == SEED_REASONS
    assert integrity.verify(matter).clean


def test_no_mark_is_applied_to_another_file_before_somebody_looked(matter, report, tmp_path):
    redactions.add_words(matter, report, ["Marigold"])
    other = pdf(tmp_path / "v2.pdf", ["A new first page.", *PAGES])
    prepared = replacing.prepare(matter, report, other, pool=SerialPool())
    assert any("2 redaction marks on 2 pages need a look" in note for note in prepared.notes)
    replacing.replace(matter, prepared)
    found = redactions.marks(matter, report)
    assert [(m.page, m.state) for m in found] == [(2, "needs a look"), (3, "needs a look")]
    with pytest.raises(UserError, match="2 redaction marks of Ex"):
        redactions.applicable(matter, exhibits.get(matter, report))
    redactions.confirm(matter, [found[0].id])
    redactions.move(matter, found[1].id, found[1].area)
    assert len(redactions.applicable(matter, exhibits.get(matter, report))) == 2
    for _step in range(3):
        history.undo(matter)
    assert [(m.page, m.state) for m in redactions.marks(matter, report)] == [(1, "ok"), (2, "ok")]


def test_the_list_of_exhibits_finds_those_with_marks(matter, report, note):
    def ids(attention):
        return exhibits.list_ids(matter, exhibits.ExhibitFilter(attention=attention))

    assert ids("redacted") == []
    redactions.add_words(matter, report, ["Marigold"])
    assert ids("redacted") == [report] and ids("redaction look") == []
    with matter.operation("Another file") as tx:
        tx.execute("UPDATE redaction_mark SET file_sha256 = 'another'")
    assert ids("redaction look") == [report]


def test_a_mark_made_on_the_old_pages_does_not_land_on_the_new_file(matter, report, tmp_path):
    seen = exhibits.get(matter, report).original_sha256
    (mark,) = redactions.add_boxes(matter, report, [BoxMark(1, (0, 0, 900, 900))], seen=seen)
    prepared = replacing.prepare(matter, report, pdf(tmp_path / "v2.pdf", ["New.", *PAGES]), pool=SerialPool())
    replacing.replace(matter, prepared)
    for late in (
        lambda: redactions.add_boxes(matter, report, [BoxMark(1, (0, 0, 5000, 5000))], seen=seen),
        lambda: redactions.add_spans(matter, report, {1: [(0, 3)]}, seen=seen),
        lambda: redactions.move(matter, mark, (0, 0, 5000, 5000), seen=seen),
    ):
        with pytest.raises(UserError, match="was replaced meanwhile"):
            late()
    assert [m.state for m in redactions.marks(matter, report)] == ["needs a look"]


def found(matter, purpose, *codes):
    return [(f.code, f.severity) for f in preflight.check(matter, None, purpose, pool=SerialPool()) if f.code in codes]


def test_the_check_before_it_leaves_says_what_happens_to_marks(matter, report, tmp_path):
    codes = ("redaction-marks", "redaction-look")
    redactions.add_words(matter, report, ["Marigold"])
    assert found(matter, "exhibit list", *codes) == []
    assert found(matter, "binder", *codes) == [("redaction-marks", "notice")]
    assert found(matter, "production", *codes) == [("redaction-marks", "notice")]
    assert found(matter, "public filing", *codes) == [("redaction-marks", "stop")]
    prepared = replacing.prepare(matter, report, pdf(tmp_path / "v2.pdf", ["New.", *PAGES]), pool=SerialPool())
    replacing.replace(matter, prepared)
    assert ("redaction-look", "stop") in found(matter, "binder", *codes)


def test_a_title_that_says_what_is_marked_is_found(matter, report):
    redactions.add_words(matter, report, ["Marigold Quartz"])
    assert found(matter, "exhibit list", "redaction-words") == []
    exhibits.describe(matter, [report], description="Report on marigold quartz")
    assert found(matter, "exhibit list", "redaction-words") == [("redaction-words", "warning")]


def test_a_spreadsheet_with_marks_stops_a_production(matter, add_exhibit):
    sheet = add_exhibit("Sheet", "name,Marigold", kind="spreadsheet", number="P-3", number_sort=number_sort_key("P-3"))
    redactions.add_words(matter, sheet, ["Marigold"])
    assert found(matter, "production", "redaction-marks") == [("redaction-marks", "stop")]
    assert found(matter, "binder", "redaction-marks") == [("redaction-marks", "notice")]


def test_leaving_unredacted_needs_a_decision_with_a_reason(matter, report):
    redactions.add_words(matter, report, ["Marigold"])
    one = exhibits.get(matter, report)
    with pytest.raises(UserError, match="would leave without"):
        preflight.refuse_unredacted(matter, [one], "binder")
    preflight.override(matter, ["redaction-marks"], "the court ordered it", purpose="binder", exhibit_ids=[report])
    preflight.refuse_unredacted(matter, [one], "binder")
    with pytest.raises(UserError):
        preflight.refuse_unredacted(matter, [one], "production")
