"""``new``, ``demo`` and ``open``."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from evidence_app.cli.main import cli
from evidence_app.cli.matter import next_free, read_party
from evidence_app.cli.session import Session
from evidence_app.model.errors import UserError


def test_new_makes_a_matter_with_caption_parties_and_claims(run, tmp_path):
    run(
        "new", "Rivera v. Example", tmp_path / "m", "--court", "N.D. Cal.", "--division", "San Jose", "--docket", "5:25-cv-1",
        "--claim", "us_sca_2702", "--claim", "ca_ucl", "--party", "plaintiff:Ana Rivera:PX", "--party", "defendant:Example",
    )  # fmt: skip
    facts = run.json("info", "-m", tmp_path / "m")
    assert facts["matter"]["court"] == "N.D. Cal." and facts["matter"]["docket_number"] == "5:25-cv-1"
    assert [(p["side"], p["name"], p["prefix"]) for p in facts["parties"]] == [
        ("plaintiff", "Ana Rivera", "PX"), ("defendant", "Example", ""),
    ]  # fmt: skip
    assert [c["template_id"] for c in run.json("claims", "-m", tmp_path / "m")] == ["us_sca_2702", "ca_ucl"]


@pytest.mark.parametrize(
    "arguments",
    [("", "m"), ("M", "m", "--claim", "nothing"), ("M", "m", "--party", "nobody"), ("M", "m", "--party", "judge:X")],
)
def test_a_mistake_leaves_no_half_matter(run, tmp_path, arguments):
    name, folder, *options = arguments
    run.error("new", name, tmp_path / folder, *options)
    assert not (tmp_path / folder / "matter.sqlite").exists()


def test_new_refuses_a_folder_that_holds_something(run, tmp_path):
    (tmp_path / "mine.txt").write_text("x", "utf-8")
    assert "not empty" in run.error("new", "M", tmp_path, code=5)
    run("new", "M", tmp_path / "m")
    assert "already a matter" in run.error("new", "M", tmp_path / "m", code=5)


def test_parties_are_read():
    assert read_party("Defendant: Example Corp. : DX ") == ("defendant", "Example Corp.", "DX")
    assert read_party("joint:All") == ("joint", "All", "")
    for wrong in ("", "plaintiff", "plaintiff:", "judge:X"):
        with pytest.raises(UserError):
            read_party(wrong)


class Window:
    """Stands for the window: remembers what it was opened on."""

    def __init__(self):
        self.opened = []

    def __call__(self, folder):
        self.opened.append(folder)
        return 0


def invoke(window, *args):
    result = CliRunner().invoke(cli, [str(a) for a in args], obj=Session(open_window=window))
    assert result.exit_code == 0, result.stderr
    return result


def test_open_opens_the_window_on_the_matter(run, tmp_path, monkeypatch):
    run("new", "M", tmp_path / "m")
    window = Window()
    invoke(window, "open", tmp_path / "m")
    monkeypatch.chdir(tmp_path / "m")
    invoke(window, "open")
    assert window.opened == [tmp_path / "m", tmp_path / "m"]


def test_the_first_free_numbered_folder(tmp_path):
    (tmp_path / "demo 2").mkdir()
    assert next_free(tmp_path / "demo") == tmp_path / "demo 3"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The sample matter, built once for this module."""
    place = tmp_path_factory.mktemp("demo") / "sample"
    home = str(tmp_path_factory.mktemp("home"))  # module fixtures are made before the one that sets this for each test
    result = CliRunner(env={"EVIDENCE_HOME": home}).invoke(cli, ["demo", str(place), "--no-window"])
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{place}\n"
    return place


def test_the_sample_matter_has_something_true_on_every_screen(run, demo):
    facts = run.json("info", "-m", demo)
    counts = facts["counts"]
    assert counts["exhibits"] >= 12 and counts["claims"] == 3 and counts["links"] >= 15 and counts["events"] >= 10
    assert 0 < counts["elements_proved"] < counts["elements_needed"]
    assert "dismiss" in facts["matter"]["status_note"].lower() and facts["matter"]["status_source"]
    assert any(claim["contested"] for claim in run.json("claims", "-m", demo))
    assert run.json("gaps", "-m", demo) and any(event["conflict"] for event in run.json("timeline", "-m", demo))
    assert any(page["source"] == "ocr" for row in run.json("exhibits", "-m", demo, "--kind", "image")
               for page in run.json("show", "-m", demo, f"#{row['id']}")["pages"])  # fmt: skip
    run("verify", "-m", demo)


def test_a_sample_matter_that_is_there_is_opened_as_it_is(demo):
    before = (demo / "matter.sqlite").stat().st_mtime_ns
    window = Window()
    assert "there already" in invoke(window, "demo", demo).stderr
    assert window.opened == [demo] and (demo / "matter.sqlite").stat().st_mtime_ns == before


def test_fresh_builds_another_one_beside_it_and_leaves_nothing_else(demo):
    window = Window()
    invoke(window, "demo", demo, "--fresh")
    assert window.opened == [demo.with_name("sample 2")] and (window.opened[0] / "matter.sqlite").is_file()
    assert sorted(p.name for p in demo.parent.iterdir()) == ["sample", "sample 2"]


def test_the_sample_matter_goes_to_the_documents_by_default(monkeypatch, tmp_path):
    from evidence_app.paths import documents_folder

    built = []
    monkeypatch.setattr(
        "evidence_app.services.demo.build_demo", lambda path, progress: (path.mkdir(), built.append(path))
    )
    result = CliRunner().invoke(cli, ["demo", "--no-window"])
    assert Path(result.stdout.strip()).parent == documents_folder() and len(built) == 1


def test_a_build_that_fails_leaves_no_folder_behind(monkeypatch, run, tmp_path):
    def fail(path, progress):
        path.mkdir()
        raise UserError("No.")

    monkeypatch.setattr("evidence_app.services.demo.build_demo", fail)
    run.error("demo", tmp_path / "demo", "--no-window")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x", "utf-8")
    assert "not empty" in run.error("demo", tmp_path / "full", "--no-window", code=5)
