"""FTS5, Whoosh and reading by hand give the same pages as a slow reference: none missing, none too many."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_app.model.search import Fuzzy, Near, Not, Phrase, Stem, Wild, Word, both, either, format_query
from evidence_app.model.search_syntax import parse
from evidence_app.services.matter import create_matter
from evidence_app.services.page_map import page_map
from evidence_app.services.search_index import catch_up
from evidence_app.services.search_pages import TextSearch
from tests.services.search_corpus import Reference, fill

words = st.sampled_from(
    [
        "contract",
        "contracts",
        "contracted",
        "breach",
        "breached",
        "not",
        "liable",
        "ai",
        "al",
        "ban",
        "banana",
        "the",
        "of",
        "cafe",
        "resume",
    ]
).map(Word)
leaves = st.one_of(
    words,
    words,
    st.sampled_from(["contr*", "*ed", "b*n*a", "c?ntract", "20==", "se*s", "al*", "ban*"]).map(Wild),
    st.sampled_from(["contract", "breach", "apply", "seller"]).map(Stem),
    st.sampled_from([Fuzzy("banana", 1, 2), Fuzzy("contract", 2, 3), Fuzzy("seler", 1, 1)]),
)
phrases = st.lists(leaves, min_size=2, max_size=3).map(lambda parts: Phrase(tuple(parts)))
terms = st.one_of(leaves, leaves, phrases, st.lists(leaves, min_size=2, max_size=3).map(lambda some: either(*some)))
distances = st.sampled_from([1, 1, 2, 3, 5, 12, 40])
positional = st.recursive(
    terms, lambda inner: st.builds(Near, inner, inner, distances, st.booleans(), st.booleans()), max_leaves=3
)
queries = st.recursive(
    positional,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda some: both(*some)),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: either(*some)),
        inner.map(Not),
    ),
    max_leaves=4,
)


class WhooshOnly(TextSearch):
    def by_fts(self, expression):
        return None

    def by_hand(self, query):
        raise AssertionError("Whoosh did not answer")


class ByHand(TextSearch):
    def by_fts(self, expression):
        return None

    def by_whoosh(self, query):
        return None


@pytest.fixture(scope="module", params=[1, 2])
def corpus(request, tmp_path_factory):
    with create_matter(tmp_path_factory.mktemp("search") / "m", "A v. B") as matter:
        fill(matter, request.param)
        catch_up(matter)
        assert matter.page_index.ready()
        yield matter, Reference(matter)


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(query=queries)
def test_engines_agree_with_the_reference(corpus, query):
    matter, reference = corpus
    wanted = reference.pages(query)
    for engine in (TextSearch, WhooshOnly, ByHand):
        found = engine(matter, page_map(matter), 60).pages(query)
        assert found == wanted, (
            f"{engine.__name__}: {format_query(query)} missing {wanted - found}, extra {found - wanted}"
        )


near_words = st.builds(Near, leaves, leaves, distances, st.booleans(), st.just(False))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.one_of(phrases, near_words))
def test_what_runs_over_a_page_break_is_told_exactly(corpus, query):
    """The break decides alone for these; the reference looks at every place instead."""
    matter, reference = corpus
    wanted = {
        reference.page_ids[exhibit, words[start][1]]
        for exhibit, words in reference.exhibits.items()
        for start, end in reference.spans(query, words)
        if words[start][1] != words[end - 1][1]
    }
    search = TextSearch(matter, page_map(matter), 60)
    assert search.pages(query) >= wanted
    assert search.running_on == wanted, format_query(query)


@settings(max_examples=500, deadline=None)
@given(query=queries)
def test_written_out_query_reads_back_the_same(query):
    assert parse(format_query(query)) == query
