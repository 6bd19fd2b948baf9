"""Named views of the list: kept per matter, shown whole, robust against what they do not know."""

import json
from pathlib import Path

import pytest

from evidence_app.gui.exhibits import page as page_module
from evidence_app.gui.exhibits.page import ExhibitsPage
from evidence_app.gui.exhibits.views import ListView, from_text, to_text
from evidence_app.gui.window_state import WindowState
from evidence_app.services.exhibits import ExhibitFilter


@pytest.fixture
def state(tmp_path):
    return WindowState(tmp_path / "w.ini")


@pytest.fixture
def page(matter, runner, messages, qtbot, state):
    made = ExhibitsPage(matter, runner, messages)
    made.use_state(state)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    return made


def answer(monkeypatch, value):
    monkeypatch.setattr(page_module.TypeAhead, "ask", classmethod(lambda cls, *a, **k: value))


def test_a_view_is_kept_and_shown_again_also_in_the_next_session(
    page, matter, runner, messages, qtbot, state, monkeypatch
):
    page.grid.set_layout_of_columns([("title", 222), ("tags", 90), ("pages", 70)])
    page.grid.frozen.freeze(1)
    page.grid.set_order((("pages", True), ("title", False)))
    page.set_filter(ExhibitFilter(tags=("hot",)))
    answer(monkeypatch, "Hot ones")
    page.ask_save_view()
    page.show_view(page.plain_view())
    assert len(page.grid.rows.ids) == 5 and page.grid.order == (("number", False),) and page.grid.frozen.count == 0
    again = ExhibitsPage(matter, runner, messages)
    again.use_state(WindowState(Path(state._store.fileName())))
    qtbot.addWidget(again)
    answer(monkeypatch, "=Hot ones")
    again.ask_view()
    assert again.grid.rows.ids == [1] and again.filter_bar.filter.tags == ("hot",)
    assert again.grid.layout_of_columns() == [("title", 222), ("tags", 90), ("pages", 70)]
    assert again.grid.frozen.count == 1 and again.grid.order == (("pages", True), ("title", False))


def test_the_menu_lists_views_and_removes_them(page, monkeypatch):
    answer(monkeypatch, "All & more")
    page.ask_save_view()
    entries = [a.text() for a in page.filter_bar.views_menu.actions() if not a.isSeparator()]
    assert entries == ["All && more", "As it is at first", "Save this view as…", "Remove a view"]
    page.remove_view("All & more")
    assert page.kept_views.views == {}


def test_what_a_view_does_not_know_is_left_out():
    view = ListView("A", (("title", 10),), 1, (("pages", True),), ExhibitFilter(words="x", statuses=("draft",)))
    assert from_text(to_text({"A": view})) == {"A": view}
    stored = json.loads(to_text({"A": view}))
    stored[0]["chosen"]["colour"] = "red"
    stored[0]["order"].append(["colour", False])
    assert from_text(json.dumps([*stored, {"name": "broken"}, 7])) == {"A": view}
    assert from_text("not json") == {} and from_text("{}") == {} and from_text("") == {}


def test_the_commands_are_in_the_window(window, monkeypatch):
    answer(monkeypatch, "Mine")
    window.go("history")
    window.actions_["save_view"].trigger()
    assert window.page == "exhibits" and list(window.exhibits_page.kept_views.views) == ["Mine"]
    window.actions_["freeze"].trigger()
    assert window.exhibits_page.grid.frozen.count >= 1
