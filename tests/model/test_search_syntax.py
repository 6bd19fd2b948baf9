"""Reading queries: what they mean, what is refused, where, and with which fixes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.errors import BadQuery
from evidence_app.model.search import And, Field, Fuzzy, Near, Not, Or, Phrase, Stem, Wild, Word, format_query
from evidence_app.model.search_syntax import parse

A, B, C = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a and b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a NOT b", And((A, Not(B)))),
        ("a AND NOT b", And((A, Not(B)))),
        ("NOT a", Not(A)),
        ("NOT (NOT a)", Not(Not(A))),
        ("(((a)))", A),
        ("a w/5 b", Near(A, B, 5)),
        ("a PRE/5 b", Near(A, B, 5, ordered=True)),
        ("a NOT w/5 b", Near(A, B, 5, negated=True)),
        ("a not pre/5 b", Near(A, B, 5, ordered=True, negated=True)),
        ("a w/2 b w/2 c", Near(Near(A, B, 2), C, 2)),
        ("(a OR b) w/4 c", Near(Or((A, B)), C, 4)),
        ('"a b" w/4 c', Near(Phrase((A, B)), C, 4)),
        ("NOT a w/5 b", Not(Near(A, B, 5))),
        ("a AND b w/5 c", And((A, Near(B, C, 5)))),
        ('"a b"', Phrase((A, B))),
        ("“a b”", Phrase((A, B))),
        ('"a"', A),
        ('"and"', Word("and")),
        ("negl*ce", Wild("negl*ce")),
        ("negl**ce", Wild("negl*ce")),
        ("Rés*", Wild("res*")),
        ("签署", Wild("*签署*")),
        ("世", Wild("*世*")),
        ("契約 a", And((Wild("*契約*"), A))),
        ("12-cv-3===", Phrase((Word("12"), Word("cv"), Wild("3===")))),
        ("breach~", Stem("breach")),
        ("ban%ana", Fuzzy("banana", 1, 3)),
        ("ban%%ana", Fuzzy("banana", 2, 3)),
        ('"breach* of contract"', Phrase((Wild("breach*"), Word("of"), Word("contract")))),
        ("U.S.", Phrase((Word("u"), Word("s")))),
        ("don’t", Phrase((Word("don"), Word("t")))),
        ("AT&T", Phrase((Word("at"), Word("t")))),
        ("10:30", Phrase((Word("10"), Word("30")))),
        ("a_b", Word("a_b")),
        ("well-known", Or((Phrase((Word("well"), Word("known"))), Word("wellknown")))),
        ("tag:hot", Field("tag", "hot")),
        ("Tag:Hot", Field("tag", "Hot")),
        ('custodian:"de la torre"', Field("custodian", "de la torre")),
        ("kind:(email OR pdf) a", And((Or((Field("kind", "email"), Field("kind", "pdf"))), A))),
        ("tag:(hot AND NOT cold)", And((Field("tag", "hot"), Not(Field("tag", "cold"))))),
        ("date:2024-01..2024-09-18", Field("date", "2024-01..2024-09-18")),
        ("date:>=2024", Field("date", ">=2024")),
        ("exhibit:P-1", Field("number", "P-1")),
        ("LINKED:YES", Field("linked", "yes")),
    ],
)
def test_meaning(typed, meant):
    assert parse(typed) == meant
    assert parse(format_query(meant)) == meant


@pytest.mark.parametrize(
    ("typed", "position", "fixes"),
    [
        ("a OR b AND c", 0, ("(a OR b) AND c", "a OR (b AND c)")),
        ("x AND (a AND b OR c)", 7, ("x AND (a AND (b OR c))", "x AND ((a AND b) OR c)")),
        ("a b OR c", 0, ("a AND (b OR c)", "(a AND b) OR c")),
        ("a b w/5 c", 0, ("a AND (b w/5 c)", '"a b" w/5 c')),
        ("a w/5 b c", 0, ("(a w/5 b) AND c", 'a w/5 "b c"')),
        ("a w/5 b pre/3 c", 0, ("(a w/5 b) pre/3 c", "a w/5 (b pre/3 c)")),
        ("(a AND b) w/5 c", 0, ("(a w/5 c) AND (b w/5 c)",)),
        ("a /5 b", 2, ("a w/5 b",)),
        ("a +5 b", 2, ("a pre/5 b",)),
        ("a NEAR5 b", 2, ("a w/5 b",)),
        ("a ADJ3 b", 2, ("a pre/3 b",)),
        ("a /s b", 2, ("a w/15 b",)),
        ("contract!", 0, ("contract*",)),
        ("a % b", 2, ("a NOT b",)),
        ("a & b", 2, ("a AND b",)),
        ("fast&", 0, ("fast",)),
        ("#smith", 0, ("smith",)),
        ("a -b", 2, ("a NOT b",)),
        ("a w/0 b", 4, ("a w/1 b",)),
        ("a w/300 b", 4, ("a w/255 b",)),
        ("contract w/ breach", 9, ("contract w/5 breach",)),
        ('"open', 0, ('"open"',)),
        ("(open", 0, ("(open)",)),
        ("a)", 1, ("a",)),
        ("nosuch:x", 0, ('"nosuch:x"',)),
        ("tag: hot", 4, ("tag:hot",)),
        ("and", 0, ('"and"',)),
        ("a AND", 5, ()),
        ("w/5 a", 0, ()),
        ("a w/5 tag:x", 6, ()),
        ("*", 0, ()),
        ("a*", 0, ()),
        ("b a?", 2, ()),
        ("foo%", 0, ()),
        ("%foo", 0, ()),
        ("date:soon", 5, ()),
        ("date:2024-13", 5, ()),
        ("linked:maybe", 7, ()),
        ("()", 0, ()),
        ("...", 0, ()),
        ("§ 2702", 0, ("2702",)),
        ("2702(a)(1) x", 4, ('"2702(a)(1)" x', "2702 (a)(1) x")),
        ("", 0, ()),
    ],
)
def test_refused_with_place_and_fixes(typed, position, fixes):
    with pytest.raises(BadQuery) as refused:
        parse(typed)
    assert refused.value.position == position
    assert refused.value.fixes == fixes
    assert all(parse(fix) for fix in fixes)


@pytest.mark.parametrize(
    "typed", ["NOT " * 500 + "x", "(" * 500 + "x" + ")" * 500, " OR ".join(f"word{n}" for n in range(2000))]
)
def test_monsters_are_refused_at_once(typed):
    with pytest.raises(BadQuery, match=r"deep|parts|characters"):
        parse(typed)


pieces = st.sampled_from([*'ab *?=~%"()/w5:-&!+#“\n', "AND ", "OR ", "NOT ", "w/3 ", "pre/2 ", "tag:", "word"])


@given(st.lists(pieces, max_size=25).map("".join))
def test_anything_typed_is_read_or_refused_and_fixes_can_be_read(typed):
    try:
        query = parse(typed)
    except BadQuery as refused:
        assert 0 <= refused.position <= len(typed)
        assert refused.message
        return
    assert parse(format_query(query)) == query
