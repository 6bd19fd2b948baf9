"""A document is replaced: nothing that points into it is lost, the old file stays, and one undo puts everything back."""

import itertools

import pypdfium2
import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_app.jobs import SerialPool
from evidence_app.model.errors import UserError
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import (
    backup,
    chronology,
    evidence_links,
    exhibits,
    history,
    importing,
    integrity,
    numbering,
    proof,
    replacing,
    scans,
    search,
    tags,
)
from evidence_app.services.matter import create_matter, open_matter

WORDS = ["The committee met in May", "Messages stay private", "The switch was on", "Nobody was asked", "End of file"]
SIGNED = "Signed in Fresno by Ana"


def pdf(path, pages):
    body = "\n#pagebreak()\n".join(f"{text}. Wording of {text.split()[-1]} follows." for text in pages)
    path.write_bytes(typst.compile(f"#set page(width: 300pt, height: 200pt)\n{body}".encode()))
    return path


@pytest.fixture
def letter(matter, tmp_path):
    """A five-page PDF, numbered, tagged, with a link on every page, one to the whole exhibit and a chronology source."""
    importing.import_paths(matter, [pdf(tmp_path / "v1.pdf", WORDS)], importing.ImportOptions(ocr=False))
    one = exhibits.list_ids(matter)[0]
    numbering.set_number(matter, one, "P-1")
    tags.add_tag(matter, [one], "hot")
    proof.add_claim_from_template(matter, proof.templates()[0].id)
    for number, text in enumerate(WORDS, 1):
        evidence_links.link_evidence(matter, leaf(matter), one, Pinpoint(number, text))
    evidence_links.link_evidence(matter, leaf(matter), one, Pinpoint())
    chronology.add_event(matter, "It was on", "2024-09-18", sources=[chronology.Source(one, 3, WORDS[2], page_end=4)])
    return one


def leaf(matter):
    return matter.read.value(
        "SELECT id FROM element e WHERE NOT EXISTS (SELECT 1 FROM element c WHERE c.parent_id = e.id) LIMIT 1"
    )


def prepared(matter, exhibit_id, path):
    return replacing.prepare(matter, exhibit_id, path, pool=SerialPool())


def links(matter):
    return {(r.link.quote, r.link.page, r.link.state) for r in evidence_links.links(matter)}


def found(matter, words):
    return [(hit.exhibit_id, hit.page) for hit in search.find(matter, words).hits]


def test_a_region_stays_only_where_the_page_looks_alike(matter, letter, tmp_path):
    """The same words on a page the new file turns round: the box would frame something else there."""
    region = evidence_links.link_evidence(matter, leaf(matter), letter, Pinpoint(2, box="3000,3000,9000,6000"))
    fate_of = lambda look: next(f.outcome for f in look.fates if f.link_id == region)  # noqa: E731
    other_end = pdf(tmp_path / "v2.pdf", [*WORDS[:4], SIGNED])
    assert fate_of(prepared(matter, letter, other_end)) == "stays"
    with pypdfium2.PdfDocument(other_end) as turned:
        turned[1].set_rotation(180)
        turned.save(tmp_path / "turned.pdf")
    look = prepared(matter, letter, tmp_path / "turned.pdf")
    assert fate_of(look) == "needs a look" and look.alignment.equal_page(2) == 2
    replacing.replace(matter, look, ocr=False)
    assert evidence_links.link(matter, region).state == "needs a look"
    history.undo(matter)
    assert evidence_links.link(matter, region).state == "ok"


def everything(matter):
    """What an undo must put back: rows and pages with their words, without ids."""
    tables = ("exhibit", "exhibit_version", "evidence_link", "event_source", "hit_decision", "exhibit_tag")
    rows = {table: matter.read.tuples(f"SELECT * FROM {table} ORDER BY 1") for table in tables}
    rows["page"] = matter.read.tuples(
        "SELECT p.exhibit_id, p.number, p.label, p.text, p.source, p.width, p.height, s.body, b.tail, b.head, w.boxes "
        "FROM page p LEFT JOIN page_search s ON s.page_id = p.id LEFT JOIN page_break b ON b.page_id = p.id "
        "LEFT JOIN page_words w ON w.page_id = p.id ORDER BY 1, 2"
    )
    return rows


