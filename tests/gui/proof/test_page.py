import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QPushButton

from evidence_app.gui.proof.dialogs import CLAIM_FORM, RowDialog, RuleDialog, TemplateDialog
from evidence_app.gui.proof.evidence_card import EvidenceCard
from evidence_app.gui.proof.gap_hits import snippet_html
from evidence_app.gui.proof.page import ProofPage
from evidence_app.gui.proof.stance_columns import AT_ONCE
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.model.proof import CoverageRule
from evidence_app.model.search_results import Snippet
from evidence_app.services import evidence_links, history, proof

QUOTE = Pinpoint(1, "share your data", start=7)


@pytest.fixture
def linked(matter, ids):
    """Three links of element 1.1: two support, one undermines."""
    return [
        evidence_links.link_evidence(matter, ids["1.1"], ids["PX1"], QUOTE, note="The policy says so"),
        evidence_links.link_evidence(matter, ids["1.1"], ids["Letter"], Pinpoint(1, "Nobody asked me"), "undermines"),
        evidence_links.link_evidence(matter, ids["1.1"], ids["Letter"], Pinpoint(2)),
    ]


def texts(page, column):
    return [
        label.text()
        for label in page.detail.findChild(object, f"column_{column}").findChildren(object)
        if hasattr(label, "text")
    ]


def child(page, kind, name):
    found = page.detail.findChild(kind, name)
    assert found is not None, name
    return found


def test_supports_stands_beside_undermines_with_quotes_in_full(page, linked, ids):
    page.show_element(ids["1.1"])
    supports, undermines = texts(page, "supports"), texts(page, "undermines")
    assert "“share your data”" in supports and "The page as a whole." in supports
    assert "2 links from 2 exhibits" in supports
    assert "“Nobody asked me”" in undermines and "1 link from 1 exhibit" in undermines
    assert page.detail.findChild(object, "column_neutral") is None
    assert child(page, QPlainTextEdit, f"note_{linked[0]}").toPlainText() == "The policy says so"
    assert page.detail.element.state.text().startswith("Contested. 2 support, 1 undermine")


def test_the_citation_opens_the_place(page, linked, ids, qtbot):
    page.show_element(ids["1.1"])
    with qtbot.waitSignal(page.pin_opened) as told:
        child(page, QPushButton, f"cite_{linked[0]}").click()
    exhibit, pin = told.args
    assert exhibit == ids["PX1"] and (pin.page, pin.quote, pin.start) == (1, "share your data", 7)


def test_stance_strength_note_and_objection_change_in_place(page, linked, ids, matter):
    page.show_element(ids["1.1"])
    box = child(page, QComboBox, f"strength_{linked[0]}")
    box.setCurrentIndex(box.findData(3))
    box.activated.emit(box.currentIndex())
    assert evidence_links.link(matter, linked[0]).strength == 3
    box = child(page, QComboBox, f"stance_{linked[0]}")
    box.setCurrentIndex(box.findData("neutral"))
    box.activated.emit(box.currentIndex())
    assert evidence_links.link(matter, linked[0]).stance == "neutral"
    assert "“share your data”" in texts(page, "neutral")
    note = child(page, QPlainTextEdit, f"objection_{linked[0]}")
    note.setPlainText("Hearsay")
    QTest.keyClick(note, Qt.Key.Key_Return)
    assert evidence_links.link(matter, linked[0]).objection == "Hearsay"


def test_what_needs_a_look_is_marked_until_someone_looked(page, linked, ids, matter):
    evidence_links.edit_link(matter, linked[0], state="needs a look")
    page.show_element(ids["1.1"])
    child(page, QPushButton, f"look_done_{linked[0]}").click()
    assert evidence_links.link(matter, linked[0]).state == "ok"
    assert page.detail.findChild(QPushButton, f"look_done_{linked[0]}") is None


def test_links_are_reordered_among_their_stance_and_unlinked(page, linked, ids, matter):
    page.show_element(ids["1.1"])
    child(page, QAbstractButton, f"move_down_{linked[0]}").click()
    order = [
        row.link.id for row in evidence_links.links(matter, element_id=ids["1.1"]) if row.link.stance == "supports"
    ]
    assert order == [linked[2], linked[0]]
    child(page, QAbstractButton, f"move_down_{linked[0]}").click()
    assert [row.link.id for row in evidence_links.links(matter, element_id=ids["1.1"])][-1] == linked[0]
    child(page, QAbstractButton, f"unlink_{linked[0]}").click()
    assert len(evidence_links.links(matter, element_id=ids["1.1"])) == 2
    history.undo(matter)
    assert len(page.detail.columns.rows) == 3


