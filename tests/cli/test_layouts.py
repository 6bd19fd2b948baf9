import json

from evidence_app.reports.presets import preset


def test_layouts_are_listed_copied_kept_and_removed(run, tmp_path):
    assert "nd-cal-joint" in run("layouts").output
    entry = json.loads(run("layouts", "--show", "nd-cal-joint").output)
    entry |= {"id": "ours", "name": "Ours", "source": "Order of 1 May 2025"}
    file = tmp_path / "ours.json"
    file.write_text(json.dumps(entry), encoding="utf-8")
    assert "--preset ours" in run("layouts", "--save", str(file)).output
    assert preset("ours").title == "JOINT EXHIBIT LIST"
    assert [row["yours"] for row in json.loads(run("layouts", "--json").output) if row["id"] == "ours"] == ["yes"]
    run("layouts", "--remove", "ours")
    assert "ours" not in [row["id"] for row in json.loads(run("layouts", "--json").output)]


def test_a_layout_that_is_not_right_is_refused_by_name(run, tmp_path):
    entry = json.loads(run("layouts", "--show", "plain").output)
    file = tmp_path / "bad.json"
    for wrong, words in (
        ({"columns": [{"key": "colour", "label": "Colour"}]}, "colour"),
        ({"paper": "a5"}, "a5"),
        ({"group": "moon"}, "moon"),
        ({"columns": []}, "at least one column"),
        ({"words": {"thou": "x"}}, "thou"),
    ):
        file.write_text(json.dumps(entry | {"id": "bad"} | wrong), encoding="utf-8")
        result = run("layouts", "--save", str(file), code=2)
        assert words in result.stderr
