"""A served list gives the rows that were kept, however they are written and however many there are."""

import json

from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.register import _lines

VALUES = st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.lists(st.text(), max_size=2))


@given(st.lists(st.dictionaries(st.text(), VALUES, max_size=3), max_size=5), st.sampled_from([None, 1]))
def test_lines_read_one_by_one_are_the_list(rows, indent):
    for ascii_only in (True, False):
        assert list(_lines(json.dumps(rows, indent=indent, ensure_ascii=ascii_only))) == rows
