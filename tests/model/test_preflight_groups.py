"""Findings told together keep every exhibit and every place."""

from evidence_app.model.preflight import PreflightFinding
from evidence_app.model.preflight_groups import THE_LIST, grouped

FOUND = [
    PreflightFinding("warning", "sponsor-missing", "No sponsoring witness is named.", 2),
    PreflightFinding("stop", "covered-text", "3 words that can be copied.", 1, 4),
    PreflightFinding("warning", "number-missing", "The exhibit has no number.", 2),
    PreflightFinding("stop", "covered-text", "1 word that can be copied.", 1, 9),
    PreflightFinding("warning", "sponsor-missing", "No sponsoring witness is named.", 1),
    PreflightFinding("notice", "redaction-marks", "It has 1 mark.", 1),
    PreflightFinding("stop", "redaction-marks", "The file itself holds it.", 2),
    PreflightFinding("notice", "number-gap", "No exhibit has the number PX3."),
]


def test_one_group_for_each_code_and_severity_gravest_first():
    found = grouped(FOUND)
    assert [(one.severity, one.code) for one in found] == [
        ("stop", "redaction-marks"), ("stop", "covered-text"), ("warning", "number-missing"),
        ("warning", "sponsor-missing"), ("notice", "number-gap"), ("notice", "redaction-marks"),
    ]  # fmt: skip
    assert sorted((one for group in found for one in group.findings), key=FOUND.index) == FOUND


def test_what_a_group_says():
    said = {(one.severity, one.code): one for one in grouped(FOUND)}
    covered, sponsor = said["stop", "covered-text"], said["warning", "sponsor-missing"]
    assert covered.words.startswith("Text that can be copied from under boxes") and covered.words.endswith(".")
    assert (covered.exhibits_told, covered.places_told) == ("1 exhibit", "2 places")
    assert sponsor.words == "No sponsoring witness is named." and sponsor.exhibit_ids == [2, 1]
    assert sponsor.named({1: "PX1", 2: "PX2"}) == "PX2, PX1" and sponsor.named({2: "PX2"}, 1) == "PX2 and 1 more"
    assert sponsor.named({1: "Letter", 2: "Entry 5, part 3"}) == "Entry 5, part 3; Letter"
    gap = said["notice", "number-gap"]
    assert (gap.exhibits_told, gap.places_told, gap.named({})) == (THE_LIST, "1 place", "")
    assert grouped([]) == []
