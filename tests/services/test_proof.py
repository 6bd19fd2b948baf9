"""Links are never lost, never doubled, never misquoted."""

import pytest

from evidence_app.model.errors import UserError
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import evidence_links, exhibits, history, proof
from evidence_app.storage.page_text import index_page


@pytest.fixture
def element(matter):
    claim = proof.add_claim(matter, "Disclosure")
    return proof.add_element(matter, claim, "divulged to a person or entity")


def test_every_template_can_be_added_and_is_frozen(matter):
    for template in proof.templates():
        proof.add_claim_from_template(matter, template.id)
    tree = proof.tree(matter)
    assert len(tree) == len(proof.templates()) >= 33
    assert all(node.claim.template_frozen and node.claim.as_of and node.claim.verify for node in tree)
    assert all(node.claim.authority for node in tree)


def test_a_quote_must_stand_on_its_page(matter, add_exhibit, element):
    exhibit = add_exhibit("Policy", "messages are shared with partners", "second page")
    link = evidence_links.link_evidence(matter, element, exhibit, Pinpoint(1, "SHARED with\npartners"))
    stored = evidence_links.link(matter, link)
    assert (stored.quote, stored.start) == ("shared with partners", 13)
    with pytest.raises(UserError, match="not on page 2"):
        evidence_links.link_evidence(matter, element, exhibit, Pinpoint(2, "shared with partners"))
    with pytest.raises(UserError, match="already linked"):
        evidence_links.link_evidence(matter, element, exhibit, Pinpoint(1, "shared with partners"))
    with pytest.raises(UserError, match="not a page 3"):
        evidence_links.link_evidence(matter, element, exhibit, Pinpoint(3))


def test_a_quote_over_a_page_break_is_checked_healed_and_flagged_as_any_other(matter, add_exhibit, element):
    exhibit = add_exhibit("Policy", "First. We share", "all messages. Second.", "Third")
    across = Pinpoint(1, "we share all messages", start=0, page_end=2)
    link = evidence_links.link_evidence(matter, element, exhibit, across)
    assert (evidence_links.link(matter, link).start, evidence_links.link(matter, link).page_end) == (7, 2)
    assert evidence_links.links(matter)[0].cite.endswith(" at 1–2")
    for wrong in (
        Pinpoint(1, "we share no messages", page_end=2),
        Pinpoint(1, "First.", page_end=2),
        Pinpoint(2, "Second. Third", page_end=4),
    ):
        with pytest.raises(UserError, match="do not run from page"):
            evidence_links.link_evidence(matter, element, exhibit, wrong)

    def read_again(number, text):
        with matter.operation("Read again") as tx:
            tx.execute("UPDATE page SET text = ? WHERE exhibit_id = ? AND number = ?", (text, exhibit, number))
        evidence_links.recheck_links(matter, exhibit)
        return evidence_links.link(matter, link)

    healed = read_again(1, "A longer first. We share")
    assert (healed.state, healed.start, healed.quote) == ("ok", 16, "We share\nall messages")
    assert read_again(2, "no messages. Second.").state == "needs a look"
    assert read_again(2, "all messages. Second.").state == "ok", "found again"


def test_a_changed_text_heals_or_flags_its_links_and_drops_none(matter, add_exhibit, element):
    exhibit = add_exhibit("Policy", "messages are shared with partners", "we may train models")
    kept = evidence_links.link_evidence(matter, element, exhibit, Pinpoint(1, "shared with partners"))
    lost = evidence_links.link_evidence(matter, element, exhibit, Pinpoint(2, "train models"))
    with matter.operation("Read again") as tx:
        tx.execute("UPDATE page SET text = 'Added line. All messages are shared with\npartners' WHERE number = 1")
        tx.execute("UPDATE page SET text = 'unreadable' WHERE number = 2")
        for page_id, text in tx.tuples("SELECT id, text FROM page"):
            index_page(tx, page_id, text)
    evidence_links.recheck_links(matter, exhibit)
    assert evidence_links.link(matter, kept).state == "ok"
    assert evidence_links.link(matter, kept).quote == "shared with\npartners"
    assert evidence_links.link(matter, lost).state == "needs a look"
    assert evidence_links.link(matter, lost).quote == "train models"


def test_withdrawn_and_sequestered_exhibits_prove_nothing(matter, add_exhibit, element):
    exhibit = add_exhibit("Policy", "messages are shared")
    evidence_links.link_evidence(matter, element, exhibit)
    assert not proof.gaps(matter)
    exhibits.withdraw(matter, [exhibit])
    assert [gap.element.id for gap in proof.gaps(matter)] == [element]
    history.undo(matter)
    exhibits.describe(matter, [exhibit], sequestered=1)
    assert proof.gaps(matter)


def test_citation_uses_the_printed_page_label(matter, add_exhibit, element):
    exhibit = add_exhibit("Policy", "text", number="P-12", number_sort="x")
    with matter.operation("Label") as tx:
        tx.execute("UPDATE page SET label = 'iv'")
    evidence_links.link_evidence(matter, element, exhibit, Pinpoint(1))
    assert evidence_links.links(matter, element_id=element)[0].cite == "Ex. P-12 at iv"


def test_elements_keep_their_order(matter, element):
    claim = proof.element(matter, element).claim_id
    second = proof.add_element(matter, claim, "contents")
    proof.move_element(matter, second, -1)
    (tree,) = proof.tree(matter)
    assert [node.element.id for node in tree.elements] == [second, element]
    assert proof.find_element(matter, "1.2").element.id == element


def test_a_quote_that_moved_to_another_page_is_said_not_moved(matter, add_exhibit, element):
    exhibit = add_exhibit("Policy", "messages are shared with partners", "other text")
    link = evidence_links.link_evidence(matter, element, exhibit, Pinpoint(1, "shared with partners"), note="Key.")
    with matter.operation("Read again") as tx:
        tx.execute(
            "UPDATE page SET text = CASE number WHEN 1 THEN 'new page' ELSE 'messages are shared with partners' END"
        )
    evidence_links.recheck_links(matter, exhibit)
    evidence_links.recheck_links(matter, exhibit)
    found = evidence_links.link(matter, link)
    assert (found.page, found.state) == (1, "needs a look")
    assert found.note == "Key.\nThe quote now stands on page 2."
