"""Searching a matter: hits, snippets, what was and was not searched, facts, scope, sequestered exhibits."""

from __future__ import annotations

import json
import re

import pytest

from evidence_app.model.errors import BadQuery
from evidence_app.model.search_results import SearchFilters
from evidence_app.services import search
from evidence_app.services.search import completeness, facets, find, hit_words, silent_pages
from tests.services.search_corpus import add_exhibit


@pytest.fixture
def filled(matter):
    """Two readable exhibits, a silent page, an unreadable exhibit and a sequestered one."""
    with matter.operation("People") as tx:
        ortiz = tx.insert("custodian", {"name": "Dana Ortiz"})
        hot = tx.insert("tag", {"name": "hot"})
    policy = add_exhibit(
        matter, "Privacy Policy", ["We shall", "not disclose your messages.", ""], number="P-9", number_sort="a",
        doc_date="2024-09-18", doc_date_sort="2024-09-18", custodian_id=ortiz, designation="CONFIDENTIAL",
        bates_begin="LI000101", bates_end="LI000103",
    )  # fmt: skip
    mail = add_exhibit(
        matter, "Mail about training", ["We may not disclose it. Training data was disclosed."], kind="email",
        number="P-10", number_sort="b", doc_date="2024-08", doc_date_sort="2024-08", author="Sam Roe", recipients="Ann Lee",
        subject="Re: training",
    )  # fmt: skip
    secret = add_exhibit(matter, "Clawed back", ["privileged messages disclose"], sequestered=1)
    broken = add_exhibit(matter, "Damaged", [], read_status="damaged", read_reason="The file is damaged.")
    with matter.operation("Tag") as tx:
        tx.insert("exhibit_tag", {"exhibit_id": mail, "tag_id": hot})
    return matter, {"policy": policy, "mail": mail, "secret": secret, "broken": broken}


def pages(matter, query, filters=search.NO_FILTERS):
    found = find(matter, query, filters)
    assert found.total_pages == len(found.hits)
    return {(hit.exhibit_number, hit.page) for hit in found.hits}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("disclose", {("P-9", 2), ("P-10", 1)}),
        ('"may not"', {("P-10", 1)}),
        ("disclose NOT training", {("P-9", 2)}),
        ("NOT disclose", {("P-9", 1)}),
        ("disclos* AND data", {("P-10", 1)}),
        ("custodian:ortiz", {("P-9", 1), ("P-9", 2), ("P-9", 3)}),
        ("custodian:ortiz disclose", {("P-9", 2)}),
        ("tag:hot", {("P-10", 1)}),
        ("tag:h*", {("P-10", 1)}),
        ("NOT tag:hot AND disclose", {("P-9", 2)}),
        ("kind:mail", {("P-10", 1)}),
        ("title:policy messages", {("P-9", 2)}),
        ("title:polic* messages", {("P-9", 2)}),
        ("number:p9 messages", {("P-9", 2)}),
        ("number:P-2..P-9 messages", {("P-9", 2)}),
        ("number:P-10..P-20", {("P-10", 1)}),
        ("date:2024-09 disclose", {("P-9", 2)}),
        ("date:2024-08..2024-08-15", {("P-10", 1)}),
        ("date:<2024-09-01", {("P-10", 1)}),
        ("date:none", set()),
        ("designation:confidential messages", {("P-9", 2)}),
        ("designation:none", {("P-10", 1)}),
        ("author:roe", {("P-10", 1)}),
        ("recipient:lee", {("P-10", 1)}),
        ("subject:training", {("P-10", 1)}),
        ("bates:LI000102 messages", {("P-9", 2)}),
        ("bates:LI-000090..LI-000101 messages", {("P-9", 2)}),
        ("bates:LI000104", set()),
        ("has:notext", {("P-9", 3)}),
        ("has:tag", {("P-10", 1)}),
        ("linked:yes", set()),
        ("linked:no disclose", {("P-9", 2), ("P-10", 1)}),
        ("privileged", set()),
    ],
)
def test_queries(filled, query, wanted):
    assert pages(filled[0], query) == wanted


def test_sequestered_exhibits_are_nowhere_but_counted(filled):
    matter, ids = filled
    found = find(matter, "messages OR privileged OR title:clawed")
    assert ids["secret"] not in {hit.exhibit_id for hit in found.hits}
    assert found.completeness.sequestered_exhibits == 1
    assert "1 sequestered exhibit left out" in found.sentence()
    assert hit_words(matter, ids["secret"], 1, "privileged") == []
    assert all("Clawed" not in page.title for page in silent_pages(matter))
    assert sum(value.pages for value in facets(matter, "messages")["kind"]) == 1


