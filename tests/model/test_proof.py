"""Coverage: what the rule says, and nothing more."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.proof import Claim, CoverageRule, Element, EvidenceLink, build_tree

CLAIM = Claim(1, 1, "Contract", "", "", "", "", 1, "plaintiff", "preponderance", "", "", "")
ELEMENT = Element(1, 1, None, 1, "breach", "all", "element", "plaintiff", "", "", "", 1, 0, "", "", "", "")
LINK = EvidenceLink(1, 1, 7, 1, None, "", "", "", -1, "", "supports", 2, "", "", "ok", "", 1, "")


RULE = CoverageRule()


def state(elements, links, rule=RULE):
    (claim,) = build_tree([CLAIM], elements, links, rule)
    return claim.elements[0].coverage


def test_no_link_is_a_gap_that_says_what_is_missing():
    found = state([ELEMENT], [])
    assert (found.state, found.missing) == ("gap", "needs 1 more supporting link and 1 more exhibit")


def test_undermining_makes_it_contested_never_proved():
    links = [LINK, replace(LINK, id=2, stance="undermines")]
    assert state([ELEMENT], links).state == "contested"
    assert state([ELEMENT], links[1:]).state == "gap"


def test_the_rule_counts_distinct_exhibits_and_strength():
    twice = [LINK, replace(LINK, id=2, page=2)]
    assert state([ELEMENT], twice, CoverageRule(2, 2)).state == "gap"
    assert state([ELEMENT], [*twice, replace(LINK, id=3, exhibit_id=8)], CoverageRule(2, 2)).state == "proved"
    assert state([ELEMENT], [LINK], CoverageRule(strength=3)).state == "gap"


def test_any_of_needs_one_and_all_of_needs_all():
    parts = [replace(ELEMENT, id=i, parent_id=1, position=i) for i in (2, 3)]
    one = [replace(LINK, element_id=2)]
    assert state([ELEMENT, *parts], one).state == "gap"
    assert state([replace(ELEMENT, group_rule="any"), *parts], one).state == "proved"
    assert state([ELEMENT, *parts], [*one, replace(LINK, id=2, element_id=3)]).state == "proved"


def test_not_in_dispute_needs_nothing():
    assert state([replace(ELEMENT, not_in_dispute=1)], []).state == "not in dispute"


@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["supports", "undermines", "neutral"]), st.integers(1, 3)))
)
def test_counts_add_up(rows):
    links = [replace(LINK, id=i, exhibit_id=e, stance=s, strength=n) for i, (e, s, n) in enumerate(rows)]
    found = state([ELEMENT], links)
    assert found.supports + found.undermines + found.neutral == len(rows)
    assert found.exhibits == len({e for e, s, _ in rows if s == "supports"})
    assert (found.state == "gap") == (found.supports == 0)


def test_rule_round_trip():
    rule = CoverageRule(2, 3, 1)
    assert CoverageRule.parse(rule.format()) == rule
    assert "2 supporting links from 3 exhibits" in rule.words()
