"""Tables, JSON and text that must not drive the terminal."""

import json

from hypothesis import given
from hypothesis import strategies as st

from evidence_app.cli.output import plural, safe, say_done, show, show_json
from evidence_app.cli.progress import duration, numbers
from evidence_app.jobs import Progress
from evidence_app.model.changes import Changes
from evidence_app.model.columns import Column


@given(st.text())
def test_what_is_printed_never_holds_a_control_character(text):
    shown = safe(text)
    assert len(shown) == len(text)
    assert not any(ord(c) < 32 and c not in "\n\t" for c in shown)
    assert not {"\x1b", "\x9b", "\u202e", "\u2066"} & set(shown)


@given(
    st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="\u2028\u3000"), max_size=30)
)
def test_ordinary_text_is_printed_as_it_is(text):
    kept = "".join(c for c in text if c.isprintable())
    assert safe(kept) == kept


def test_a_table_has_one_line_per_row_and_no_folding_in_a_pipe(capsys):
    long = "word " * 300
    show(
        [long, "two\nlines"], [Column("a", "First", str), Column("b", "Second", len, align="right")], False, record=str
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["First", "Second"]
    assert lines[1].startswith(long.strip()) and lines[2].startswith("two lines")
    assert len(lines) == 3


def test_markup_in_evidence_is_only_text(capsys):
    show(["[red]not red[/red]"], [Column("a", "A", str)], False)
    assert "[red]not red[/red]" in capsys.readouterr().out


def test_json_is_an_empty_array_and_a_table_a_note_when_there_is_nothing(capsys):
    show([], [], True)
    assert json.loads(capsys.readouterr().out) == []
    show([], [], False, empty="Nothing here.")
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err == "Nothing here.\n"


def test_json_keeps_letters_and_takes_dataclasses_and_sets(capsys, tmp_path):
    show_json({"word": "résumé", "progress": Progress(1, 2), "keys": {3, 1}, "path": tmp_path})
    shown = capsys.readouterr().out
    assert "résumé" in shown
    assert json.loads(shown)["keys"] == [1, 3] and json.loads(shown)["path"] == str(tmp_path)


def test_a_change_is_said_once_and_ends_once(capsys):
    say_done(Changes(3, "Add party “Example Corp.”"))
    say_done(Changes(4, "Number 2 exhibits for Example Corp."))
    say_done(Changes())
    assert capsys.readouterr().out.splitlines() == [
        "Add party “Example Corp.”.", "Number 2 exhibits for Example Corp.", "Nothing changed.",
    ]  # fmt: skip


def test_numbers_in_words():
    assert [plural(n, "page") for n in (0, 1, 12345)] == ["0 pages", "1 page", "12,345 pages"]
    assert plural(2, "entry", "entries") == "2 entries"
    assert [duration(s) for s in (0.4, 59.4, 125, 3840)] == ["0 s", "59 s", "2 min 5 s", "1 h 4 min"]


def test_progress_in_words():
    assert numbers(Progress(12, 127, "a.pdf", 4.0)) == "12 of 127, 3.0/s, 38 s left"
    assert numbers(Progress(5, 0, "a[b].pdf"), with_text=True) == "5, a\\[b].pdf"


def test_columns_line_up_also_with_wide_letters(capsys):
    show(["漢字", "plain"], [Column("a", "A", str), Column("b", "B", lambda r: str(len(r)), align="right")], False)
    assert capsys.readouterr().out.splitlines() == ["A      B", "漢字   2", "plain  5"]


def test_a_terminal_gets_long_cells_folded(monkeypatch):
    import io

    class Screen(io.StringIO):
        def isatty(self):
            return True

    screen = Screen()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("COLUMNS", "60")
    show(["word " * 40], [Column("a", "First", str), Column("b", "Second", str)], False)
    lines = screen.getvalue().splitlines()
    assert len(lines) > 5 and "First" in lines[0]


def test_ten_thousand_rows_are_quick(capsys):
    import time

    columns = [Column(str(i), f"Heading {i}", lambda r, i=i: f"{r} value {i}") for i in range(8)]
    began = time.process_time()
    show(range(10_000), columns, False)
    assert time.process_time() - began < 2.5
    assert len(capsys.readouterr().out.splitlines()) == 10_001
