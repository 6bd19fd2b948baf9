"""The Whoosh index: catching up, damage, foreign folders, kills; and answers that are complete in every state."""

from __future__ import annotations

import json
import os
import signal
import sys
import time

import pytest

from evidence_app.model.errors import BadQuery
from evidence_app.model.search_syntax import parse
from evidence_app.services.matter import create_matter, open_matter
from evidence_app.services.search import find, index_state
from evidence_app.services.search_index import catch_up, rebuild
from tests.services.search_corpus import add_exhibit

ORDERED = "breach pre/4 contract"


@pytest.fixture
def indexed(matter):
    add_exhibit(matter, "One", ["a breach of the contract", "the contract and no breach"])
    catch_up(matter)
    return matter


def found(matter, query=ORDERED):
    result = find(matter, query, record=False)
    return {(hit.title, hit.page) for hit in result.hits}, result.engine


def test_whoosh_answers_what_fts5_cannot(indexed):
    assert index_state(indexed).state == "ready"
    assert found(indexed) == ({("One", 1)}, "Whoosh")
    assert found(indexed, "breach AND contract")[1] == "SQLite FTS5"


def test_pages_not_yet_indexed_are_searched_by_hand(indexed):
    add_exhibit(indexed, "Two", ["breach of contract"])
    assert index_state(indexed).state == "catching up"
    assert found(indexed) == ({("One", 1), ("Two", 1)}, "Whoosh")
    assert catch_up(indexed) == 1
    assert index_state(indexed).state == "ready"
    assert found(indexed) == ({("One", 1), ("Two", 1)}, "Whoosh")


def test_changed_and_removed_pages(indexed):
    from evidence_app.storage.page_text import index_page

    two = add_exhibit(indexed, "Two", ["breach of contract"])
    catch_up(indexed)
    with indexed.operation("OCR") as tx:
        page = tx.value("SELECT id FROM page WHERE exhibit_id = ?", (two,))
        tx.execute("UPDATE page SET text = 'nothing here' WHERE id = ?", (page,))
        index_page(tx, page, "nothing here")
    assert found(indexed)[0] == {("One", 1)}
    catch_up(indexed)
    assert found(indexed)[0] == {("One", 1)}
    with indexed.operation("Remove") as tx:
        tx.execute("DELETE FROM page WHERE exhibit_id = 1")
    assert found(indexed)[0] == set()
    catch_up(indexed)
    assert found(indexed)[0] == set()


def test_before_any_index_the_pages_are_read_and_it_is_said(matter):
    add_exhibit(matter, "One", ["a breach of the contract"])
    result = find(matter, ORDERED, record=False)
    assert (result.total_pages, result.engine, result.index_state.state) == (1, "page by page", "none")
    assert any("not ready" in note for note in result.notes)


def test_repeating_a_batch_is_harmless(indexed):
    """A crash between the index's commit and the acknowledgement."""
    add_exhibit(indexed, "Two", ["breach of contract"])
    assert indexed.page_index.drain() > 0
    assert indexed.page_index.drain() > 0
    assert found(indexed)[0] == {("One", 1), ("Two", 1)}
    catch_up(indexed)
    assert found(indexed)[0] == {("One", 1), ("Two", 1)}


def damage_segments(folder):
    for path in folder.glob("*.seg"):
        path.write_bytes(b"\0" * path.stat().st_size)


def damage_contents(folder):
    for path in folder.glob("*.toc"):
        path.write_bytes(b"garbage")


def foreign(folder):
    state = json.loads((folder / "generation.json").read_text())
    (folder / "generation.json").write_text(json.dumps(state | {"matter_uid": "another"}))


def older_rules(folder):
    state = json.loads((folder / "generation.json").read_text())
    (folder / "generation.json").write_text(json.dumps(state | {"analyser": "words-0"}))


def from_the_future(folder):
    state = json.loads((folder / "generation.json").read_text())
    (folder / "generation.json").write_text(json.dumps(state | {"sequence": 10_000}))


def no_state(folder):
    (folder / "generation.json").unlink()


def broken_state(folder):
    (folder / "generation.json").write_text("{")


@pytest.mark.parametrize(
    "harm", [damage_segments, damage_contents, foreign, older_rules, from_the_future, no_state, broken_state]
)
def test_an_index_that_cannot_be_trusted_is_built_anew_while_answers_stay_right(indexed, harm):
    indexed.page_index.close()
    harm(indexed.page_index.folder)
    assert found(indexed)[0] == {("One", 1)}
    assert catch_up(indexed) == 2
    assert index_state(indexed).state == "ready"
    assert found(indexed) == ({("One", 1)}, "Whoosh")


def test_a_child_that_is_killed_is_replaced(indexed):
    assert found(indexed)[1] == "Whoosh"
    indexed.page_index._searching.process.kill()
    time.sleep(0.1)
    found(indexed)
    assert found(indexed)[0] == {("One", 1)}


def test_rebuild_may_be_stopped_and_goes_on(tmp_path):
    with create_matter(tmp_path / "m", "A v. B") as matter:
        for n in range(45):
            add_exhibit(matter, f"E{n}", [f"breach of contract {n}"] * 100)
        seen = []
        rebuild(matter, lambda done, of: seen.append((done, of)), stopped=lambda: True)
        assert seen == [(4000, 4500)]
        assert index_state(matter).state == "rebuilding"
        assert find(matter, ORDERED, record=False).total_pages == 4500
    with open_matter(tmp_path / "m") as matter:
        assert catch_up(matter) == 500
        result = find(matter, ORDERED, record=False)
        assert (result.total_pages, result.engine) == (4500, "Whoosh")
        assert matter.read.value("SELECT count(*) FROM reindex") == 0


def test_too_broad_words_are_refused_by_name(matter):
    words = " ".join(f"ab{n:04}" for n in range(1200))
    add_exhibit(matter, "Words", [words, "contract ab1"])
    catch_up(matter)
    with pytest.raises(BadQuery, match=r"ab\* w|ab\*"):
        find(matter, "contract pre/3 ab*", record=False)


def test_a_search_past_its_time_is_refused_and_the_next_one_works(indexed):
    add_exhibit(indexed, "Long", ["the of " * 1500] * 40)
    catch_up(indexed)
    began = time.monotonic()
    with pytest.raises(BadQuery, match=r"too long|too many ways"):
        find(indexed, "the pre/255 of pre/255 the", record=False)
    assert time.monotonic() - began < 2.5 + 1
    assert found(indexed)[1] == "Whoosh"


@pytest.mark.skipif(sys.platform == "win32", reason="stops the child with a POSIX signal")
def test_an_unresponsive_search_is_killed_and_refused(indexed):
    indexed.page_index.warm_up()
    child = indexed.page_index._searching
    os.kill(child.process.pid, signal.SIGSTOP)
    with pytest.raises(BadQuery, match="too long"):
        indexed.page_index.search(parse(ORDERED), time.monotonic() + 0.3)
    assert child.process is None
    assert found(indexed) == ({("One", 1)}, "Whoosh")


def test_read_only_matter_searches_without_writing(tmp_path):
    with create_matter(tmp_path / "m", "A v. B") as matter:
        add_exhibit(matter, "One", ["a breach of the contract"])
        catch_up(matter)
        with open_matter(tmp_path / "m", read_only=True) as other:
            assert other.read_only
            assert find(other, ORDERED).total_pages == 1
            assert catch_up(other) == 0