def test_an_inserted_page_moves_every_link_behind_it_and_nothing_is_lost(matter, letter, tmp_path):
    old = exhibits.get(matter, letter)
    new = prepared(matter, letter, pdf(tmp_path / "v2.pdf", [WORDS[0], SIGNED, *WORDS[1:]]))
    assert new.alignment.words() == "Pages: 5 unchanged, 1 new."
    assert sorted(fate.outcome for fate in new.fates) == ["follows"] * 4 + ["stays"] * 2
    assert everything(matter)["exhibit_version"] == []
    replacing.replace(matter, new, "signed copy")
    now = exhibits.get(matter, letter)
    assert (now.number, now.title, now.page_count, now.file_name) == ("P-1", old.title, 6, "v2.pdf")
    assert exhibits.read_rows(matter, [letter])[letter].tags == "hot"
    assert links(matter) == {("", None, "ok"), (WORDS[0], 1, "ok")} | {
        (text, number, "ok") for number, text in enumerate(WORDS[1:], 3)
    }
    assert matter.read.tuples("SELECT page, page_end FROM event_source") == [(4, 5)]
    assert found(matter, "Fresno") == [(letter, 2)] and found(matter, "committee") == [(letter, 1)]
    version = replacing.versions(matter, letter)[0]
    assert (version.version, version.original_sha256, version.reason) == (1, old.original_sha256, "signed copy")
    assert [WORDS[i] in text for i, text in enumerate(replacing.version_texts(matter, version))] == [True] * 5
    assert matter.originals.existing(old.original_sha256).read_bytes() == (tmp_path / "v1.pdf").read_bytes()


def test_one_undo_puts_back_file_pages_and_links_and_redo_does_it_again(matter, letter, tmp_path):
    before = everything(matter)
    replacing.replace(matter, prepared(matter, letter, pdf(tmp_path / "v2.pdf", [SIGNED, *reversed(WORDS)])))
    after = everything(matter)
    assert after != before
    history.undo(matter)
    assert everything(matter) == before
    assert found(matter, "Fresno") == [] and found(matter, "committee") == [(letter, 1)]
    assert integrity.verify(matter).clean
    history.redo(matter)
    assert everything(matter) == after
    assert found(matter, "Fresno") == [(letter, 1)]
    assert integrity.verify(matter).clean


def test_what_cannot_be_placed_needs_a_look_and_keeps_its_words(matter, letter, tmp_path):
    new = prepared(matter, letter, pdf(tmp_path / "v2.pdf", [WORDS[0], "Something else altogether", *WORDS[3:]]))
    replacing.replace(matter, new)
    assert (WORDS[1], 2, "needs a look") in links(matter) and (WORDS[2], 3, "needs a look") in links(matter)
    assert (WORDS[3], 3, "ok") in links(matter)
    report = integrity.verify(matter)
    assert report.clean and any(WORDS[1] in f.words for f in report.findings)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_was_inserted_moved_or_taken_out_no_link_is_lost(letter, matter, tmp_path, data):
    order = data.draw(st.permutations(WORDS))
    pages = order[: data.draw(st.integers(1, len(order)))]
    pages.insert(data.draw(st.integers(0, len(pages))), SIGNED + str(data.draw(st.integers(0, 10**9))))
    before, states = everything(matter), links(matter)
    replacing.replace(matter, prepared(matter, letter, pdf(tmp_path / "next.pdf", pages)))
    texts = matter.read.column("SELECT text FROM page WHERE exhibit_id = ? ORDER BY number", (letter,))
    assert {quote for quote, _page, _state in links(matter)} == {quote for quote, _page, _state in states}
    for quote, page, state in links(matter):
        assert page is None or state == "needs a look" or quote in texts[page - 1]
        assert state == "ok" or not any(quote in text for text in texts) or pages.count(quote) != 1 or page is not None
    history.undo(matter)
    assert everything(matter) == before


def test_several_versions_and_back_to_the_first_file(matter, letter, tmp_path):
    first = pdf(tmp_path / "v1.pdf", WORDS)
    for name, pages in (("v2.pdf", WORDS[1:]), ("v3.pdf", [*WORDS, SIGNED])):
        replacing.replace(matter, prepared(matter, letter, pdf(tmp_path / name, pages)))
    replacing.replace(matter, prepared(matter, letter, first))
    kept = replacing.versions(matter, letter)
    assert [(v.version, v.file_name, v.page_count) for v in kept] == [
        (1, "v1.pdf", 5), (2, "v2.pdf", 4), (3, "v3.pdf", 6),
    ]  # fmt: skip
    assert [len(replacing.version_texts(matter, v)) for v in kept] == [5, 4, 6]
    for _ in range(3):
        history.undo(matter)
    assert replacing.versions(matter, letter) == [] and exhibits.get(matter, letter).file_name == "v1.pdf"
    assert integrity.verify(matter).clean


