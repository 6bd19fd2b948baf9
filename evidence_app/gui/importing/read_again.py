"""Read pages again by OCR: which ones, and whether the file's own text is to be trusted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.type_ahead import Choice, TypeAhead
from evidence_app.services import scans
from evidence_app.services.matter import Matter

ADD, INSTEAD = "add words the file's own text lacks", "use OCR in place of the file's own text"


def ask_read_again(
    window: QWidget,
    matter: Matter,
    runner: AnyRunner,
    messages: Messages,
    ids: Sequence[int],
    page: int,
    read: Callable[[], None],
) -> None:
    """Let the user choose, and have the pages read. ``page`` > 0 also offers that page alone; ``read`` starts the work."""
    if not ids:
        messages.toast("Select an exhibit first.")
        return
    whole = "All pages" if len(ids) == 1 else f"All pages of {len(ids):,} exhibits"
    places = [("page", f"Page {page}")] * bool(page and len(ids) == 1) + [("all", whole)]
    choices = [
        Choice(f"{place} {how}", f"{where}: {words}")
        for place, where in places
        for how, words in (("add", ADD), ("instead", INSTEAD))
    ]
    hint = "Linked quotes are looked for again; nothing is lost"
    answer = TypeAhead.ask(window, "Read again by OCR", choices, hint=hint)
    if answer:
        place, how = answer.split()
        only = [page] if place == "page" else []
        runner.change(scans.ask_again, list(ids), only, instead=how == "instead", done=lambda _count: read())
