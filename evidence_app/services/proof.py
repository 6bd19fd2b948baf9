"""Claims and their elements; coverage and gaps. The evidence linked to them is in ``services.evidence_links``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from evidence_app.model.changes import Changes
from evidence_app.model.claim_templates import ClaimTemplate, ElementTemplate, freeze, load_templates
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.proof import (
    Claim,
    ClaimId,
    ClaimNode,
    CoverageRule,
    Element,
    ElementId,
    ElementNode,
    EvidenceLink,
    build_tree,
    walk,
)
from evidence_app.paths import resource
from evidence_app.services.matter import Matter, Operation

ELEMENT_FIELDS = frozenset(
    {"text", "group_rule", "kind", "burden", "standard", "authority", "as_of", "not_in_dispute", "search_terms",
     "gap_reason", "expected_objection", "notes", "verify"}
)  # fmt: skip
CLAIM_FIELDS = frozenset(
    {"name", "authority", "as_of", "burden", "standard", "limitation", "relief", "notes", "verify"}
)


@lru_cache(maxsize=1)
def templates() -> tuple[ClaimTemplate, ...]:
    """The claim-template library that comes with the program; starting points for a lawyer to verify."""
    return load_templates(resource("claim-templates.json").read_text(encoding="utf-8"))


def template(template_id: str) -> ClaimTemplate:
    """One template by id; raises NotFound."""
    for found in templates():
        if found.id == template_id:
            return found
    raise NotFound(f"There is no claim template {template_id!r}.", "Run 'evidence claims templates' to see them.")


def add_claim_from_template(matter: Matter, template_id: str) -> ClaimId:
    """Add a claim with all its elements; the template is frozen into the matter and never updated behind it."""
    chosen = template(template_id)
    with matter.operation("Add claim “{name}” from the template library", name=chosen.name) as tx:
        claim = tx.insert("claim", {"position": next_position(tx, "claim"), **_claim_values(chosen)})
        for i, element in enumerate(chosen.elements, 1):
            _add_element_template(tx, claim, None, i, element, chosen)
    return ClaimId(claim)


def _claim_values(chosen: ClaimTemplate) -> dict[str, Any]:
    return {
        "name": chosen.name,
        "template_id": chosen.id,
        "template_frozen": freeze(chosen),
        "authority": "; ".join(chosen.authority),
        "as_of": chosen.as_of,
        "verify": int(chosen.verify),
        "burden": chosen.burden,
        "standard": chosen.standard,
        "limitation": chosen.limitation,
        "relief": chosen.relief,
        "notes": "\n".join(
            filter(None, (chosen.notes, chosen.exceptions and f"Exceptions and defenses: {chosen.exceptions}"))
        ),
    }


def _add_element_template(
    tx: Operation, claim: int, parent: int | None, position: int, element: ElementTemplate, chosen: ClaimTemplate
) -> None:
    row = {
        "claim_id": claim,
        "parent_id": parent,
        "position": position,
        "text": element.text,
        "group_rule": element.rule,
        "kind": element.kind,
        "burden": element.burden or chosen.burden,
        "standard": element.standard or chosen.standard,
        "authority": "; ".join(element.authority),
        "as_of": chosen.as_of,
        "verify": int(chosen.verify),
        "search_terms": "\n".join(element.search_terms),
        "notes": " ".join(
            filter(None, ("Use only if the point is at issue." if element.if_at_issue else "", element.notes))
        ),
    }
    own = tx.insert("element", row)
    for i, child in enumerate(element.elements, 1):
        _add_element_template(tx, claim, own, i, child, chosen)


def next_position(tx: Operation, table: str, where: str = "1", params: Sequence[Any] = ()) -> int:
    """The place after the last one in an order set by hand."""
    return int(tx.value(f"SELECT coalesce(max(position), 0) + 1 FROM {table} WHERE {where}", params))


def add_claim(matter: Matter, name: str, **fields: Any) -> ClaimId:
    """Add a claim by hand, without elements."""
    check_fields(fields, CLAIM_FIELDS, "claim")
    if not name.strip():
        raise UserError("A claim needs a name.")
    with matter.operation("Add claim “{name}”", name=name.strip()) as tx:
        return ClaimId(tx.insert("claim", {"name": name.strip(), "position": next_position(tx, "claim"), **fields}))


def edit_claim(matter: Matter, claim_id: int, **fields: Any) -> Changes:
    """Change a claim's own fields (``CLAIM_FIELDS``)."""
    check_fields(fields, CLAIM_FIELDS, "claim")
    with matter.operation("Edit claim “{name}”", name=claim(matter, claim_id).name) as tx:
        tx.update("claim", claim_id, fields)
    return tx.changes


def remove_claim(matter: Matter, claim_id: int) -> Changes:
    """Remove a claim with its elements and links (one undo step brings all of it back)."""
    with matter.operation("Remove claim “{name}”", name=claim(matter, claim_id).name) as tx:
        tx.execute("DELETE FROM claim WHERE id = ?", (claim_id,))
    return tx.changes


