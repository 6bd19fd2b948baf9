"""The shipped claim templates, and the reader that guards them."""

import copy
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.claim_templates import fingerprint, freeze, load_templates, thaw
from evidence_app.model.errors import NotFound, Unreadable
from evidence_app.model.search_syntax import parse

SHIPPED = (Path(__file__).parents[2] / "resources" / "claim-templates.json").read_text(encoding="utf-8")
TEMPLATES = {template.id: template for template in load_templates(SHIPPED)}
ROWS = [(claim.id, path, row) for claim in TEMPLATES.values() for path, row in claim.walk()]

MINIMAL = {
    "id": "t",
    "version": 1,
    "name": "Test",
    "jurisdiction": "Nowhere",
    "authority": ["Rule 1"],
    "sources": {"Rule 1": "made up for a test"},
    "as_of": "2024",
    "elements": [{"text": "one", "search_terms": ["word"]}, {"text": "two", "elements": [{"text": "two a"}]}],
}


def listed(template: dict) -> str:
    return json.dumps({"format": 1, "templates": [template]})


def test_all_claims_of_the_library_are_there():
    expected = """ca_contract_breach ca_implied_covenant ca_negligence ca_fraud_misrep ca_concealment ca_negl_misrep
        us_sca_2702 us_sca_2701 us_wiretap ca_cipa_631 ca_cipa_632 us_cfaa ca_cdafa ca_ucl ca_clra ca_fal ca_ccpa_150
        ca_intrusion ca_const_privacy ca_quasi_contract ca_conversion us_dtsa ca_cutsa ca_defamation us_t7_disc
        us_t7_retal us_flsa us_patent us_copyright ca_products eu_gdpr_82 class_cert_23b3 art3_standing"""
    assert set(TEMPLATES) == set(expected.split())


def test_every_template_says_that_it_must_be_verified():
    for template in TEMPLATES.values():
        assert template.verify and template.authority and template.jurisdiction
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", template.as_of)


def test_citations_named_in_prose_have_a_source_too():
    for template in TEMPLATES.values():
        prose = " ".join([template.limitation, template.relief, template.exceptions, template.notes])
        prose += " ".join(row.notes for _, row in template.walk())
        for citation in re.findall(r"(?:\d+ USC|CCP|CACI|B&P|Civ\. Code|Penal Code|FRCP) \d[\w.-]*(?:\(\w+\))*", prose):
            plain = citation.rstrip(".-")
            assert any(plain in authority for authority in template.authority), f"{template.id}: {plain}"


def test_leaves_have_search_terms_and_groups_have_none():
    for claim, path, row in ROWS:
        if row.elements:
            assert not row.search_terms, f"{claim}/{path}"
        else:
            assert 2 <= len(row.search_terms) <= 6, f"{claim}/{path}"


def test_alternatives_are_any_groups():
    assert TEMPLATES["ca_ucl"].element("2").rule == "any"
    assert [row.text.split(":")[0] for row in TEMPLATES["ca_ucl"].element("2").elements] == [
        "Unlawful",
        "Unfair",
        "Fraudulent",
    ]
    assert TEMPLATES["us_sca_2702"].element("4").rule == "any"
    assert TEMPLATES["us_sca_2702"].element("4.2").rule == "all"
    assert len(TEMPLATES["us_sca_2702"].element("4.2").elements) == 2


def test_actual_malice_needs_more_than_a_preponderance():
    assert TEMPLATES["ca_defamation"].element("5.2").standard == "clear and convincing"
    assert TEMPLATES["ca_defamation"].element("5.1").standard == "preponderance"


def test_exemptions_that_the_defendant_must_prove():
    for claim, path in (("us_flsa", "7"), ("eu_gdpr_82", "6")):
        row = TEMPLATES[claim].element(path)
        assert (row.kind, row.burden) == ("exception", "defendant")


@pytest.mark.parametrize("claim", sorted(TEMPLATES))
def test_search_terms_are_written_in_the_query_language(claim):
    for _, row in TEMPLATES[claim].walk():
        for query in row.search_terms:
            assert parse(query)


def test_search_terms_of_a_row_are_distinct():
    for claim, path, row in ROWS:
        assert len(set(row.search_terms)) == len(row.search_terms), f"{claim}/{path}"


@pytest.mark.parametrize("claim", sorted(TEMPLATES))
def test_freeze_is_stable_and_comes_back(claim):
    template = TEMPLATES[claim]
    assert thaw(freeze(template)) == template
    assert freeze(thaw(freeze(template))) == freeze(template)
    assert len(fingerprint(template)) == 64


def test_fingerprints_differ_between_templates():
    assert len({fingerprint(template) for template in TEMPLATES.values()}) == len(TEMPLATES)


def test_defaults_are_filled():
    template = load_templates(listed(MINIMAL))[0]
    assert template.verify and template.burden == "plaintiff"
    assert [path for path, _ in template.walk()] == ["1", "2", "2.1"]
    assert template.source_of("Rule 1") == "made up for a test"
    assert template.source_of("Rule 2") == ""


def test_a_path_that_is_not_there():
    with pytest.raises(NotFound, match="no element 9"):
        load_templates(listed(MINIMAL))[0].element("9")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("id", "", '"id" has to be text'),
        ("version", 0, "whole number"),
        ("version", True, "whole number"),
        ("name", None, '"name"'),
        ("authority", "Rule 1", "has to be a list"),
        ("authority", ["Rule 2"], "'Rule 2' has no source"),
        ("sources", {"Rule 1": ""}, "has no source"),
        ("sources", ["Rule 1"], "for each authority"),
        ("as_of", "", '"as_of"'),
        ("verify", "yes", "true or false"),
        ("burden", "nobody", "one of 'plaintiff', 'defendant'"),
        ("standard", ["preponderance"], "one of"),
        ("elements", [], "no elements"),
        ("elements", ["duty"], "element 1: it has to be an object"),
        ("elements", [{"text": " "}], "element 1"),
        ("elements", [{"text": "a", "rule": "some"}], "'all', 'any'"),
        ("elements", [{"text": "a", "search_terms": ["x", ""]}], "none of them empty"),
        ("elements", [{"text": "a", "search_terms": ["x"], "elements": [{"text": "b"}]}], "move them to the sub-rows"),
        ("elements", [{"text": "a", "elements": [{"text": "b", "authority": ["Rule 9"]}]}], "'Rule 9' has no source"),
        ("burdn", "plaintiff", "unknown field 'burdn'"),
    ],
)
def test_a_mistake_is_named_with_its_place(field, value, says):
    raw = {**copy.deepcopy(MINIMAL), field: value}
    with pytest.raises(Unreadable) as caught:
        load_templates(listed(raw))
    assert says in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2, "templates": []}', "null", "{"])
def test_text_that_is_not_a_list_of_templates(text):
    with pytest.raises(Unreadable):
        load_templates(text)


def test_two_templates_with_one_id():
    with pytest.raises(Unreadable, match="two templates"):
        load_templates(json.dumps({"format": 1, "templates": [MINIMAL, MINIMAL]}))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(field=st.sampled_from(sorted(MINIMAL)), value=json_values)
def test_any_value_in_any_field_is_read_or_refused_in_words(field, value):
    try:
        template = load_templates(listed({**MINIMAL, field: value}))[0]
    except Unreadable as error:
        assert error.message
    else:
        assert thaw(freeze(template)) == template
