"""``search`` and ``search-element``: hits with page and snippet, and always the completeness statement."""

import pytest


def pages(answer):
    return [(hit["title"], hit["page"]) for hit in answer["hits"]]


def test_a_hit_has_exhibit_page_and_snippet(run, folder):
    shown = run("search", "opt out").stdout
    assert "Privacy policy (#1), page 1" in shown and "**opt out**" in shown.replace("** **", " ")
    assert "1 page in 1 exhibit. Searched 3 of 4 pages; 1 has no text." in shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("training", {("Privacy policy", 1), ("Letter", 1)}),
        ('"any training"', {("Letter", 1)}),
        ("train* w/5 model*", {("Privacy policy", 1)}),
        ("training AND NOT provider", {("Letter", 1)}),
        ("switch OR clause", {("Letter", 1), ("Privacy policy", 2)}),
        ("kind:email", {("Letter", 1)}),
        ("absentword", set()),
    ],
)
def test_the_query_language(run, folder, query, expected):
    assert set(pages(run.json("search", query))) == expected


@pytest.mark.parametrize("query", ["absentword", "training"])
def test_the_completeness_statement_is_always_there(run, folder, query):
    assert "Searched 3 of 4 pages; 1 has no text." in run("search", query).stdout
    answer = run.json("search", query)
    assert (answer["completeness"]["searched_pages"], answer["completeness"]["total_pages"]) == (3, 4)
    assert "Searched 3 of 4 pages" in answer["sentence"]


def test_silent_names_every_page_that_cannot_be_searched(run, folder):
    assert "Scan" in run("search", "training", "--silent").stdout
    silent = run.json("search", "training", "--silent")["silent"]
    assert [(page["title"], page["page"]) for page in silent] == [("Scan", 1)] and silent[0]["reason"]


def test_filters_narrow_hits_and_statement_alike(run, folder):
    run("tag", "#3", "hot")
    run("custodian", "#1", "IT")
    assert pages(run.json("search", "training", "--tag", "hot")) == [("Letter", 1)]
    assert pages(run.json("search", "training", "--custodian", "IT")) == [("Privacy policy", 1)]
    assert pages(run.json("search", "training", "--kind", "email")) == [("Letter", 1)]
    assert pages(run.json("search", "training", "--from", "2024-09", "--to", "Sept 30, 2024")) == [
        ("Privacy policy", 1)
    ]
    assert "Searched 1 of 1 page" in run("search", "training", "--kind", "email").stdout


def test_linked_and_not_linked_to_an_element(run, folder):
    run("link", "1.2", "#1", "--page", "1")
    assert pages(run.json("search", "training", "--element", "1.2")) == [("Privacy policy", 1)]
    assert pages(run.json("search", "training", "--element", "1.2", "--unlinked")) == [("Letter", 1)]
    assert pages(run.json("search", "training", "--linked")) == [("Privacy policy", 1)]
    assert pages(run.json("search", "training", "--unlinked")) == [("Letter", 1)]
    assert pages(run.json("search", "training", "--element", "1.1")) == []


def test_limit_and_offset_page_through_the_hits(run, folder):
    first = run.json("search", "training", "--limit", "1")
    second = run.json("search", "training", "--limit", "1", "--offset", "1")
    assert len(first["hits"]) == len(second["hits"]) == 1 and pages(first) != pages(second)
    assert first["total_pages"] == 2
    assert "1 page shown" in run("search", "training", "--limit", "1").stderr


def test_sequestered_exhibits_are_never_shown(run, folder):
    run("set", "#1", "sequestered=yes")
    result = run("search", "training", "--silent")
    assert "Privacy policy" not in result.stdout + result.stderr
    assert "1 sequestered exhibit left out" in result.stdout


def test_a_query_with_two_meanings_is_refused_with_both(run, folder):
    error = run.error("search", "alpha OR beta AND gamma")
    assert "Write: (alpha OR beta) AND gamma" in error and "Write: alpha OR (beta AND gamma)" in error
    assert "^" in error


def test_how_a_query_was_read_is_said(run, folder):
    assert "Read as: train* AND model*" in run("search", "TRAIN* model*").stderr


def test_a_search_is_in_the_history(run, folder):
    run("search", "training")
    assert "Search for “training”: 2 pages in 2 exhibits" in run("history", "--limit", "1").stdout


