"""The element panel: find an element by number or words, see how it stands, and tie a passage to it in four actions."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.context_menu import offer
from evidence_app.gui.proof.element_view import ElementView
from evidence_app.gui.proof.link_card import LinkCard, pin_words
from evidence_app.gui.proof.link_field import LinkField
from evidence_app.gui.proof.link_list import LinkList
from evidence_app.gui.proof.tree_model import DraggedPin
from evidence_app.gui.scrolled_page import RoomArea, least_width
from evidence_app.model.changes import Changes
from evidence_app.model.pinpoint import Pinpoint, cite
from evidence_app.model.proof import ClaimNode, ElementNode
from evidence_app.services import evidence_links, exhibits, passages, proof
from evidence_app.services.evidence_links import LinkRow
from evidence_app.services.matter import Matter

TABLES = ("claim", "element", "evidence_link", "exhibit", "matter")
"""Changes in these can move a count or a coverage state."""


class ElementPanel(QWidget):
    """The right dock. Refreshes itself on changes.

    ``element_chosen``: another element became current. ``link_opened``: a link of it was opened. ``linked``: a link was
    made. ``linking_ended``: linking was finished or left.
    """

    element_chosen = Signal(int)
    element_opened = Signal(int)
    link_opened = Signal(int)
    linked = Signal(int)
    linking_ended = Signal()

    def __init__(self, matter: Matter, runner: Any, messages: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("element_panel")
        self.setAccessibleName("Elements")
        self.setProperty("role", "panel")
        self._matter, self._runner, self._messages = matter, runner, messages
        self._waiting: tuple[int, Pinpoint] | None = None
        self._return_to: QWidget | None = None
        self._build()
        self._connect()
        self._load()

    def _build(self) -> None:
        self.view = ElementView()
        self.field = LinkField(lambda text: self.view.best_match(text) is not None)
        self.field.setObjectName("element_field")
        self.field.setAccessibleName("Find an element by number or words")
        self.field.setPlaceholderText("Element: 2.3 or a word")
        self.field.setClearButtonEnabled(True)
        self.card = LinkCard()
        self.links = LinkList()
        self.links_title = theme.label("", "section", name="element_links_title")
        self._empty = theme.label(
            "No claims yet. Add one on the page “Elements and coverage”.", "muted", wrap=True, name="no_claims"
        )
        inner = QWidget()
        self._room = RoomArea(inner, "element_room")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._room)
        column = QVBoxLayout(inner)
        column.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self.card)
        column.addWidget(self.field)
        column.addWidget(self._empty)
        column.addWidget(self._split(), 1)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its parts; with little height they scroll."""
        return QSize(least_width(self._room.inner), super().minimumSizeHint().height())

    def _split(self) -> QSplitter:
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, theme.px(6), 0, 0)
        lower.setSpacing(theme.px(2))
        lower.addWidget(self.links_title)
        lower.addWidget(self.links, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.view)
        split.addWidget(below)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setSizes([theme.px(420), theme.px(170)])
        split.setChildrenCollapsible(False)
        self._below = below
        below.hide()
        return split

    def _connect(self) -> None:
        self.field.textEdited.connect(self._typed)
        self.field.textChanged.connect(lambda text: None if text else self._typed(""))
        self.field.stance_typed.connect(self.card.set_stance)
        self.field.taken.connect(self._take)
        self.field.taken_with_fact.connect(self._take_with_fact)
        self.field.left.connect(self._leave)
        self._room.verticalScrollBar().rangeChanged.connect(lambda *_: self._keep_field_in_view())
        self.field.moved.connect(self._move)
        self.card.done.connect(self._take)
        self.card.cancelled.connect(self.end_link)
        self.card.stance_chosen.connect(lambda _stance: self.field.setFocus())
        self.view.chosen.connect(self._chosen)
        self.view.activated_element.connect(self._activated)
        self.view.tree.evidence_dropped.connect(self._dropped)
        self.links.opened.connect(self.link_opened)
        self.open_action = QAction("Open it with its evidence", self)
        self.open_action.triggered.connect(lambda: self._activated(self.element_id))
        offer(self.view, lambda: (self.open_action,) if self.view.current_element() else ())
        self._runner.changed.connect(self.refresh)

    # -- showing -------------------------------------------------------------------------------------------------------

    def _load(self) -> None:
        self._runner.query(f"element panel {id(self)}", proof.tree, done=self._arrived)

    def _arrived(self, claims: tuple[ClaimNode, ...]) -> None:
        self.view.show_tree(claims)
        self._empty.setVisible(not claims)
        self.view.setVisible(bool(claims))
        self._show_target()
        self._load_links()

    def refresh(self, changes: Changes) -> None:
        """Read again what a change may have moved."""
        if changes.touches(*TABLES):
            self._load()

    @property
    def element_id(self) -> int:
        """The current element; 0 when there is none."""
        node = self.view.current_element()
        return int(node.element.id) if node else 0

    def choose_element(self, element_id: int) -> None:
        """Make an element the current one."""
        self.field.clear()
        self.view.set_current("element", element_id)

    def _chosen(self, kind: str, row_id: int) -> None:
        self._show_target()
        self._load_links()
        if kind == "element":
            self.element_chosen.emit(row_id)

    def _load_links(self) -> None:
        node = self.view.current_element()
        if node is None:
            self._below.hide()
            return
        wanted = node.element.id
        self._runner.query(
            f"panel links {id(self)}",
            evidence_links.links,
            element_id=wanted,
            done=lambda rows: self._show_links(node, rows),
        )

    def _show_links(self, node: ElementNode, rows: list[LinkRow]) -> None:
        self.links.show_links(rows)
        self._below.setVisible(bool(rows))
        self.links_title.setText(f"Evidence of {node.number} ({len(rows)})")

    # -- typing --------------------------------------------------------------------------------------------------------

    def _typed(self, text: str) -> None:
        self.view.set_typed(text)
        self._show_target()

    def _move(self, step: int) -> None:
        """Arrow keys move in the tree while the field keeps the focus."""
        index = self.view.currentIndex()
        new = self.view.indexBelow(index) if step > 0 else self.view.indexAbove(index)
        if new.isValid():
            self.view.setCurrentIndex(new)
            self.view.scrollTo(new)

    def _take(self) -> None:
        """Enter: link what waits, or open the element found."""
        if self._waiting is not None:
            self._link()
        elif self.element_id:
            self.element_opened.emit(self.element_id)

    def _take_with_fact(self) -> None:
        """Shift+Enter: link, and make a fact of the passage where it has words."""
        self.card.fact.setChecked(self._waiting is not None and bool(self._waiting[1].quote))
        self._take()

    def _leave(self) -> None:
        """Esc: first clear what was typed, then leave linking."""
        if self._waiting is not None:
            self.end_link()
        else:
            self.field.clear()

    # -- linking -------------------------------------------------------------------------------------------------------

    @property
    def linking(self) -> bool:
        """Whether a passage waits for its element."""
        return self._waiting is not None

    def begin_link(self, exhibit_id: int, pinpoint: Pinpoint) -> None:
        """Wait for the element of a passage, region or page; typing goes to the field from here."""
        if self._matter.read_only:
            self._messages.toast("This matter is open read-only; nothing can be linked.")
            return
        focus = QApplication.focusWidget()
        if focus is not None and not self.isAncestorOf(focus):
            self._return_to = focus
        self._waiting = (exhibit_id, pinpoint)
        self.field.linking = True
        self.field.clear()
        self.card.what.setText(f"Link {pin_words(self._cite(exhibit_id, pinpoint), pinpoint)}")
        self.card.set_stance("supports")
        self.card.offer_fact(pinpoint.quote)
        self.card.show()
        self._show_target()
        self.field.setPlaceholderText("Element: 2.3 or a word")
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _keep_field_in_view(self) -> None:
        """With little height the panel scrolls, and its card grows with the element found; what is typed stays seen."""
        if self.linking:
            QTimer.singleShot(0, self, self._show_field)

    def _show_field(self) -> None:
        """All of it: Qt's own way is content with the cursor in it."""
        foot = self.field.mapTo(self._room.inner, self.field.rect().bottomLeft())
        self._room.ensureVisible(foot.x(), foot.y(), 0, theme.px(4))

    def _cite(self, exhibit_id: int, pin: Pinpoint) -> str:
        found = exhibits.get(self._matter, exhibit_id)
        return cite(found.label, *(self._page_label(exhibit_id, number) for number in (pin.page, pin.page_end)))

    def _page_label(self, exhibit_id: int, number: int | None) -> str:
        """What is printed on a page, else its place in the file."""
        page = exhibits.page(self._matter, exhibit_id, number) if number else None
        return page.label if page and page.label else str(number or "")

    def _show_target(self) -> None:
        node = self.view.current_element()
        self.card.show_target(node.number if node else "", node.element.text if node else "")

    def _link(self) -> None:
        node = self.view.current_element()
        if self._waiting is None or node is None:
            self._messages.toast("Choose an element: type its number or a word of it.")
            return
        exhibit_id, pin = self._waiting
        stance = self.card.stance
        words = f"Linked {self._cite(exhibit_id, pin)} to {node.number} ({theme.STANCE_ICONS[stance][2].lower()})"
        place = (node.element.id, exhibit_id, pin, stance)
        if self.card.fact.isChecked():
            words += ", and added to the chronology"
            stated = self.card.fact_date.currentData()
            self._runner.change(passages.link_with_fact, *place, stated, done=lambda link: self._made(link, words))
        else:
            self._runner.change(evidence_links.link_evidence, *place, done=lambda link: self._made(link, words))
        self.end_link()

    def _made(self, link_id: int, words: str) -> None:
        self._messages.toast(words, undo=True)
        self.linked.emit(link_id)

    def end_link(self) -> None:
        """Leave linking; the focus goes back to where it was."""
        if self._waiting is None:
            return
        self._waiting = None
        self.field.linking = False
        self.field.clear()
        self.field.setPlaceholderText("Element: 2.3 or a word")
        self.card.hide()
        if self._return_to is not None:
            self._return_to.setFocus(Qt.FocusReason.OtherFocusReason)
            self._return_to = None
        self.linking_ended.emit()

    def _activated(self, element_id: int) -> None:
        if self._waiting is not None:
            self._link()
        else:
            self.element_opened.emit(element_id)

    def _dropped(self, element_id: int, pins: list[DraggedPin]) -> None:
        """Evidence dragged onto an element: one link each, supporting; the stance can be changed after."""
        self.view.set_current("element", element_id)
        for exhibit_id, page, query in pins:
            node = self.view.current_element()
            cited = self._cite(exhibit_id, Pinpoint(page))
            words = f"Linked {cited} to {node.number if node else 'the element'} (supports)"
            self._runner.change(
                passages.link_hit, element_id, exhibit_id, page, query, done=lambda link, w=words: self._made(link, w)
            )