def test_gap_reason_objection_and_not_in_dispute(page, ids, matter):
    page.show_element(ids["1.3"])
    reason = child(page, QPlainTextEdit, "gap_reason")
    reason.setPlainText("No witness yet")
    QTest.keyClick(reason, Qt.Key.Key_Return)
    assert proof.element(matter, ids["1.3"]).gap_reason == "No witness yet"
    child(page, QAbstractButton, "not_in_dispute").click()
    assert proof.element(matter, ids["1.3"]).not_in_dispute == 1
    assert page.detail.element.state.text().startswith("Not in dispute")


def test_authority_as_of_and_verify_are_shown_and_can_be_verified(page, ids, matter):
    page.show_claim(proof.tree(matter)[0].claim.id)
    assert page.detail.claim.law.text().startswith("Authority: CACI 303 · as of 2024-05 · burden: plaintiff")
    assert page.detail.claim.verify.isVisible()
    page.detail.claim.verify.button.click()
    assert proof.tree(matter)[0].claim.verify == 0
    assert not page.detail.claim.verify.isVisible()
    page.show_element(ids["1.1"])
    assert page.detail.element.verify.isVisible()


def test_the_overview_counts_and_names_the_rule(page, linked):
    overview = page.overview
    assert overview.total.text() == "1 of 3 elements proved on paper"
    assert overview.rest.text() == "1 contested · 2 gaps"
    assert overview.rule.text() == "Proved on paper = at least 1 supporting link from 1 exhibit, each at least weak."


def test_the_rule_can_be_changed_and_undone(page, linked, matter, monkeypatch):
    monkeypatch.setattr(RuleDialog, "ask", lambda parent, rule: CoverageRule(3, 2, 2))
    page.overview.change_rule.click()
    assert page.overview.total.text() == "0 of 3 elements proved on paper"
    assert "at least 3 supporting links from 2 exhibits, each at least fair" in page.overview.rule.text()
    history.undo(matter)
    assert page.overview.total.text() == "1 of 3 elements proved on paper"


def test_the_rule_dialog_says_the_rule_in_words(page, qtbot):
    dialog = RuleDialog(page, CoverageRule())
    qtbot.addWidget(dialog)
    dialog.form.input("links").setValue(2)
    dialog.form.input("links").editingFinished.emit()
    assert dialog.rule() == CoverageRule(2, 1, 1)
    assert "at least 2 supporting links" in dialog.words.text()


def test_g_goes_from_gap_to_gap_and_shows_pages_that_may_close_it(page, ids, matter, qtbot):
    from evidence_app.services.matter import Matter
    from evidence_app.storage.page_text import index_page

    assert isinstance(matter, Matter)
    with matter.operation("Index") as tx:
        for page_id, text in tx.tuples("SELECT id, text FROM page"):
            index_page(tx, page_id, text)
    seen = []
    for _ in range(5):
        assert page.next_gap()
        seen.append(page.element_id)
    assert seen == [ids["1.1"], ids["1.2.1"], ids["1.2.2"], ids["1.3"], ids["1.1"]]
    hit = child(page, object, f"gap_hit_{ids['PX1']}_1")
    words = [button for button in hit.findChildren(QPushButton) if button.text() == "Link passage"]
    words[0].click()
    linked = evidence_links.links(matter, element_id=ids["1.1"])[0].link
    assert linked.page == 1 and linked.quote, "the passage is linked, not the page"
    assert page.detail.element.state.text().startswith("Proved")
    page.show_element(ids["1.3"])
    hit = child(page, object, f"gap_hit_{ids['Letter']}_1")
    with qtbot.waitSignal(page.pin_opened) as told:
        hit.findChildren(QPushButton)[0].click()
    assert told.args[0] == ids["Letter"] and told.args[1].page == 1 and told.args[1].quote
    next(b for b in hit.findChildren(QPushButton) if b.text() == "Not relevant").click()
    assert page.detail.findChild(object, f"gap_hit_{ids['Letter']}_1") is None


def test_a_gap_without_search_terms_says_what_to_do(page, ids):
    page.show_element(ids["1.2.1"])
    assert "no search terms yet" in child(page, object, "gap_words").text()


def test_no_gaps_is_said(page, ids, matter, messages):
    for number in ("1.1", "1.2", "1.3"):
        proof.edit_element(matter, ids[number], not_in_dispute=1)
    assert not page.next_gap()
    assert "No gaps" in messages.shown_toast


def test_claims_and_elements_are_added_edited_moved_and_removed(page, ids, matter, monkeypatch, messages):
    chosen = proof.templates()[0].id
    monkeypatch.setattr(TemplateDialog, "ask", lambda parent, templates: chosen)
    page.add("library")
    assert len(proof.tree(matter)) == 2 and page._node().claim.template_id == chosen
    monkeypatch.setattr(RowDialog, "ask_claim", lambda parent, claim=None: {"name": "By hand", "authority": "Case law"})
    page.add("claim")
    assert page._node().claim.authority == "Case law"
    monkeypatch.setattr(
        RowDialog, "ask_element", lambda parent, element=None, title="": {"text": "A part", "burden": "defendant"}
    )
    page.show_element(ids["1.3"])
    page.add("part")
    assert page._node().number == "1.3.1" and page._node().element.burden == "defendant"
    page._command("edit")
    page.show_element(ids["1.1"])
    page._command("down")
    assert page._node().number == "1.2"
    monkeypatch.setattr(messages, "ask", lambda *args, **kw: True)
    page._command("remove")
    assert next(node.element.text for node in proof.tree(matter)[0].elements) == "A term was broken"
    history.undo(matter)
    assert page.overview.view.tree.index_of(("element", ids["1.1"])).isValid()


