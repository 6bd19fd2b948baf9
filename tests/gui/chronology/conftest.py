import pytest

from evidence_app.gui.chronology.page import ChronologyPage
from evidence_app.services import chronology
from evidence_app.services.chronology import Source


@pytest.fixture
def events(matter):
    """Five events: a month, a day with a conflict and a cited page, a period, an open start, an undated one."""
    exhibit = matter.read.value("SELECT id FROM exhibit WHERE title = 'Privacy policy'")
    add = chronology.add_event
    filed = [Source(exhibit, 2, "filed", "Docket", "2025-01-21"), Source(citation="News", states_date="2025-01-22")]
    return {
        "setting": add(matter, "Setting introduced", "Aug 2024", kind="allegation"),
        "filed": add(matter, "Complaint filed", "21 Jan 2025", kind="reported", sources=filed),
        "member": add(matter, "Premium member", "2021 to 2024", kind="reported"),
        "faq": add(matter, "FAQ in use", "before 18 Sep 2024"),
        "said": add(matter, "A statement nobody dated", kind="contention"),
    }


@pytest.fixture
def page(matter, events, runner, messages, qtbot):
    made = ChronologyPage(matter, runner, messages)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    return made