def test_completeness_names_what_was_not_searched(filled):
    matter, ids = filled
    found = completeness(matter)
    assert (found.searched_pages, found.total_pages, found.silent_pages, found.unread_exhibits) == (3, 4, 1, 1)
    assert found.sentence().startswith("Searched 3 of 4 pages; 1 has no text; 1 exhibit could not be read")
    assert [(page.exhibit_id, page.page) for page in silent_pages(matter)] == [(ids["policy"], 3), (ids["broken"], 0)]
    assert silent_pages(matter)[1].reason == "The file is damaged."
    narrowed = completeness(matter, SearchFilters(kinds=("email",)))
    assert (narrowed.searched_pages, narrowed.total_pages, narrowed.unread_exhibits) == (1, 1, 0)
    assert narrowed.sentence() == "Searched 1 of 1 page; 1 sequestered exhibit left out."


def test_pages_waiting_for_ocr_are_said(filled):
    matter, ids = filled
    with matter.operation("Wait") as tx:
        tx.execute("UPDATE page SET ocr_state = 'wanted' WHERE exhibit_id = ?", (ids["policy"],))
    sentence = completeness(matter).sentence()
    assert "1 has no text (1 still to be read by OCR)" in sentence
    assert "2 with a poor text layer still to be read by OCR" in sentence
    assert silent_pages(matter)[0].reason == "still to be read by OCR"


def test_filters(filled):
    matter, _ = filled
    assert pages(matter, "disclose", SearchFilters(kinds=("email",))) == {("P-10", 1)}
    assert pages(matter, "disclose", SearchFilters(tags=("HOT",))) == {("P-10", 1)}
    assert pages(matter, "disclose", SearchFilters(custodians=("dana ortiz",))) == {("P-9", 2)}
    assert pages(matter, "disclose", SearchFilters(date_from="2024-09", date_to="2024")) == {("P-9", 2)}
    assert pages(matter, "disclose", SearchFilters(date_to="2024-08-03")) == {("P-10", 1)}


def test_a_phrase_over_a_page_break_is_found_and_said(filled):
    matter, ids = filled
    found = find(matter, '"shall not disclose"')
    hit = found.hits[0]
    assert (hit.page, hit.runs_on, hit.snippet.text, hit.snippet.marks) == (1, True, "We shall", ((3, 8),))
    assert found.notes == ("1 match runs over a page break.",)
    assert hit_words(matter, ids["policy"], 1, '"shall not disclose"') == [(3, 8)]
    assert hit_words(matter, ids["policy"], 2, '"shall not disclose"') == [(0, 12)]


def test_nothing_runs_over_into_another_exhibit(matter):
    add_exhibit(matter, "One", ["ends with breach"])
    add_exhibit(matter, "Two", ["contract begins"])
    assert find(matter, '"breach contract"').total_pages == 0
    assert find(matter, "breach w/5 contract").total_pages == 0


def test_scope_over_a_whole_exhibit(filled):
    matter, _ = filled
    assert pages(matter, "shall AND messages") == set()
    whole = SearchFilters(scope="exhibit")
    assert pages(matter, "shall AND messages", whole) == {("P-9", 1), ("P-9", 2)}
    assert pages(matter, "disclose NOT shall", whole) == {("P-10", 1)}
    assert pages(matter, "shall tag:hot", whole) == set()


def test_snippets_mark_phrases_and_distances_whole(filled):
    hit = find(filled[0], '(training w/3 disclosed) OR "may not"').hits[0]
    marked = [hit.snippet.text[start:end] for start, end in hit.snippet.marks]
    assert marked == ["may not", "Training data was disclosed"]


def test_long_pages_get_a_short_snippet_around_the_match(matter):
    add_exhibit(matter, "Long", ["filler words " * 400 + "the needle\n is here " + "more filler " * 400])
    snippet = find(matter, "needle").hits[0].snippet
    assert len(snippet.text) < 300
    assert [snippet.text[a:b] for a, b in snippet.marks] == ["needle"]
    assert snippet.text.startswith("… ")
    assert "needle is here" in snippet.text


@pytest.mark.parametrize("sort", ["relevance", "grouped", "number", "date"])
def test_pages_come_in_the_order_asked_for_and_by_limit_and_offset(matter, sort):
    for n in range(1, 13):
        add_exhibit(
            matter,
            f"E{n}",
            ["fox " * n, "fox", "dog"],
            number=f"P-{n}",
            number_sort=f"{n:02}",
            doc_date_sort=f"20{30 - n}",
        )
    filters = SearchFilters(sort=sort)
    every = [(hit.exhibit_number, hit.page) for hit in find(matter, "fox", filters).hits]
    parts = [find(matter, "fox", filters, limit=5, offset=at, record=False).hits for at in range(0, 24, 5)]
    assert [(hit.exhibit_number, hit.page) for part in parts for hit in part] == every
    assert len(every) == 24
    if sort == "number":
        assert every == [(f"P-{n}", page) for n in range(1, 13) for page in (1, 2)]
    if sort == "date":
        assert every == [(f"P-{n}", page) for n in range(12, 0, -1) for page in (1, 2)]
    if sort == "grouped":
        assert every[::2] == [(number, 1) for number, page in every if page == 1]


