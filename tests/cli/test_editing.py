"""Changing exhibits: fields, numbers, tags, custodians; also many at once; each one undo step."""

import pytest

from evidence_app.cli.editing import split_assignments
from evidence_app.model.errors import UserError


def by_title(run):
    return {row["title"]: row for row in run.json("exhibits")}


def test_set_reads_dates_as_people_type_them(run, folder):
    run("set", "#1", "title=The policy", "doc_date=Sept 18, 2024", "sponsor=A. Rivera")
    row = by_title(run)["The policy"]
    assert (row["doc_date"], row["doc_date_basis"], row["title_guessed"], row["sponsor"]) == (
        "2024-09-18",
        "user",
        0,
        "A. Rivera",
    )
    refused = run.error("set", "#1", "doc_date=3/4/2024")
    assert "can mean 4 Mar 2024 or 3 Apr 2024" in refused and "2024-03-04 or 2024-04-03" in refused
    assert "is not a date" in run.error("set", "#1", "doc_date=someday")


def test_set_many_by_filter_is_one_undo_step(run, folder):
    run("set", "--unnumbered", "designation=confidential", "sequestered=yes")
    assert {row["designation"] for row in by_title(run).values()} == {"CONFIDENTIAL"}
    assert {row["sequestered"] for row in by_title(run).values()} == {1}
    run("undo")
    assert {row["designation"] for row in by_title(run).values()} == {""}


def test_set_party_by_name_or_prefix_and_clear_it(run, folder):
    run("set", "#1", "party=px")
    assert by_title(run)["Privacy policy"]["party"] == "Ana Rivera"
    run("set", "#1", "party=")
    assert by_title(run)["Privacy policy"]["party"] == ""
    assert "Ana Rivera (PX)" in run.error("set", "#1", "party=Nobody")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("#1", "colour=red"), "no editable field 'colour'"),
        (("#1", "designation=pink"), "'pink' is not a designation"),
        (("#1", "sequestered=maybe"), "yes or no"),
        (("#1",), "field=value"),
        (("title=x",), "Which exhibits?"),
        (("#1", "--kind", "email", "title=x"), "not both"),
        (("--kind", "video", "title=x"), "No exhibit matches"),
        (("#99", "title=x"), "no such exhibit"),
    ],
)
def test_what_cannot_be_set_is_named_and_nothing_changes(run, folder, arguments, words):
    assert words in run.error("set", *arguments)
    assert set(by_title(run)) == {"Privacy policy", "Scan", "Letter"}


def test_values_may_hold_equal_signs_and_lines():
    assert split_assignments(("P-1", "notes=a=b\nc", "Title=x")) == (["P-1"], {"notes": "a=b\nc", "title": "x"})
    with pytest.raises(UserError):
        split_assignments(("P-1",))


def test_numbers(run, folder):
    run("number", "#1", "PX9")
    run("number", "#3", "#2", "--next", "PX")
    assert {r["title"]: r["number"] for r in run.json("exhibits")} == {
        "Privacy policy": "PX9",
        "Letter": "PX10",
        "Scan": "PX11",
    }
    assert [r["number"] for r in run.json("exhibits")] == ["PX9", "PX10", "PX11"]
    assert "belongs to “Privacy policy”" in run.error("number", "#2", "px9")
    run("number", "PX9", "--clear")
    assert run.json("exhibits", "--unnumbered")[0]["title"] == "Privacy policy"
    run("number", "--unnumbered", "--next", "Example Corp.")
    assert by_title(run)["Privacy policy"]["number"] == "DX1"


def test_numbers_from_file_names_are_taken_only_when_asked(run, folder):
    from evidence_app.services.matter import open_matter

    with open_matter(folder) as matter, matter.operation("Seed") as tx:
        tx.update("exhibit", 3, {"number_guess": "P-44"})
    assert by_title(run)["Letter"]["number"] is None
    assert "P-44" in run("show", "#3").stdout
    run("number", "#1", "#3", "--guesses")
    assert by_title(run)["Letter"]["number"] == "P-44" and by_title(run)["Privacy policy"]["number"] is None


@pytest.mark.parametrize(
    "arguments", [("#1",), ("#1", "#2", "P-3"), ("#1", "--next", "PX", "--clear"), ("--next", "ZZ", "#1")]
)
def test_a_numbering_that_can_mean_two_things_is_refused(run, folder, arguments):
    assert run.error("number", *arguments).startswith("Error: ")
    assert {row["number"] for row in run.json("exhibits")} == {None}


def test_a_served_number_stays(run, folder):
    run("number", "#1", "P-1")
    run("set", "P-1", "status=served")
    assert "cannot change" in run.error("number", "P-1", "P-2")


def test_tags_one_by_one_and_by_filter(run, folder):
    run("tag", "#1", "#3", "hot")
    run("tag", "--kind", "image", "needs OCR")
    assert {t["name"]: t["exhibits"] for t in run.json("tags")} == {"hot": 2, "needs OCR": 1}
    run("untag", "--tag", "hot", "--kind", "email", "HOT")
    assert by_title(run)["Letter"]["tags"] == "" and by_title(run)["Privacy policy"]["tags"] == "hot"
    run("tags", "--rename", "needs OCR", "hot")
    assert {t["name"]: t["exhibits"] for t in run.json("tags")} == {"hot": 2}
    run("tags", "--delete", "hot")
    assert run.json("tags") == []
    assert "There is no tag" in run.error("untag", "#1", "cold")
    assert "not both" in run.error("tags", "--rename", "a", "b", "--delete", "c")


def test_tagging_all_or_nothing(run, folder):
    run.error("tag", "#1", "#99", "hot")
    assert run.json("tags") == []


def test_custodians(run, folder):
    run("custodian", "#1", "#2", "IT department")
    assert [(c["name"], c["exhibits"]) for c in run.json("custodian")] == [("IT department", 2)]
    run("custodian", "--custodian", "IT department", "")
    assert by_title(run)["Scan"]["custodian"] == ""


def test_withdrawn_exhibits_stay_in_the_list_and_stop_proving(run, folder):
    run("link", "1.1", "#1", "--page", "1")
    assert run.json("coverage")["claims"][0]["proved"] == 1
    run("withdraw", "#1")
    assert by_title(run)["Privacy policy"]["status"] == "withdrawn"
    assert run.json("coverage")["claims"][0]["proved"] == 0
    run("undo")
    assert run.json("coverage")["claims"][0]["proved"] == 1
