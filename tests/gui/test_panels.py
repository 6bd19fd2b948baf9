"""Panels are moved, floated, stacked and put back, and stand again as they stood."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QTabBar

from evidence_app.gui.app import build_window
from evidence_app.gui.panels import LEFT, RIGHT
from evidence_app.gui.runner import SerialRunner
from evidence_app.gui.window_state import WindowState
from evidence_app.services.matter import open_matter
from evidence_app.settings import Settings
from tests.gui.dragging import GRIP, drag
from tests.gui.keyboard import backward, nameless, walk


@pytest.fixture
def shown(window, qapp):
    window.go("exhibits")
    qapp.processEvents()
    return window


def places(window):
    return window.dockWidgetArea(window.nav_dock), window.dockWidgetArea(window.side_dock)


def test_a_panel_goes_to_the_other_side_and_back(shown):
    shown.actions_["navigation_side"].trigger()
    assert places(shown) == (RIGHT, RIGHT) and shown.nav_dock.isVisible()
    shown.actions_["panel_side"].trigger()
    assert places(shown) == (RIGHT, LEFT)
    shown.actions_["standard_layout"].trigger()
    assert places(shown) == (LEFT, RIGHT) and shown.nav_dock.isVisible() and shown.side_dock.isVisible()


def test_a_panel_floats_and_is_docked_again(shown):
    shown.actions_["panel_float"].trigger()
    assert shown.side_dock.isFloating() and shown.side_dock.isVisible()
    shown.actions_["standard_layout"].trigger()
    assert not shown.side_dock.isFloating() and places(shown) == (LEFT, RIGHT)


def test_panels_are_stacked_and_taken_apart(shown):
    shown.actions_["stack_panels"].trigger()
    assert shown.tabifiedDockWidgets(shown.nav_dock) == [shown.side_dock]
    shown.actions_["stack_panels"].trigger()
    assert not shown.tabifiedDockWidgets(shown.nav_dock) and places(shown) == (LEFT, RIGHT)


def test_every_panel_can_be_dragged_and_says_how(shown):
    for dock in (shown.nav_dock, shown.side_dock):
        assert dock.features() & dock.DockWidgetFeature.DockWidgetMovable
        assert dock.features() & dock.DockWidgetFeature.DockWidgetFloatable
        assert dock.titleBarWidget().isVisible() and "Drag" in dock.titleBarWidget().toolTip()


def test_the_title_row_hides_its_panel_as_the_menu_does(shown):
    shown.side_dock.titleBarWidget().findChild(object, "panel_close").click()
    assert not shown.side_dock.isVisible() and not shown.actions_["show_side"].isChecked()
    shown.actions_["show_side"].trigger()
    assert shown.side_dock.isVisible()


def test_a_narrow_window_has_a_rail_only_while_the_navigation_stands_alone(shown, qapp):
    shown.resize(900, 700)
    qapp.processEvents()
    assert shown.navigation.rail
    shown.actions_["navigation_float"].trigger()
    assert not shown.navigation.rail
    shown.actions_["standard_layout"].trigger()
    assert shown.navigation.rail


def test_panels_stand_as_they_stood_in_this_matter(shown, qtbot):
    state = shown.state
    shown.actions_["panel_side"].trigger()
    shown.actions_["navigation_side"].trigger()
    shown.side.setCurrentIndex(1)
    root = shown.matter.folder.root
    shown.close()
    matter = open_matter(root)
    again = build_window(matter, Settings(), state, SerialRunner(matter))
    qtbot.addWidget(again)
    again.show()
    assert places(again) == (RIGHT, LEFT) and again.side.currentIndex() == 1


def test_a_floating_panel_of_one_matter_does_not_float_in_another(shown, tmp_path, qtbot):
    from evidence_app.services.matter import create_matter

    shown.actions_["panel_float"].trigger()
    shown.keep_state()
    with create_matter(tmp_path / "other.matter", "Other v. Other") as other:
        window = build_window(other, Settings(), WindowState(), SerialRunner(other))
        qtbot.addWidget(window, before_close_func=lambda w: w.setProperty("test_over", True))
        assert not window.side_dock.isFloating()
        assert window.dockWidgetArea(window.side_dock) == Qt.DockWidgetArea.RightDockWidgetArea
        window.close()


def test_a_panel_dragged_to_the_other_side_stands_there(shown):
    drag(shown.side_dock, shown.mapToGlobal(QPoint(6, 360)))
    assert places(shown) == (LEFT, LEFT) and not shown.side_dock.isFloating() and shown.side_dock.isVisible()
    assert shown.nav_dock.isVisible(), "at the edge it stands beside the other panel, not on it"
    shown.actions_["standard_layout"].trigger()
    drag(shown.nav_dock, shown.mapToGlobal(QPoint(shown.width() - 6, 360)))
    assert places(shown) == (RIGHT, RIGHT) and not shown.nav_dock.isFloating()


def test_a_panel_dropped_on_another_is_stacked_with_it(shown):
    middle = shown.nav_dock.mapToGlobal(shown.nav_dock.rect().center())
    drag(shown.side_dock, middle)
    assert shown.tabifiedDockWidgets(shown.side_dock) == [shown.nav_dock] and places(shown) == (LEFT, LEFT)


def test_a_panel_dropped_over_the_page_floats_where_it_was_let_go(shown):
    to = shown.mapToGlobal(QPoint(shown.width() // 2, 300))
    drag(shown.side_dock, to)
    assert shown.side_dock.isFloating() and shown.side_dock.isVisible()
    assert shown.side_dock.geometry().contains(to)
    drag(shown.side_dock, shown.mapToGlobal(QPoint(shown.width() - 4, 360)))
    assert not shown.side_dock.isFloating() and places(shown) == (LEFT, RIGHT)


def test_a_hand_that_shakes_drags_nothing(shown):
    before = shown.side_dock.geometry()
    title = shown.side_dock.titleBarWidget()
    drag(shown.side_dock, title.mapToGlobal(GRIP + QPoint(2, 2)))
    assert shown.side_dock.geometry() == before and not shown.side_dock.isFloating()


def test_stacked_panels_are_all_reached_by_keyboard(shown, qapp):
    shown.actions_["stack_panels"].trigger()
    shown.activateWindow()
    shown.exhibits_page.grid.setFocus()
    for _ in range(4):
        qapp.processEvents()
    hidden = [dock for dock in (shown.nav_dock, shown.side_dock) if dock.visibleRegion().isEmpty()]
    assert len(hidden) == 1
    bars = [bar for bar in shown.findChildren(QTabBar) if bar.parentWidget() is shown and bar.isVisible()]
    reached = walk(shown).reached
    assert bars and all(bar in reached for bar in bars)
    assert not nameless(shown) and not backward(shown, reached)


def test_panels_have_room_again_after_another_text_size(themed, matter, qapp, qtbot):
    """The rail of icons that 200 % leaves of the navigation is no width for its words at 100 %."""
    from evidence_app.gui import theme

    state = WindowState()
    try:
        theme.apply(qapp, "light", 200)
        window = build_window(matter, Settings(font_scale=200), state, SerialRunner(matter))
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        qapp.processEvents()
        rail = window.nav_dock.width()
        window.place.keep()
        window.keep_state()
        window.hide()
    finally:
        theme.apply(qapp, "light", 100)
    again = build_window(matter, Settings(), state, SerialRunner(matter))
    qtbot.addWidget(again)
    again.resize(1366, 768)
    again.show()
    for _ in range(3):
        qapp.processEvents()
    assert rail < theme.px(150) < theme.px(200) <= again.nav_dock.width()
