import json

import pytest

from evidence_app.settings import Settings, load_settings, save_settings, settings_file


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("EVIDENCE_HOME", str(tmp_path))


def test_defaults_without_a_file():
    assert load_settings() == Settings()


def test_what_is_saved_comes_back():
    wanted = Settings(scheme="dark", font_scale=150, shortcuts={"tag": "Ctrl+T"}, actor="M. Bauer", single_keys=False)
    save_settings(wanted)
    assert load_settings() == wanted
    assert not settings_file().with_suffix(".new").exists()


def test_keys_of_a_newer_version_are_kept():
    settings_file().write_text(json.dumps({"scheme": "dark", "hologram": [1, 2]}), encoding="utf-8")
    save_settings(load_settings().with_values(font_scale=125))
    stored = json.loads(settings_file().read_text(encoding="utf-8"))
    assert stored["hologram"] == [1, 2] and stored["font_scale"] == 125 and stored["scheme"] == "dark"


@pytest.mark.parametrize(
    "stored", [{"scheme": "pink"}, {"font_scale": "huge"}, {"font_scale": 9999}, {"single_keys": 3}, [], 7]
)
def test_values_that_do_not_fit_take_their_default(stored):
    settings_file().write_text(json.dumps(stored), encoding="utf-8")
    assert load_settings() == Settings()


def test_a_broken_file_is_set_aside_not_lost():
    settings_file().write_text("{broken", encoding="utf-8")
    assert load_settings() == Settings()
    assert settings_file().with_suffix(".unreadable.json").read_text(encoding="utf-8") == "{broken"