def element_pages(answer):
    return [(one["number"], hit["title"], hit["page"]) for one in answer["elements"] for hit in one["hits"]]


def test_search_by_element_uses_its_terms_and_leaves_out_what_is_linked(run, folder):
    run("elements", "set", "1.2", "search_terms=train* w/5 model*; switch")
    assert set(element_pages(run.json("search-element", "1.2"))) == {("1.2", "Privacy policy", 1), ("1.2", "Letter", 1)}
    run("link", "1.2", "#3", "--page", "1")
    assert element_pages(run.json("search-element", "1.2")) == [("1.2", "Privacy policy", 1)]
    result = run("search-element", "1.2", "--silent")
    assert "Searched 3 of 4 pages; 1 has no text." in result.stdout and "Scan" in result.stdout
    assert "1 page left out: linked already." in result.stderr


def test_a_page_marked_not_relevant_stays_away_until_undecided(run, folder):
    run("elements", "set", "1.2", "search_terms=switch")
    run("search-element", "1.2", "--mark", "not-relevant", "#3", "1")
    assert element_pages(run.json("search-element", "1.2")) == []
    assert "marked not relevant" in run("search-element", "1.2").stderr
    run("search-element", "1.2", "--mark", "undecided", "#3", "1")
    assert element_pages(run.json("search-element", "1.2")) == [("1.2", "Letter", 1)]
    assert "not a page 9" in run.error("search-element", "1.2", "--mark", "later", "#3", "9")
    assert "which element" in run.error("search-element", "--mark", "later", "#3", "1")


def test_an_element_without_terms_says_how_to_give_it_some(run, folder):
    run("elements", "set", "1.2", "search_terms=")
    assert "search_terms=" in run.error("search-element", "1.2")


def test_a_term_that_cannot_be_read_is_named_and_the_others_run(run, folder):
    run("elements", "set", "1.2", "search_terms=a or b and c; switch")
    result = run("search-element", "1.2")
    assert "a or b and c was not run" in result.stderr and "Letter (#3), page 1" in result.stdout


def test_an_element_with_parts_is_searched_part_by_part(run, folder):
    run("elements", "add", "1", "Group")
    number = f"1.{max(int(e['number'].split('.')[1]) for e in run.json('elements')[0]['elements'])}"
    run("elements", "add", number, "Part")
    run("elements", "set", f"{number}.1", "search_terms=clause")
    assert element_pages(run.json("search-element", number)) == [(f"{number}.1", "Privacy policy", 2)]


def test_all_gaps_in_one_go(run, folder):
    run("elements", "set", "1.2", "search_terms=switch")
    found = element_pages(run.json("search-element"))
    assert ("1.2", "Letter", 1) in found
    run("link", "1.2", "#3", "--page", "1")
    assert "1.2" not in {number for number, *_ in element_pages(run.json("search-element", "--claim", "1"))}


def test_searches_can_be_kept_run_again_and_forgotten(run, folder):
    run("search", "train* w/5 model*", "--save", "Training")
    assert pages(run.json("search", "--saved", "training")) == [("Privacy policy", 1)]
    listed = run.json("search", "--list")
    assert ("Training", "train* w/5 model*") in {(row["name"], row["query"]) for row in listed}
    assert any(row["at"] and row["pages"] == 1 for row in listed)
    run("search", "--forget", "Training")
    assert "no saved search" in run.error("search", "--saved", "Training")
    assert "Say what to search for" in run.error("search")
    assert "Say what to search for" in run.error("search", "words", "--saved", "Training")


def test_reindex_may_be_repeated_and_changes_no_answer(run, folder):
    before = pages(run.json("search", "train* w/5 model*"))
    run("reindex")
    run("reindex")
    assert pages(run.json("search", "train* w/5 model*")) == before == [("Privacy policy", 1)]
    run("verify")


@pytest.mark.parametrize(
    ("terminal", "shown"), [(True, "a \x1b[1mhit\x1b[0m \ufffd[2Jb"), (False, "a **hit** \ufffd[2Jb")]
)
def test_matches_are_bold_on_a_terminal_and_evidence_cannot_drive_it(monkeypatch, terminal, shown):
    from evidence_app.cli.search import marked
    from evidence_app.model.search_results import Snippet

    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal, raising=False)
    assert marked(Snippet("a hit \x1b[2Jb", ((2, 5),))) == shown
