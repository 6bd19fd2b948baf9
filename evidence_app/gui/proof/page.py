"""The proof page: how every claim stands on paper, and all evidence of the chosen element side by side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from evidence_app.gui import theme
from evidence_app.gui.context_menu import offer
from evidence_app.gui.kept_focus import kept_focus
from evidence_app.gui.proof.detail import Detail
from evidence_app.gui.proof.dialogs import RowDialog, RuleDialog, TemplateDialog
from evidence_app.gui.proof.overview import Overview
from evidence_app.gui.proof.tree_model import DraggedPin
from evidence_app.gui.when_shown import WhenShown
from evidence_app.model.changes import Changes
from evidence_app.model.proof import ClaimNode, CoverageRule, ElementNode
from evidence_app.model.search_results import SearchHit
from evidence_app.services import evidence_links, link_review, passages, proof, search_elements
from evidence_app.services.evidence_links import LinkRow
from evidence_app.services.matter import Matter

TABLES = ("claim", "element", "evidence_link", "exhibit", "matter", "hit_decision")
GAP_HITS = 8


Shown = tuple[tuple[ClaimNode, ...], CoverageRule, int]
"""The claims, the rule, and how many links need a look."""


def overview_of(matter: Matter) -> Shown:
    """Everything the overview shows; for a query thread."""
    return proof.tree(matter), proof.coverage_rule(matter), link_review.waiting(matter)


class ProofPage(QWidget):
    """Refreshes itself on changes. ``pin_opened`` asks for a place to be shown in the viewer, ``gaps_search_wanted`` for
    the walk through all gaps on the search page, ``look_wanted`` for the links that need a look.
    """

    gaps_search_wanted = Signal()
    look_wanted = Signal()
    pin_opened = Signal(int, object)
    element_chosen = Signal(int)

    def __init__(self, matter: Matter, runner: Any, messages: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("proof_page")
        self.setAccessibleName("Elements and coverage")
        self._matter, self._runner, self._messages = matter, runner, messages
        self._claims: tuple[ClaimNode, ...] = ()
        self._shown: object = None
        self._seeking_gap = False
        self.overview, self.detail = Overview(), Detail()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.overview)
        split.addWidget(self.detail)
        split.setStretchFactor(1, 1)
        split.setSizes([theme.px(336), theme.px(624)])
        split.setChildrenCollapsible(False)
        self.overview.setMinimumWidth(theme.px(230))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)
        self._when_shown = WhenShown(self, self._read, self._arrived)
        self._connect()
        self._load()

    def _connect(self) -> None:
        overview, detail = self.overview, self.detail
        overview.view.chosen.connect(self._chosen)
        overview.view.tree.evidence_dropped.connect(self._dropped)
        overview.gap_wanted.connect(self.next_gap)
        overview.gaps_search_wanted.connect(self.gaps_search_wanted)
        overview.rule_wanted.connect(self.edit_rule)
        overview.look_wanted.connect(self.look_wanted)
        overview.add_wanted.connect(self.add)
        detail.commanded.connect(self._command)
        offer(overview.view, lambda: (*detail.buttons.values(), None, overview.add, overview.gap))
        detail.part_chosen.connect(self.show_element)
        detail.element.edited.connect(lambda field, value: self._edit_element({field: value}))
        detail.claim.verified.connect(lambda: self._edit_claim({"verify": 0}))
        detail.columns.opened.connect(lambda row: self.pin_opened.emit(row.link.exhibit_id, row.link.pin))
        detail.columns.changed.connect(
            lambda link, field, value: self._change(evidence_links.edit_link, link, **{field: value})
        )
        detail.columns.moved.connect(lambda link, step: self._move_link(link, step))
        detail.columns.unlinked.connect(lambda link: self._change(evidence_links.unlink, link, said="Unlinked"))
        detail.hits.opened.connect(self._open_hit)
        detail.hits.link_wanted.connect(self._link_hit)
        detail.hits.refused.connect(self._refuse_hit)
        self._runner.changed.connect(self.refresh)

    # -- showing -------------------------------------------------------------------------------------------------------

    def _load(self) -> None:
        self._when_shown.read()

    def _read(self) -> None:
        self._runner.query(f"proof page {id(self)}", overview_of, done=self._when_shown.show)

    def _arrived(self, found: Shown) -> None:
        self._claims, rule, doubtful = found
        self.overview.show_look(doubtful)
        self.overview.show_claims(self._claims, rule, read_only=self._matter.read_only)
        self._show_chosen()

    def refresh(self, changes: Changes) -> None:
        """Read again what a change may have moved."""
        if changes.touches(*TABLES):
            self._load()

    def set_outline_visible(self, visible: bool) -> None:
        """Show or hide the tree at the left (the element panel beside the page may already show one)."""
        self.overview.setVisible(visible)

    @property
    def element_id(self) -> int:
        """The element on show; 0 when there is none."""
        node = self.overview.view.current_element()
        return int(node.element.id) if node else 0

    def show_element(self, element_id: int) -> None:
        """Show an element's evidence."""
        self.overview.view.set_current("element", element_id)

    def show_claim(self, claim_id: int) -> None:
        """Show a claim."""
        self.overview.view.set_current("claim", claim_id)

    def _chosen(self, kind: str, row_id: int) -> None:
        self.overview.offer()
        self.detail.hits.clear()
        self._show_chosen()
        if kind == "element":
            self.element_chosen.emit(row_id)

    def _node(self) -> ClaimNode | ElementNode | None:
        row = self.overview.view.current_row()
        return row.node if row else None

    def _show_chosen(self) -> None:
        node = self._node()
        if node is None:
            self._shown = None
            self.detail.show_nothing()
        elif isinstance(node, ClaimNode):
            self._shown = node
            with kept_focus(self.detail, self.overview.view):
                self.detail.show_claim(node, read_only=self._matter.read_only)
        else:
            wanted = node.element.id
            self._runner.query(
                f"proof links {id(self)}", evidence_links.links, element_id=wanted, done=partial(self._show_links, node)
            )

    def _show_links(self, node: ElementNode, rows: list[LinkRow]) -> None:
        """Build the cards anew only when something on them changed, so that typing in one is not disturbed."""
        showing = (node, tuple(rows))
        if showing != self._shown:
            self._shown = showing
            place = self.detail.verticalScrollBar().value()
            with kept_focus(self.detail, self.overview.view):
                self.detail.show_element(node, rows, read_only=self._matter.read_only)
            self.detail.verticalScrollBar().setValue(place)
        if node.coverage.state == "gap" and not node.children:
            self._load_gap_hits(node)
        else:
            self.detail.hits.clear()

    # -- gaps ----------------------------------------------------------------------------------------------------------

    def _load_gap_hits(self, node: ElementNode) -> None:
        if not search_elements.terms_of(node.element.search_terms):
            self.detail.hits.show_words(
                "This element has no search terms yet. Press Edit… and add some, one search a line."
            )
            return
        self._runner.query(
            f"proof gap {id(self)}", search_elements.search_element, node.element.id, limit=GAP_HITS, record=False,
            done=partial(self._show_gap_hits, node.element.id),
        )  # fmt: skip

    def _show_gap_hits(self, element_id: int, found: search_elements.ElementHits) -> None:
        if element_id != self.element_id:
            return
        self.detail.hits.show_hits(found, read_only=self._matter.read_only)

    def next_gap(self) -> bool:
        """Go to the next gap after the current element, round to the first; False when there are none."""
        gaps = self._gaps()
        if not gaps:
            self._messages.toast("No gaps: every element is proved on paper by the rule.")
            return False
        current = self.element_id
        places = [int(node.element.id) for node in self.overview.view.tree.elements()]
        here = places.index(current) if current in places else -1
        later = [node for node in gaps if places.index(node.element.id) > here]
        self.show_element(int((later or gaps)[0].element.id))
        return True

    def _gaps(self) -> list[ElementNode]:
        """Gaps among leaves that must be proved; alternatives of a proved group are none."""
        found: list[ElementNode] = []

        def collect(node: ElementNode) -> None:
            if node.coverage.state != "gap":
                return
            if not node.children:
                found.append(node)
            for child in node.children:
                collect(child)

        for claim in self._claims:
            for node in claim.elements:
                if node.element.kind == "element":
                    collect(node)
        return found

    def _open_hit(self, hit: SearchHit, query: str) -> None:
        """Show the very passage that would be linked."""
        self._runner.query(
            "proof.passage", passages.passage_of_hit, hit.exhibit_id, hit.page, query,
            done=lambda pin: self.pin_opened.emit(hit.exhibit_id, pin),
        )  # fmt: skip

    def _link_hit(self, hit: SearchHit, query: str) -> None:
        self._change(
            passages.link_hit,
            self.element_id,
            hit.exhibit_id,
            hit.page,
            query,
            said=f"Linked {hit.name}, page {hit.page}",
        )

    def _refuse_hit(self, hit: SearchHit) -> None:
        said = f"{hit.name} set aside for this element"
        self._change(search_elements.decide, self.element_id, hit.exhibit_id, hit.page, "not relevant", said=said)

    def _dropped(self, element_id: int, pins: list[DraggedPin]) -> None:
        self.show_element(element_id)
        for exhibit_id, page, query in pins:
            self._change(passages.link_hit, element_id, exhibit_id, page, query, said="Linked to the element")

    # -- changing ------------------------------------------------------------------------------------------------------

    def _change(self, fn: Callable[..., Any], *args: Any, said: str = "", **kw: Any) -> None:
        done = (lambda _result: self._messages.toast(said, undo=True)) if said else None
        self._runner.change(fn, *args, done=done, **kw)

    def _move_link(self, link_id: int, step: int) -> None:
        """One place up or down among the links of the same stance, as they are shown."""
        rows = self.detail.columns.rows
        stance = next((row.link.stance for row in rows if row.link.id == link_id), "")
        order = [int(row.link.id) for row in rows]
        same = [int(row.link.id) for row in rows if row.link.stance == stance]
        place = same.index(link_id) + step if link_id in same else -1
        if 0 <= place < len(same):
            self._change(evidence_links.move_link, link_id, order.index(same[place]) - order.index(link_id))

    def _edit_element(self, fields: dict[str, Any]) -> None:
        if self.element_id:
            self._change(proof.edit_element, self.element_id, **fields)

    def _edit_claim(self, fields: dict[str, Any]) -> None:
        node = self._node()
        if isinstance(node, ClaimNode):
            self._change(proof.edit_claim, node.claim.id, **fields)

    def edit_rule(self) -> None:
        """Let the user change the coverage rule."""
        rule = RuleDialog.ask(self, proof.coverage_rule(self._matter))
        if rule is not None:
            self._change(proof.set_coverage_rule, rule, said="Coverage rule changed")

    def add(self, what: str) -> None:
        """Add a claim from the library or by hand, an element of the chosen claim, or a part of the chosen element."""
        if what == "library":
            chosen = TemplateDialog.ask(self, proof.templates())
            if chosen is not None:
                said = f"Added “{proof.template(chosen).name}”"
                self._runner.change(proof.add_claim_from_template, chosen, done=partial(self._added, "claim", said))
        elif what == "claim":
            fields = RowDialog.ask_claim(self)
            if fields is not None:
                self._runner.change(
                    proof.add_claim, fields.pop("name"), done=partial(self._added, "claim", "Added"), **fields
                )
        else:
            self._add_element(part=what == "part")

    def _add_element(self, *, part: bool) -> None:
        node = self._node()
        if node is None:
            return
        fields = RowDialog.ask_element(self, title="New part of this element" if part else "New element")
        if fields is None:
            return
        claim = node.claim.id if isinstance(node, ClaimNode) else node.element.claim_id
        parent = node.element.id if part and isinstance(node, ElementNode) else None
        done = partial(self._added, "element", "Added the element")
        self._runner.change(proof.add_element, claim, fields.pop("text"), parent, done=done, **fields)

    def _added(self, kind: str, said: str, row_id: int) -> None:
        """Show what was added, once the tree with it has arrived."""
        self._messages.toast(said, undo=True)

        def show(found: Shown) -> None:
            self._arrived(found)
            self.overview.view.set_current(kind, row_id)

        self._runner.query(f"proof page {id(self)}", overview_of, done=show)

    def _command(self, name: str) -> None:
        """Edit, move or remove what is chosen."""
        node = self._node()
        if node is None:
            return
        if name in ("up", "down") and isinstance(node, ElementNode):
            self._change(proof.move_element, node.element.id, -1 if name == "up" else 1)
        elif name == "edit":
            self._edit(node)
        elif name == "remove":
            self._remove(node)

    def _edit(self, node: ClaimNode | ElementNode) -> None:
        if isinstance(node, ClaimNode):
            fields = RowDialog.ask_claim(self, node.claim)
            if fields is not None:
                self._edit_claim(_changed(fields, node.claim))
        else:
            fields = RowDialog.ask_element(self, node.element)
            if fields is not None:
                self._edit_element(_changed(fields, node.element))

    def _remove(self, node: ClaimNode | ElementNode) -> None:
        """Removing takes links along, so it asks; Undo brings everything back."""
        text = node.claim.name if isinstance(node, ClaimNode) else f"{node.number} {node.element.text}"
        if not self._messages.ask(
            "Remove it with its parts and links?",
            f"{text}\n\nUndo brings all of it back.",
            yes="Remove",
            dangerous=True,
        ):
            return
        if isinstance(node, ClaimNode):
            self._change(proof.remove_claim, node.claim.id, said="Claim removed")
        else:
            self._change(proof.remove_element, node.element.id, said="Element removed")


def _changed(fields: dict[str, Any], row: object) -> dict[str, Any]:
    """Only the fields that differ from what is stored."""
    return {name: value for name, value in fields.items() if getattr(row, name) != value}