def claim(matter: Matter, claim_id: int) -> Claim:
    """One claim; raises NotFound."""
    found = matter.read.row(Claim, "SELECT * FROM claim WHERE id = ?", (claim_id,))
    if found is None:
        raise NotFound("There is no such claim.", "Run 'evidence elements' to see claims and elements.")
    return found


def add_element(matter: Matter, claim_id: int, text: str, parent_id: int | None = None, **fields: Any) -> ElementId:
    """Add an element at the end of a claim or of a parent element."""
    check_fields(fields, ELEMENT_FIELDS, "element")
    if not text.strip():
        raise UserError("An element needs a text.", "Say in one line what must be proved.")
    with matter.operation("Add element “{text}”", text=text.strip()) as tx:
        position = next_position(tx, "element", "claim_id = ? AND parent_id IS ?", (claim_id, parent_id))
        row = {"claim_id": claim_id, "parent_id": parent_id, "position": position, "text": text.strip(), **fields}
        return ElementId(tx.insert("element", row))


def edit_element(matter: Matter, element_id: int, **fields: Any) -> Changes:
    """Change an element (``ELEMENT_FIELDS``): wording, group rule, search terms, gap reason, expected objection ..."""
    check_fields(fields, ELEMENT_FIELDS, "element")
    with matter.operation("Edit element “{text}”", text=element(matter, element_id).text) as tx:
        tx.update("element", element_id, fields)
    return tx.changes


def move_element(matter: Matter, element_id: int, step: int) -> Changes:
    """Move an element up (negative) or down among its siblings."""
    found = element(matter, element_id)
    with matter.operation("Move element “{text}”", text=found.text) as tx:
        sql = "SELECT id FROM element WHERE claim_id = ? AND parent_id IS ? ORDER BY position, id"
        order = tx.column(sql, (found.claim_id, found.parent_id))
        order.insert(max(0, min(len(order) - 1, order.index(element_id) + step)), order.pop(order.index(element_id)))
        tx.executemany("UPDATE element SET position = ? WHERE id = ?", list(enumerate(order, 1)))
    return tx.changes


def remove_element(matter: Matter, element_id: int) -> Changes:
    """Remove an element with its children and links (one undo step brings all of it back)."""
    with matter.operation("Remove element “{text}”", text=element(matter, element_id).text) as tx:
        tx.execute("DELETE FROM element WHERE id = ?", (element_id,))
    return tx.changes


def element(matter: Matter, element_id: int) -> Element:
    """One element; raises NotFound."""
    found = matter.read.row(Element, "SELECT * FROM element WHERE id = ?", (element_id,))
    if found is None:
        raise NotFound("There is no such element.", "Run 'evidence elements' to see them.")
    return found


def tree(matter: Matter) -> tuple[ClaimNode, ...]:
    """Every claim with its numbered elements, counts and coverage by the matter's rule."""
    read = matter.read
    return build_tree(
        read.rows(Claim, "SELECT * FROM claim"),
        read.rows(Element, "SELECT * FROM element"),
        read.rows(EvidenceLink, f"{_LINKS} WHERE x.status != 'withdrawn' AND x.sequestered = 0"),
        coverage_rule(matter),
    )


_LINKS = "SELECT l.* FROM evidence_link l JOIN exhibit x ON x.id = l.exhibit_id"


def find_element(matter: Matter, number: str) -> ElementNode:
    """The element a person means by its number ("2.3.1"); raises NotFound."""
    for found in tree(matter):
        for node in walk(found.elements):
            if node.number == number.strip():
                return node
    raise NotFound(f"There is no element {number!r}.", "Run 'evidence elements' to see their numbers.")


def gaps(matter: Matter) -> list[ElementNode]:
    """Leaf elements that must be proved and are not, in order; alternatives of a proved group are no gap."""
    found: list[ElementNode] = []
    for one in tree(matter):
        for node in one.elements:
            if node.element.kind == "element":
                _collect_gaps(node, found)
    return found


def _collect_gaps(node: ElementNode, found: list[ElementNode]) -> None:
    if node.coverage.state != "gap":
        return
    if not node.children:
        found.append(node)
    for child in node.children:
        _collect_gaps(child, found)


def coverage_rule(matter: Matter) -> CoverageRule:
    """The matter's rule for when an element counts as proved on paper."""
    return CoverageRule.parse(matter.record.coverage_rule)


def set_coverage_rule(matter: Matter, rule: CoverageRule) -> Changes:
    """Change the rule; every element's state follows at once."""
    with matter.operation("Change the coverage rule: {rule}", rule=rule.words()) as tx:
        tx.update("matter", 1, {"coverage_rule": rule.format()})
    return tx.changes


def shortened(text: str) -> str:
    """A text as the history names it."""
    return text if len(text) <= 60 else text[:57].rstrip() + "..."


def check_fields(fields: dict[str, Any], known: frozenset[str], what: str) -> None:
    """Raises UserError for a field that a claim, an element or a link does not have."""
    unknown = sorted(set(fields) - known)
    if unknown:
        raise UserError(f"A {what} has no field {unknown[0]!r}.", f"Known: {', '.join(sorted(known))}.")
