import pytest

from evidence_app.gui.proof.page import ProofPage
from evidence_app.gui.proof.panel import ElementPanel
from evidence_app.services import exhibits, numbering, proof
from tests.gui.conftest import add_exhibit


@pytest.fixture
def matter(empty_matter):
    """One claim with four elements (the second has two alternatives), and two exhibits of two pages."""
    policy = add_exhibit(
        empty_matter, "Privacy policy", ("We may share your data with partners.", "We always ask first.")
    )
    add_exhibit(empty_matter, "Letter", ("Nobody asked me about my data.", ""))
    numbering.set_number(empty_matter, policy, "PX1")
    claim = proof.add_claim(empty_matter, "Breach of contract", authority="CACI 303", as_of="2024-05")
    proof.add_element(empty_matter, claim, "A contract was made", search_terms="share")
    either = proof.add_element(empty_matter, claim, "A term was broken", group_rule="any")
    proof.add_element(empty_matter, claim, "By doing what was prohibited", either)
    proof.add_element(empty_matter, claim, "By not doing what was promised", either)
    proof.add_element(empty_matter, claim, "The plaintiff was harmed by an opt-out", search_terms="asked AND data")
    proof.add_element(empty_matter, claim, "Damages", kind="relief")
    return empty_matter


@pytest.fixture
def ids(matter):
    """Element ids by number, and the exhibits: ids["1.2.1"], ids["PX1"], ids["Letter"]."""
    from evidence_app.model.proof import walk

    found = {node.number: node.element.id for claim in proof.tree(matter) for node in walk(claim.elements)}
    found |= {row.number or row.title: row.id for row in exhibits.list_rows(matter)}
    return found


@pytest.fixture
def panel(qtbot, matter, runner, messages):
    made = ElementPanel(matter, runner, messages)
    made.resize(340, 600)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def page(qtbot, matter, runner, messages):
    made = ProofPage(matter, runner, messages)
    made.resize(1100, 700)
    qtbot.addWidget(made)
    made.show()
    return made
