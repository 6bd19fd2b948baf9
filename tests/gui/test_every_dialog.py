"""The list of dialogs is complete, so that every walk through all dialogs sees all of them."""

import importlib
import pkgutil

from every_dialog import every_dialog
from PySide6.QtWidgets import QDialog

import evidence_app.gui
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.window_state import WindowState


def dialogs_of_the_program():
    for module in pkgutil.walk_packages(evidence_app.gui.__path__, "evidence_app.gui."):
        importlib.import_module(module.name)
    found, waiting = set(), [QDialog]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.startswith("evidence_app.gui") and kind is not Dialog:
                found.add(kind)
    return found


def test_every_dialog_is_on_the_list(window, qtbot):
    made = [make() for make in every_dialog(window, window.settings, WindowState()).values()]
    for one in made:
        qtbot.addWidget(one)
    missing = dialogs_of_the_program() - {type(one) for one in made}
    assert not missing, f"add to packaging/every_dialog.py: {sorted(kind.__name__ for kind in missing)}"


def test_every_dialog_keeps_to_the_screen():
    assert [kind.__name__ for kind in dialogs_of_the_program() if not issubclass(kind, Dialog)] == []
