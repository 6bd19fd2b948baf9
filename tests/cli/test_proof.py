"""Claims, elements, coverage, gaps and links on the command line."""

import pytest


def elements(run):
    def walk(nodes):
        for node in nodes:
            yield node["number"], node
            yield from walk(node["elements"])

    return {number: node for claim in run.json("elements") for number, node in walk(claim["elements"])}


def test_the_library_and_one_template(run):
    rows = run.json("claims", "templates")
    assert {"us_sca_2702", "ca_contract_breach", "ca_ucl"} <= {row["id"] for row in rows}
    shown = run("claims", "templates", "us_sca_2702").stdout
    assert "verify" in shown and "(any one of:)" in shown
    assert "There is no claim template 'nothing'" in run.error("claims", "templates", "nothing")


def test_claims_are_added_numbered_and_removed(run, folder):
    run("claims", "add", "us_sca_2702")
    run("claims", "add", "--by-hand", "Unjust enrichment")
    rows = run.json("claims")
    assert [(r["number"], r["template_id"]) for r in rows] == [
        ("1", "ca_contract_breach"),
        ("2", "us_sca_2702"),
        ("3", ""),
    ]
    assert rows == run.json("claims", "list")
    assert all("template_frozen" not in row for row in rows)
    run("claims", "remove", "unjust enrichment")
    assert len(run.json("claims")) == 2
    run("undo")
    assert len(run.json("claims")) == 3
    assert "There is no claim '9'" in run.error("claims", "remove", "9")


def test_elements_can_be_edited(run, folder):
    run("elements", "add", "1", "A new element")
    number = max(elements(run), key=lambda n: int(n.split(".")[1]) if n.count(".") == 1 else 0)
    assert elements(run)[number]["text"] == "A new element"
    run("elements", "add", number, "A part of it")
    run("elements", "set", number, "group_rule=any", "not_in_dispute=yes", 'search_terms=train* w/5 model*; "opt out"')
    node = elements(run)[number]
    assert node["group_rule"] == "any" and node["search_terms"] == 'train* w/5 model*\n"opt out"'
    assert node["coverage"]["state"] == "not in dispute" and node["elements"][0]["text"] == "A part of it"
    run("elements", "move", "--", number, "-1")
    before = f"1.{int(number.split('.')[1]) - 1}"
    assert elements(run)[before]["text"] == "A new element"
    run("elements", "remove", before)
    assert "A new element" not in {node["text"] for node in elements(run).values()}


@pytest.mark.parametrize(
    "arguments", [("set", "1.1", "colour=red"), ("set", "1.1", "not_in_dispute=perhaps"), ("set", "9.9", "text=x"), ("set", "1.1", "x"),
                  ("add", "7", "text"), ("add", "1", " ")],
)  # fmt: skip
def test_edits_that_cannot_be_are_refused(run, folder, arguments):
    before = elements(run)
    run.error("elements", *arguments)
    assert elements(run) == before


def test_the_tree_shows_coverage_in_words_not_only_marks(run, folder):
    run("link", "1.1", "#1", "--quote", "train its models")
    run("link", "1.1", "#3", "--page", "1", "--stance", "undermines")
    shown = run("elements", "--claim", "1").stdout
    assert "[!] 1.1" in shown and "contested (1 support, 1 undermine)" in shown
    assert "[ ] 1.2" in shown and "needs 1 more supporting link" in shown
    assert "There is no claim" in run.error("elements", "--claim", "8")


def test_a_quote_finds_its_page_and_is_checked(run, folder):
    assert "Privacy policy at 1" in run("link", "1.2", "#1", "--quote", "opt out").stdout
    assert "on no page" in run.error("link", "1.2", "#1", "--quote", "words that are not there")
    assert "Those words are not on page 2" in run.error("link", "1.2", "#1", "--page", "2", "--quote", "opt out")
    assert "not a page 3" in run.error("link", "1.2", "#1", "--page", "3")
    assert "already linked" in run.error("link", "1.2", "#1", "--quote", "opt out")
    run("link", "1.2", "#1", "--page", "2", "--quote", "e-mail")
    rows = run.json("links", "--element", "1.2")
    assert [(r["page"], r["quote"]) for r in rows] == [(1, "opt out"), (2, "e-mail")]


def test_a_quote_on_two_pages_must_be_placed(run, folder):
    assert "pages 1, 2" in run.error("link", "1.2", "#1", "--quote", "a")


def test_links_can_be_listed_changed_and_removed(run, folder):
    run("link", "1.1", "#1", "--page", "1", "--strength", "1", "--note", "see clause 4")
    run("link", "1.3", "#3", "--page", "1")
    assert [r["element"] for r in run.json("links")] == ["1.1", "1.3"]
    assert [r["element"] for r in run.json("links", "--exhibit", "Letter")] == ["1.3"]
    first = run.json("links")[0]
    assert (first["cite"], first["note"], first["strength"]) == ("Privacy policy at 1", "see clause 4", 1)
    run("links", "--change", str(first["id"]), "strength=3")
    run("links", "--change", str(first["id"]), "stance=neutral")
    changed = run.json("links")[0]
    assert (changed["stance"], changed["strength"]) == ("neutral", 3)
    for wrong in (
        ("x", "strength=3"),
        (str(first["id"]), "strength=9"),
        (str(first["id"]), "stance=maybe"),
        ("99", "strength=1"),
    ):
        run.error("links", "--change", *wrong)
    run("unlink", str(first["id"]))
    assert [r["element"] for r in run.json("links")] == ["1.3"]
    run("undo")
    assert len(run.json("links")) == 2


def test_the_rule_moves_coverage_and_gaps(run, folder):
    run("link", "1.1", "#1", "--page", "1")
    gaps = {gap["number"] for gap in run.json("gaps")}
    assert "1.1" not in gaps and "1.2" in gaps
    run("coverage", "--rule", "links=2,exhibits=2")
    assert "1.1" in {gap["number"] for gap in run.json("gaps")}
    answer = run.json("coverage")
    assert answer["rule"] == {"links": 2, "exhibits": 2, "strength": 1} and answer["claims"][0]["proved"] == 0
    for wrong in ("links", "links=x", "colour=2", "strength=4"):
        run.error("coverage", "--rule", wrong)
    assert run.json("coverage") == answer


def test_a_link_that_needs_a_look_is_listed_and_settled(run, folder):
    from evidence_app.services.matter import open_matter

    run("link", "1.1", "Privacy policy", "--page", "1", "--quote", "opt out")
    assert "No link needs a look." in run("links", "--look").stderr + run("links", "--look").stdout
    with open_matter(folder) as matter, matter.operation("OCR", undoable=False) as tx:
        tx.execute("UPDATE page SET text = 'Members opt  out here.' WHERE exhibit_id = 1 AND number = 2")
        tx.execute("UPDATE page SET text = 'Nothing.' WHERE exhibit_id = 1 AND number = 1")
        tx.execute("UPDATE evidence_link SET state = 'needs a look'")
    row = run.json("links", "--look")[0]
    assert [place["page"] for place in row["places"]] == [2]
    assert "Pages they stand on: 2" in run.error("links", "--settle", "1", "7")
    assert "does not need a look" in run.error("links", "--settle", "9", "keep")
    run("links", "--settle", "1", "2")
    assert [(r["page"], r["state"]) for r in run.json("links")] == [(2, "ok")]
    run("undo")
    run("links", "--settle", "1", "keep")
    assert [(r["page"], r["state"]) for r in run.json("links")] == [(1, "ok")]