def test_removing_asks_first(page, ids, matter, monkeypatch, messages):
    monkeypatch.setattr(messages, "ask", lambda *args, **kw: False)
    page.show_element(ids["1.1"])
    page._command("remove")
    assert proof.element(matter, ids["1.1"])


def test_typing_in_a_note_survives_a_change_elsewhere(page, linked, ids, matter):
    page.show_element(ids["1.1"])
    note = child(page, QPlainTextEdit, f"note_{linked[0]}")
    note.setPlainText("half a sen")
    proof.edit_element(matter, ids["1.3"], gap_reason="elsewhere")
    assert child(page, QPlainTextEdit, f"note_{linked[0]}").toPlainText() == "half a sen"


def test_columns_stand_below_one_another_when_there_is_no_room(page, linked, ids, qtbot):
    from PySide6.QtWidgets import QBoxLayout

    page.show_element(ids["1.1"])
    assert page.detail.columns._row.direction() == QBoxLayout.Direction.LeftToRight
    page.resize(640, 700)
    qtbot.waitUntil(lambda: page.detail.columns._row.direction() == QBoxLayout.Direction.TopToBottom)


def test_dialogs_offer_the_library_with_its_authority(page, qtbot):
    dialog = TemplateDialog(page, proof.templates())
    qtbot.addWidget(dialog)
    assert dialog.list.count() == len(proof.templates())
    dialog.field.setText("contract")
    assert 0 < dialog.list.count() < len(proof.templates())
    assert "As of " in dialog.preview.text() and "To be verified by a lawyer" in dialog.preview.text()
    dialog.field.setText("no such claim")
    assert dialog.chosen() is None


def test_a_row_dialog_needs_its_first_field(page, qtbot):
    dialog = RowDialog(page, "New claim", CLAIM_FORM, {})
    qtbot.addWidget(dialog)
    dialog._save()
    assert dialog.result() == 0


def test_page_text_in_a_snippet_is_never_markup():
    assert (
        snippet_html(Snippet("<b>a</b> hit & more", ((9, 12),))) == "&lt;b&gt;a&lt;/b&gt; <b><u>hit</u></b> &amp; more"
    )


def test_a_read_only_matter_can_be_read_and_not_changed(qtbot, matter, runner, messages, linked, ids):
    from evidence_app.services.matter import open_matter

    with open_matter(matter.folder.root, read_only=True) as other:
        assert other.read_only
        page = ProofPage(other, type(runner)(other), messages)
        qtbot.addWidget(page)
        page.show_element(ids["1.1"])
        assert not child(page, QComboBox, f"stance_{linked[0]}").isEnabled()
        assert child(page, QPlainTextEdit, f"note_{linked[0]}").isReadOnly()
        assert not page.overview.add.isEnabled()


def test_every_control_has_a_name(page, linked, ids):
    page.show_element(ids["1.1"])
    for kind in (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit):
        for widget in page.findChildren(kind):
            if not widget.objectName().startswith("qt_"):
                assert widget.accessibleName(), (kind, widget.objectName())


def test_many_cards_come_in_pieces_and_those_that_stay_are_used_again(page, matter, ids, qtbot):
    with matter.operation("Links") as tx:
        link = {"element_id": ids["1.1"], "exhibit_id": ids["Letter"], "page": 1}
        links = [tx.insert("evidence_link", {**link, "quote": f"Nobody {i}", "position": i}) for i in range(30)]
    page.show_element(ids["1.2.1"])
    page.show_element(ids["1.1"])
    columns = page.detail.columns
    assert len(columns.findChildren(EvidenceCard)) == AT_ONCE
    qtbot.waitUntil(lambda: len(columns.findChildren(EvidenceCard)) == 30)
    cards = {card.row.link.id: card for card in columns.findChildren(EvidenceCard)}

    def places() -> list[int]:
        return [cards[link].y() for link in links]

    qtbot.waitUntil(lambda: len(set(places())) == 30 and places() == sorted(places()))  # in the order of the links
    evidence_links.edit_link(matter, links[3], note="Look here")
    now = {c.row.link.id: c for c in columns.findChildren(EvidenceCard) if c.objectName()}
    assert set(now) == set(links) and [link for link in links if now[link] is not cards[link]] == [links[3]]
