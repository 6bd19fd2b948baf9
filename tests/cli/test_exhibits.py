"""Looking at exhibits: lists, filters, columns, one exhibit, its pages and text."""

import pytest

from tests.cli.conftest import PAGE


def titles(rows):
    return [row["title"] for row in rows]


def test_the_list_as_table_and_as_json(run, folder):
    shown = run("exhibits").stdout
    assert "Privacy policy" in shown and "2024-09-18" in shown and "no text" in shown
    rows = run.json("exhibits", "--sort", "title")
    assert titles(rows) == ["Letter", "Privacy policy", "Scan"]
    assert rows[1]["page_count"] == 2 and rows[1]["title_guessed"] == 1 and rows[1]["number"] is None


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--kind", "email"), {"Letter"}),
        (("--words", "poli"), {"Privacy policy"}),
        (("--attention", "no text"), {"Scan"}),
        (("--tag", "hot"), {"Scan", "Letter"}),
        (("--tag", "hot", "--kind", "image"), {"Scan"}),
        (("--unnumbered",), {"Scan", "Letter"}),
        (("--numbered",), {"Privacy policy"}),
        (("--linked",), {"Privacy policy"}),
        (("--unlinked",), {"Scan", "Letter"}),
        (("--element", "1.1"), {"Privacy policy"}),
        (("--element", "1.2"), set()),
        (("--party", "px"), {"Privacy policy"}),
        (("--party", "Example Corp."), set()),
        (("--custodian", "IT"), {"Letter"}),
        (("--designation", "AEO"), {"Letter"}),
        (("--status", "numbered"), {"Privacy policy"}),
        (("--outward",), {"Privacy policy", "Letter"}),
    ],
)  # fmt: skip
def test_every_filter(run, folder, options, expected):
    run("tag", "Scan", "Letter", "hot")
    run("number", "Privacy policy", "--next", "PX")
    run("custodian", "Letter", "IT")
    run("set", "Letter", "designation=aeo")
    run("set", "Scan", "privilege=work product")
    run("link", "1.1", "PX1", "--page", "1")
    assert set(titles(run.json("exhibits", *options))) == expected


def test_columns_sort_and_limit(run, folder):
    lines = run("exhibits", "--columns", "title,kind", "--sort", "title", "--desc").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["Title", "Scan", "Privacy", "Letter"]
    limited = run("exhibits", "--limit", "1")
    assert len(limited.stdout.splitlines()) == 2 and "3 exhibits, the first 1 shown" in limited.stderr
    assert "There is no column 'colour'" in run.error("exhibits", "--columns", "colour")
    assert "sorted by 'colour'" in run.error("exhibits", "--sort", "colour")


def test_more_exhibits_than_one_read_takes(run, folder):
    from evidence_app.services.matter import open_matter

    with open_matter(folder) as matter, matter.operation("Seed") as tx:
        for i in range(1_200):
            tx.insert("exhibit", {"title": f"T{i:04}", "number": f"P-{i}", "number_sort": f"x{i:05}"})
    rows = run.json("exhibits", "--sort", "title", "--words", "T0 P-")
    assert len(rows) == 1000 and titles(rows) == sorted(titles(rows))


def test_one_exhibit_by_number_id_or_title(run, folder):
    run("number", "Privacy policy", "PX7")
    for name in ("PX7", "px7", "#1", "privacy policy", "Ex. PX7"):
        assert run.json("show", name)["id"] == 1
    shown = run("show", "PX7").stdout
    assert "PX7 (#1)" in shown and "(guess from file name)" in shown and "PDF text layer" in shown
    assert "No exhibit is called 'PX8'" in run.error("show", "PX8")


def test_text_of_a_page_goes_to_standard_output_alone(run, folder):
    result = run("show", "#1", "--page", "1")
    assert result.stdout == PAGE + "\n" and "page 1" in result.stderr
    assert run("show", "#1", "--text").stdout.splitlines()[1].startswith("Notices")
    assert run.json("show", "#1", "--page", "2")["pages"][0]["text"].startswith("Notices")
    assert "text" not in run.json("show", "#1")["pages"][0]
    assert "2 pages, not a page 3" in run.error("show", "#1", "--page", "3")


def test_a_page_without_text_says_so(run, folder):
    assert "no text" in run("show", "Scan").stdout