def test_verify_and_backup_know_the_old_file(matter, letter, tmp_path):
    old = exhibits.get(matter, letter).original_sha256
    replacing.replace(matter, prepared(matter, letter, pdf(tmp_path / "v2.pdf", [*WORDS, SIGNED])))
    report = integrity.verify(matter)
    assert report.clean and report.originals == 2
    assert not [f for f in report.findings if "belongs to no exhibit" in f.words]
    backup.backup(matter, tmp_path / "copy.evidence")
    archive = next(tmp_path.glob("copy*"))
    assert backup.restore(archive, tmp_path / "restored").clean
    with open_matter(tmp_path / "restored") as again:
        assert again.originals.verify(old) is True
    matter.originals.path(old).chmod(0o600)
    matter.originals.path(old).write_bytes(b"altered")
    assert any("(version 1)” was altered" in f.words for f in integrity.verify(matter).problems)


def test_what_is_refused(matter, letter, tmp_path):
    with pytest.raises(UserError, match="exactly the file"):
        prepared(matter, letter, tmp_path / "v1.pdf")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7\nbroken")
    with pytest.raises(UserError, match="cannot be read"):
        prepared(matter, letter, tmp_path / "bad.pdf")
    new = prepared(matter, letter, pdf(tmp_path / "v2.pdf", WORDS[:2]))
    pdf(tmp_path / "v2.pdf", WORDS[:3])
    with pytest.raises(UserError, match="was changed while"):
        replacing.replace(matter, new)
    first, second = (prepared(matter, letter, pdf(tmp_path / f"{i}.pdf", WORDS[:i])) for i in (2, 3))
    replacing.replace(matter, first)
    with pytest.raises(UserError, match="another file meanwhile"):
        replacing.replace(matter, second)


def test_a_link_made_after_the_preview_is_kept_and_looked_at(matter, letter, tmp_path):
    new = prepared(matter, letter, pdf(tmp_path / "v2.pdf", [SIGNED, *WORDS]))
    late = evidence_links.link_evidence(matter, leaf(matter), letter, Pinpoint(2, "stay private"))
    replacing.replace(matter, new)
    assert evidence_links.link(matter, late).state == "needs a look"


def test_words_that_ocr_read_on_the_old_file_do_not_reach_the_new_pages(matter, letter, tmp_path):
    """OCR of the old file was under way when the document was replaced."""
    from evidence_app.importers.contract import ReadContext
    from evidence_app.importers.worker import OcrTask
    from evidence_app.jobs import Outcome
    from evidence_app.model.pages import ImportedPage

    path = matter.originals.path(exhibits.get(matter, letter).original_sha256)
    task = OcrTask(str(path), ReadContext("v1.pdf", str(tmp_path)), (1,))
    replacing.replace(matter, prepared(matter, letter, pdf(tmp_path / "v2.pdf", [SIGNED])))
    scans._write_chunk(matter, letter, task, Outcome("ok", (ImportedPage(1, text="old words", source="ocr"),)))
    assert SIGNED in exhibits.page(matter, letter, 1).text


def test_a_retry_does_not_bring_the_pages_of_the_old_file_back(tmp_path):
    with create_matter(tmp_path / "m", "A v. B") as matter:
        (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7\nbroken")
        importing.import_paths(matter, [tmp_path / "scan.pdf"])
        one = exhibits.list_ids(matter)[0]
        replacing.replace(matter, prepared(matter, one, pdf(tmp_path / "good.pdf", WORDS)))
        importing.retry(matter, [item.id for item in importing.items(matter)])
        assert [WORDS[i] in p.text for i, p in enumerate(exhibits.pages(matter, one))] == [True] * 5


def test_bates_and_hit_decisions_follow(matter, letter, tmp_path):
    element = leaf(matter)
    with matter.operation("Seed") as tx:
        for page in (2, 4):
            tx.insert("hit_decision", {"element_id": element, "exhibit_id": letter, "page": page, "decision": "later"})
        tx.insert("bates_range", {"exhibit_id": letter, "prefix": "AB", "width": 4, "first": 1, "last": 5})
    new = prepared(matter, letter, pdf(tmp_path / "v2.pdf", [SIGNED, WORDS[0], WORDS[1], "Changed wholly"]))
    assert any("Bates numbers no longer fit" in note for note in new.notes)
    replacing.replace(matter, new)
    assert matter.read.column("SELECT page FROM hit_decision") == [3]
    assert matter.read.column("SELECT bates FROM page ORDER BY number") == ["AB0001", "AB0002", "AB0003", "AB0004"]
    history.undo(matter)
    assert matter.read.column("SELECT page FROM hit_decision ORDER BY 1") == [2, 4]
    assert matter.read.value("SELECT bates FROM page WHERE number = 5") == "AB0005"


def test_every_pair_of_words_is_distinct():
    """The tests above rely on it: no quote of one page is part of another."""
    assert not any(a in b for a, b in itertools.permutations([*WORDS, SIGNED], 2))
