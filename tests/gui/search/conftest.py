import pytest

from evidence_app.gui.search.page import SearchPage
from evidence_app.services import proof, tags
from evidence_app.storage.page_text import index_page


@pytest.fixture
def seed(empty_matter):
    """Add an exhibit whose pages can be searched, as an import would."""

    def add(title, *pages, **values):
        with empty_matter.operation("Seed") as tx:
            row = {"title": title, "page_count": len(pages), "number_sort": "~", "kind": "pdf", **values}
            exhibit = tx.insert("exhibit", row)
            for number, text in enumerate(pages, 1):
                source = "layer" if text else "none"
                page = tx.insert("page", {"exhibit_id": exhibit, "number": number, "text": text, "source": source})
                index_page(tx, page, text)
        return exhibit

    return add


@pytest.fixture
def matter(empty_matter, seed):
    """Two exhibits with hits, one page without text, one element with search terms."""
    policy = seed("Privacy policy", "We may share messages.", "Nothing here.", "Private messages train models.",
                  number="PX1", number_sort="cpx", doc_date="2024-09-18", doc_date_sort="2024-09-18")  # fmt: skip
    seed("Letter", "Your messages were used for training.", "", kind="email")
    tags.add_tag(empty_matter, [policy], "hot")
    claim = proof.add_claim(empty_matter, "Contract")
    proof.add_element(empty_matter, claim, "Breach", search_terms="messages\ntraining")
    proof.add_element(empty_matter, claim, "Harm")
    return empty_matter


@pytest.fixture
def element(matter):
    return matter.read.value("SELECT id FROM element WHERE text = 'Breach'")


@pytest.fixture
def page(matter, runner, messages, qtbot):
    made = SearchPage(matter, runner, messages)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    return made
