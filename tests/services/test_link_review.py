"""Links in doubt: where their words stand now, and keep, move, withdraw as undo steps; nothing moves by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.jobs import SerialPool
from evidence_app.model.errors import UserError
from evidence_app.model.pinpoint import Pinpoint, find_quote, quotable
from evidence_app.services import evidence_links, exhibits, history, importing, integrity, link_review, proof, replacing

PAGES = ["Messages stay private.", "The switch was on from the start.", "Nobody was asked before."]


def text_file(path, pages):
    path.write_text("\f".join(pages), encoding="utf-8")
    return path


@pytest.fixture
def linked(matter, tmp_path):
    """A three-page text with a quote on page 2, a link to page 3 as a whole, and one to a quote that will be gone."""
    importing.import_paths(matter, [text_file(tmp_path / "v1.txt", PAGES)], importing.ImportOptions())
    one = exhibits.list_ids(matter)[0]
    assert exhibits.get(matter, one).page_count == 3
    proof.add_claim_from_template(matter, proof.templates()[0].id)
    element = matter.read.value("SELECT max(id) FROM element")
    quote = evidence_links.link_evidence(matter, element, one, Pinpoint(2, "The switch was on"))
    page = evidence_links.link_evidence(matter, element, one, Pinpoint(3))
    gone = evidence_links.link_evidence(matter, element, one, Pinpoint(1, "stay private"))
    return one, quote, page, gone


def replace(matter, one, path):
    replacing.replace(matter, replacing.prepare(matter, one, path, pool=SerialPool()), "as produced again")


@pytest.fixture
def doubtful(matter, linked, tmp_path):
    new = [
        "A cover page.",
        "Words go to partners.",
        "As said, the  switch\nwas on then.",
        "Nobody was ever asked before.",
    ]
    replace(matter, linked[0], text_file(tmp_path / "v2.txt", new))
    return linked


def by_link(matter, exhibit=None):
    return {one.row.link.id: one for one in link_review.in_doubt(matter, exhibit)}


def test_each_link_in_doubt_tells_why_and_where_its_words_stand_now(matter, doubtful):
    one, quote, page, gone = doubtful
    found = by_link(matter)
    assert set(found) == {quote, page, gone} and link_review.waiting(matter) == link_review.waiting(matter, one) == 3
    place = found[quote].places[0]
    assert (place.page, place.words, place.before, place.after) == (3, "the switch was on", "As said,", "then.")
    assert found[quote].version.version == 1 and "page 2 of version 1 (v1.txt)" in found[quote].why
    assert [p.page for p in found[page].places] == [3] and found[gone].places == ()
    assert evidence_links.link(matter, quote).page == 2  # nothing moved by itself


def test_a_link_is_moved_to_the_place_found_and_undo_puts_it_back(matter, doubtful):
    _one, quote, page, _gone = doubtful
    before = evidence_links.link(matter, quote)
    link_review.move(matter, quote, by_link(matter)[quote].places[0])
    moved = evidence_links.link(matter, quote)
    assert (moved.page, moved.state, moved.quote) == (3, "ok", "the  switch\nwas on")
    link_review.move(matter, page, link_review.Place(4, "4"))  # a page link goes to any page somebody names
    assert (evidence_links.link(matter, page).page, link_review.waiting(matter)) == (4, 1)
    assert integrity.verify(matter).clean
    history.undo(matter)
    history.undo(matter)
    assert evidence_links.link(matter, quote) == before and link_review.waiting(matter) == 3


def test_a_kept_link_stays_kept_until_the_text_changes_again(matter, doubtful, tmp_path):
    one, _quote, _page, gone = doubtful
    link_review.keep(matter, gone)
    assert evidence_links.link(matter, gone).state == "ok" and gone not in by_link(matter)
    report = integrity.verify(matter)
    assert report.clean and any("kept by a person" in finding.words for finding in report.findings)
    evidence_links.recheck_links(matter, one)
    assert evidence_links.link(matter, gone).state == "ok"
    replace(matter, one, text_file(tmp_path / "v3.txt", ["Other words.", "x", "y"]))
    evidence_links.recheck_links(matter, one)
    assert evidence_links.link(matter, gone).state == "needs a look"


def test_what_cannot_be_is_refused(matter, doubtful, tmp_path):
    one, quote, page, _gone = doubtful
    stale = by_link(matter)[quote].places[0]
    replace(matter, one, text_file(tmp_path / "v3.txt", ["Only this page."]))
    with pytest.raises(UserError, match="not there any more"):
        link_review.move(matter, quote, stale)
    with pytest.raises(UserError, match="no page 3 now"):
        link_review.keep(matter, page)


def test_the_programs_note_goes_when_the_link_is_settled_and_a_sequestered_exhibit_is_not_shown(matter, linked):
    one, quote, _page, _gone = linked
    with matter.operation("OCR", undoable=False) as tx:
        tx.execute("UPDATE page SET text = 'x' WHERE exhibit_id = ? AND number = 2", (one,))
        tx.execute("UPDATE page SET text = 'The switch was on' WHERE exhibit_id = ? AND number = 3", (one,))
    evidence_links.edit_link(matter, quote, note="Ask Ana.")
    evidence_links.recheck_links(matter, one)
    assert "now stands on page 3" in evidence_links.link(matter, quote).note
    doubt = by_link(matter, one)[quote]
    assert doubt.version is None and "not the one it was linked on" in doubt.why
    link_review.move(matter, quote, doubt.places[0])
    assert evidence_links.link(matter, quote).note == "Ask Ana."
    history.undo(matter)
    exhibits.describe(matter, [one], sequestered=1)
    assert link_review.in_doubt(matter) == [] and link_review.waiting(matter) == 0


def test_a_quote_over_a_page_break_is_found_over_the_break_and_kept_as_such(matter, tmp_path):
    pages = ["It began when the switch", "was on for all.", "End."]
    importing.import_paths(matter, [text_file(tmp_path / "v1.txt", pages)], importing.ImportOptions())
    one = exhibits.list_ids(matter)[0]
    proof.add_claim_from_template(matter, proof.templates()[0].id)
    element = matter.read.value("SELECT max(id) FROM element")
    link = evidence_links.link_evidence(matter, element, one, Pinpoint(1, "the switch\nwas on", page_end=2))
    replace(matter, one, text_file(tmp_path / "v2.txt", ["Cover.", "New.", "Later the switch", "was on for some."]))
    place = by_link(matter)[link].places[0]
    assert (place.page, place.page_end, place.words, place.after) == (3, 4, "the switch was on", "for some.")
    link_review.move(matter, link, place)
    moved = evidence_links.link(matter, link)
    assert (moved.page, moved.page_end, moved.state) == (3, 4, "ok") and integrity.verify(matter).clean
    replace(matter, one, text_file(tmp_path / "v3.txt", ["One page says the switch was on.", "a", "b", "c"]))
    assert (by_link(matter)[link].places[0].page, by_link(matter)[link].places[0].page_end) == (1, None)
    link_review.keep(matter, link)
    assert integrity.verify(matter).clean
    with matter.operation("OCR", undoable=False) as tx:
        tx.execute("UPDATE page SET text = 'other' WHERE exhibit_id = ? AND number = 4", (one,))
    assert not integrity.verify(matter).clean  # the second page of the passage changed after somebody looked


@given(st.text("abA1-\n .“ß\xad", max_size=30), st.text("abA1-\n .“ß\xad", min_size=1, max_size=8))
def test_the_quick_no_never_hides_a_place(text, quote):
    if find_quote(text, quote) and link_review.letters(quote):
        joined = [link_review._Letters.of({1: one}) for one in (text, quotable(text))]
        assert any(list(one.pages_with(link_review.letters(quote))) for one in joined)


def test_a_place_is_found_on_any_of_many_pages_and_over_empty_ones():
    joined = link_review._Letters.of({1: "", 2: "The switch", 3: "", 4: "was on. The Switch was off", 5: ""})
    assert list(joined.pages_with(link_review.letters("the switch"))) == [2, 4]
    assert list(joined.pages_with(link_review.letters("switch was off"))) == [4]
    assert list(joined.pages_with(link_review.letters("nowhere"))) == []
