"""Links that need a look: why, where their words stand now, and keep, move or withdraw one after another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog, work_button
from evidence_app.gui.proof.link_list import link_line
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.changes import Changes
from evidence_app.model.errors import EvidenceError
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import evidence_links, link_review
from evidence_app.services.link_review import LinkInDoubt, Place
from evidence_app.services.matter import Matter

TABLES = ("evidence_link", "exhibit", "page", "element", "claim")
WORDS = (
    "The words of these links are no longer where they were: the document was replaced, or its text was read again. "
    "Nothing is moved by itself."
)
SETTLED = "When a document is replaced or read again, links whose words are not found any more are listed here."
_ROLE = Qt.ItemDataRole.UserRole


class LookDialog(Dialog):
    """Stays open beside the window, so that pages can be looked at; every decision is an undo step.

    ``pin_asked(exhibit, pinpoint)`` shows a place in the present document, ``version_asked(version, page)`` in an
    earlier one; ``undo_asked`` takes the last decision back. ``exhibit_id`` limits the list to one exhibit (0 = all).
    """

    pin_asked = Signal(int, object)
    version_asked = Signal(object, int)
    undo_asked = Signal()

    def __init__(self, parent: QWidget | None, matter: Matter, runner: AnyRunner, exhibit_id: int = 0) -> None:
        super().__init__(parent)
        self.setWindowTitle("Links that need a look")
        self.setObjectName("look_dialog")
        self._matter, self._runner, self._exhibit = matter, runner, exhibit_id
        self.list, self.places, self.page = QListWidget(), QListWidget(), QSpinBox()
        self._make_parts()
        self._build()
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, self.undo_asked.emit)
        runner.changed.connect(self.refresh)
        theme.fit(self, 980, 560)
        self.reload()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- parts -----------------------------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self.list.setObjectName("look_links")
        self.list.setAccessibleName("Links that need a look")
        self.list.setWordWrap(True)
        self.list.currentItemChanged.connect(lambda _new, _old: self._show_current())
        self.places.setObjectName("look_places")
        self.places.setAccessibleName("Where the words stand now")
        self.places.setWordWrap(True)
        for part in (self.list, self.places):
            part.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.places.itemActivated.connect(lambda _item: self.show_page())
        self.page.setObjectName("look_page")
        self.page.setAccessibleName("Page the link is moved to")
        self.page.setMinimum(1)
        self.title = theme.label("", "heading", wrap=True, name="look_title")
        self.element = theme.label("", wrap=True, name="look_element")
        self.quote = theme.label("", wrap=True, name="look_quote")
        self.why = theme.label("", "muted", wrap=True, name="look_why")
        self.found = theme.label("", "section", name="look_found")
        self.told = theme.label("", wrap=True, name="look_told")

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(8))
        column.addWidget(self.title)
        self.words = theme.label(WORDS, "muted", wrap=True, name="look_words")
        column.addWidget(self.words)
        self.nothing = theme.empty_state("ok", "Nothing needs a look", SETTLED)
        column.addWidget(self.nothing, 1)
        split = self.split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self._detail())
        split.setSizes([theme.px(340), theme.px(600)])
        column.addWidget(split, 1)
        column.addWidget(self.told)
        column.addLayout(self._buttons())
        theme.default_button(self, self.show_button)

    def _detail(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(theme.px(10), 0, 0, 0)
        column.setSpacing(theme.px(6))
        for part in (self.element, self.quote, self.why, self.found):
            column.addWidget(part)
        column.addWidget(self.places, 1)
        row = QHBoxLayout()
        self.page_label = QLabel("Page")
        self.page_label.setBuddy(self.page)
        row.addWidget(self.page_label)
        row.addWidget(self.page)
        row.addStretch(1)
        column.addLayout(row)
        return made

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self.show_button = work_button("&Show the page", "look_show", self.show_page)
        self.version_button = work_button("Show the &earlier version", "look_version", self.show_version)
        self.keep_button = work_button("&Keep it where it is", "look_keep", self.keep)
        self.move_button = work_button("&Move it here", "look_move", self.move_it)
        self.withdraw_button = work_button("&Withdraw the link", "look_withdraw", self.withdraw)
        for button in (self.show_button, self.version_button, self.keep_button, self.move_button, self.withdraw_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(work_button("Close", "look_close", self.close))
        return row

    # -- showing ---------------------------------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        """Read again what a change may have settled or put in doubt."""
        if self.isVisible() and changes.touches(*TABLES):
            self.reload()

    def reload(self) -> None:
        """Read the list again."""
        self._runner.query("links in doubt", link_review.in_doubt, self._exhibit or None, done=self._show)

    def _show(self, found: list[LinkInDoubt]) -> None:
        """Stay on the same link, else on the one that took its place."""
        at, current = max(0, self.list.currentRow()), self.current
        self.list.blockSignals(True)
        self.list.clear()
        for one in found:
            item = QListWidgetItem(f"{one.number}  {link_line(one.row).removeprefix('Needs a look · ')}")
            item.setIcon(theme.icon("warning", "warning"))
            item.setData(_ROLE, one)
            self.list.addItem(item)
        same = [i for i, one in enumerate(found) if current and one.row.link.id == current.row.link.id]
        self.list.setCurrentRow(same[0] if same else min(at, len(found) - 1))
        self.list.blockSignals(False)
        count = len(found)
        self.title.setText(
            link_review.waiting_words(count) if count
            else "Every link stands where its words are"
        )  # fmt: skip
        for part, shown in ((self.words, count), (self.split, count), (self.nothing, not count)):
            part.setVisible(bool(shown))
        self._show_current()

    @property
    def current(self) -> LinkInDoubt | None:
        """The link the user stands on."""
        item = self.list.currentItem()
        return item.data(_ROLE) if item is not None else None

    @property
    def place(self) -> Place | None:
        """Where the link would be moved: the place chosen, or for a link to a page the page entered."""
        one, item = self.current, self.places.currentItem()
        if one is None or one.row.link.quote:
            return item.data(_ROLE) if item is not None else None
        return Place(self.page.value(), str(self.page.value())) if one.row.link.page else None

    def _show_current(self) -> None:
        one = self.current
        self.places.clear()
        for part in (self.element, self.quote, self.why, self.found):
            part.clear()
        if one is not None:
            self._show_one(one)
        self._allow(one)

    def _show_one(self, one: LinkInDoubt) -> None:
        link = one.row.link
        self.element.setText(f"{theme.STANCE_ICONS[link.stance][2]} {one.number}  {one.element}")
        self.quote.setText(f"{one.row.cite}: “{' '.join(link.quote.split())}”" if link.quote else one.row.cite)
        self.why.setText(one.why)
        self.found.setText("WHERE ITS WORDS STAND NOW" if link.quote else "THE PAGE IN ITS PLACE NOW")
        for place in one.places:
            item = QListWidgetItem(place_words(place, bool(link.quote)))
            item.setData(_ROLE, place)
            self.places.addItem(item)
        if not one.places:
            self.places.addItem(
                QListWidgetItem("Nowhere in the document as it is now." if link.quote else "Not known.")
            )
            self.places.item(0).setFlags(Qt.ItemFlag.NoItemFlags)
        else:
            self.places.setCurrentRow(0)
        pages = self._matter.read.value("SELECT page_count FROM exhibit WHERE id = ?", (link.exhibit_id,))
        self.page.setMaximum(max(1, int(pages or 1)))
        self.page.setValue(one.places[0].page if one.places else link.page or 1)

    def _allow(self, one: LinkInDoubt | None) -> None:
        writable = one is not None and not self._matter.read_only
        whole = one is not None and not one.row.link.quote and one.row.link.page is not None
        for part in (self.page, self.page_label):
            part.setVisible(whole)
        self.show_button.setEnabled(one is not None)
        self.version_button.setEnabled(one is not None and one.version is not None)
        self.keep_button.setEnabled(writable)
        self.move_button.setEnabled(writable and self.place is not None)
        self.withdraw_button.setEnabled(writable)

    # -- looking and deciding --------------------------------------------------------------------------------------

    def show_page(self) -> None:
        """The chosen place in the page view; without one, where the link points."""
        one, place = self.current, self.place
        if one is None:
            return
        link = one.row.link
        if place is None:
            self.pin_asked.emit(link.exhibit_id, Pinpoint(link.page))
        else:
            self.pin_asked.emit(link.exhibit_id, Pinpoint(place.page, link.quote, start=place.start))

    def show_version(self) -> None:
        """The earlier version, at the page the link was made on."""
        one = self.current
        if one is not None and one.version is not None:
            self.version_asked.emit(one.version, one.row.link.page or 1)

    def keep(self) -> None:
        """It is right where it points."""
        self._decide("Kept", link_review.keep)

    def move_it(self) -> None:
        """It belongs to the chosen place."""
        if self.place is not None:
            self._decide(f"Moved to page {self.place.label}", link_review.move, self.place)

    def withdraw(self) -> None:
        """The link is taken away."""
        self._decide("Withdrawn", evidence_links.unlink)

    def _decide(self, told: str, fn: Callable[..., Any], *args: Any) -> None:
        one = self.current
        if one is not None and not self._matter.read_only:
            words = f"{told}: {one.row.cite}. Ctrl+Z takes it back."
            done = lambda _changes: self.told.setText(words)  # noqa: E731
            self._runner.change(fn, one.row.link.id, *args, done=done, on_error=self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, EvidenceError):
            self.told.setText(f"{error.message} {error.hint}".strip())
        else:
            self._runner.failed.emit(error)


def place_words(place: Place, quoted: bool) -> str:
    """A place as a line: its page and the words around it."""
    words = f"…{place.before} “{place.words}” {place.after}…" if quoted else f"{place.words}…"
    return f"Page {place.label}: {words}" if place.words else f"Page {place.label}"
