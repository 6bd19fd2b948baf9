"""Preferences that are changed while a matter is open."""

from evidence_app.gui import theme
from evidence_app.gui.settings_dialog import SettingsDialog
from evidence_app.settings import FONT_SCALES, Settings, load_settings


def test_settings_take_effect_and_are_kept(window, monkeypatch):
    monkeypatch.setattr(SettingsDialog, "ask", classmethod(lambda cls, *_a: Settings(shortcuts={"tag": "Ctrl+T"})))
    window.actions_["settings"].trigger()
    assert [k.toString() for k in window.actions_["tag"].shortcuts()] == ["Ctrl+T"]
    assert window.settings.shortcuts == load_settings().shortcuts == {"tag": "Ctrl+T"}


def test_leaving_the_dialog_changes_nothing(window, monkeypatch, qtbot):
    monkeypatch.setattr(SettingsDialog, "ask", classmethod(lambda cls, *_a: None))
    before = window.settings
    with qtbot.assertNotEmitted(window.settings_changed):
        window.actions_["settings"].trigger()
    assert window.settings is before


def test_text_grows_and_shrinks_by_steps_and_stops_at_the_ends(window, themed):
    try:
        at = FONT_SCALES.index(window.settings.font_scale)
        window.actions_["larger"].trigger()
        assert window.settings.font_scale == FONT_SCALES[at + 1]
        for _scale in FONT_SCALES:
            window.actions_["smaller"].trigger()
        assert window.settings.font_scale == FONT_SCALES[0]
    finally:
        theme.apply(themed, "light", 100)


def test_the_other_scheme_and_the_name_of_the_next_undo_stay_together(window, themed):
    try:
        undo = window.actions_["undo"].toolTip()
        dark = theme.is_dark()
        window.actions_["toggle_scheme"].trigger()
        assert theme.is_dark() != dark and window.settings.scheme == ("light" if dark else "dark")
        assert window.actions_["undo"].toolTip() == undo
    finally:
        theme.apply(themed, "light", 100)
