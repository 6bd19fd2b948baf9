"""A hit becomes the passage it stands in."""

import pytest

from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import evidence_links, passages, proof
from evidence_app.storage.page_text import index_page

TEXT = "Messages are kept for a year. We share messages with vendors, e.g. Acme Inc., by mail. Vendors are paid."


@pytest.fixture
def exhibit(matter):
    with matter.operation("Seed") as tx:
        made = tx.insert("exhibit", {"title": "Policy", "page_count": 2, "number_sort": "~", "kind": "pdf"})
        for number, text in enumerate((TEXT, ""), 1):
            page = tx.insert("page", {"exhibit_id": made, "number": number, "text": text, "source": "layer"})
            index_page(tx, page, text)
    return made


def test_the_sentence_with_most_of_the_words(matter, exhibit):
    pin = passages.passage_of_hit(matter, exhibit, 1, "messages AND vendors")
    assert pin.quote == "We share messages with vendors, e.g. Acme Inc., by mail."
    assert TEXT[pin.start :].startswith(pin.quote) and pin.before.endswith("year. ")
    assert passages.passage_of_hit(matter, exhibit, 1, "messages", (0, 8)).quote == "Messages are kept for a year."


@pytest.mark.parametrize(
    ("page", "query"), [(None, "messages"), (1, ""), (1, "tag:hot"), (1, "("), (2, "messages"), (1, "absent")]
)
def test_without_words_the_page_or_exhibit_as_a_whole(matter, exhibit, page, query):
    assert passages.passage_of_hit(matter, exhibit, page, query) == Pinpoint(page)


def test_linking_a_hit_is_one_undo_step_with_its_quote(matter, exhibit):
    claim = proof.add_claim(matter, "Contract")
    element = proof.add_element(matter, claim, "Breach")
    passages.link_hit(matter, element, exhibit, 1, "messages w/3 vendors")
    assert [row.link.quote[:30] for row in evidence_links.links(matter, element_id=element)] == [
        "We share messages with vendors"
    ]