def test_facets_count_exactly(filled):
    matter, _ = filled
    found = facets(matter, "disclose OR shall")
    assert [(f.value, f.exhibits, f.pages) for f in found["kind"]] == [("email", 1, 1), ("other", 1, 2)]
    assert [(f.value, f.exhibits, f.pages) for f in found["year"]] == [("2024", 2, 3)]
    assert [(f.value, f.pages) for f in found["tag"]] == [("hot", 1)]
    assert {f.value for f in found["custodian"]} == {"Dana Ortiz", "(none)"}


def test_a_run_search_is_in_the_audit_log(filled):
    matter, _ = filled
    find(matter, "disclose AND data")
    action, detail = matter.read.tuples("SELECT action, detail FROM audit_entry ORDER BY id DESC LIMIT 1")[0]
    assert action == search.RECORDED
    recorded = json.loads(detail)
    assert (recorded["query"], recorded["pages"], recorded["exhibits"], recorded["searched"], recorded["of"]) == (
        "disclose AND data", 1, 1, 3, 4,
    )  # fmt: skip
    before = matter.read.value("SELECT count(*) FROM audit_entry")
    find(matter, "disclose", record=False)
    assert matter.read.value("SELECT count(*) FROM audit_entry") == before


def test_plain_words_are_found_as_soon_as_the_import_commits(matter):
    assert find(matter, "zebra").total_pages == 0
    add_exhibit(matter, "New", ["a zebra"])
    assert find(matter, "zebra").total_pages == 1


def test_a_changed_page_text_is_found_and_the_old_one_is_not(matter):
    from evidence_app.storage.page_text import index_page

    exhibit = add_exhibit(matter, "Scan", ["zcbra scan", "second"])
    with matter.operation("OCR") as tx:
        page = tx.value("SELECT id FROM page WHERE exhibit_id = ? AND number = 1", (exhibit,))
        tx.execute("UPDATE page SET text = 'zebra scan', source = 'ocr' WHERE id = ?", (page,))
        index_page(tx, page, "zebra scan")
    assert find(matter, "zebra").total_pages == 1
    assert find(matter, "zcbra").total_pages == 0
    assert find(matter, '"scan second"').hits[0].runs_on


def test_ai_is_found_on_ocr_pages_that_read_al(matter):
    add_exhibit(matter, "Scan", ["the Al models"], source="ocr")
    add_exhibit(matter, "Digital", ["Al Gore"])
    assert {hit.title for hit in find(matter, "AI").hits} == {"Scan"}
    assert {hit.title for hit in find(matter, "Al").hits} == {"Scan", "Digital"}
    assert {hit.title for hit in find(matter, '"AI models"').hits} == {"Scan"}


def test_margin_numbers_do_not_break_phrases_or_marks(matter):
    text = "\n".join(f"{n} we shall" if n % 2 else f"{n} not disclose" for n in range(1, 29))
    exhibit = add_exhibit(matter, "Pleading", [text])
    assert find(matter, '"we shall not disclose"').total_pages == 1
    start, end = hit_words(matter, exhibit, 1, '"we shall not disclose"')[0]
    assert text[start:end] == "we shall\n2 not disclose"
    words = find(matter, '"we shall not disclose"').hits[0].snippet.text
    assert "we shall not disclose" in words and not re.search(r"\d", words), (
        "a list of hits shows words, not the margin"
    )


def test_bad_queries_are_refused_before_anything_is_recorded(filled):
    matter, _ = filled
    before = matter.read.value("SELECT count(*) FROM audit_entry")
    with pytest.raises(BadQuery) as refused:
        find(matter, "a OR b AND c")
    assert refused.value.fixes
    assert matter.read.value("SELECT count(*) FROM audit_entry") == before


def test_same_text_has_the_same_mark_and_is_not_hidden(matter):
    add_exhibit(matter, "One", ["The  same\ntext"])
    add_exhibit(matter, "Two", ["the same text"])
    hits = find(matter, "same").hits
    assert len(hits) == 2
    assert hits[0].text_id == hits[1].text_id


def test_chinese_and_japanese_words_are_found_inside_a_run_of_letters(matter):
    """No spaces stand between them: read as one word, a page that says the words would be passed over in silence."""
    add_exhibit(matter, "Greeting", ["合同已于九月签署。今日は世界", "Elsewhere"])
    for words in ("签署", "世界", "世", '"九月"', "合同 AND 世界"):
        assert [hit.page for hit in find(matter, words).hits] == [1], words
    assert find(matter, "世人").total_pages == 0
