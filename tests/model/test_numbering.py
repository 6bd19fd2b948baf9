"""Series of exhibit numbers and letters: every position has one label, and every label its position."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.errors import UserError
from evidence_app.model.numbering import LETTERINGS, Series

series = st.builds(
    Series,
    st.sampled_from(["", "PX", "P-"]),
    st.just(1),
    st.just(0),
    st.integers(0, 5),
    st.sampled_from(list(LETTERINGS)),
)


@given(series, st.integers(1, 2000))
def test_label_and_position_are_inverse(one, position):
    assert one.position(one.label(position)) == position


def test_letters_after_z():
    assert [Series(lettering="AA AB").label(n) for n in (1, 26, 27, 28)] == ["A", "Z", "AA", "AB"]
    assert [Series(lettering="AA BB").label(n) for n in (1, 26, 27, 28, 53)] == ["A", "Z", "AA", "BB", "AAA"]


def test_other_labels_have_no_position():
    assert Series("PX").position("DX1") is None
    assert Series("PX").position("PX1A") is None
    assert Series(lettering="AA BB").position("AB") is None


def test_a_full_block_is_refused():
    with pytest.raises(UserError, match="1 to 3 is full"):
        Series(first=1, last=3).after(3, set())
