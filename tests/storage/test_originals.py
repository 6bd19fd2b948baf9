"""Originals are written once, under their hash, and every later change is noticed."""

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_app.model.errors import FileProblem, NotFound
from evidence_app.storage.originals import Originals


@pytest.fixture
def store(tmp_path):
    return Originals(tmp_path / "originals")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.binary(max_size=5000))
def test_what_goes_in_comes_out(store, data):
    stored = store.add_bytes(data)
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    assert store.existing(stored.sha256).read_bytes() == data
    assert store.verify(stored.sha256) is True
    assert store.add_bytes(data).new is False


def test_altered_and_missing_files_are_told_apart(store):
    stored = store.add_bytes(b"the original")
    path = store.path(stored.sha256)
    path.chmod(0o600)
    path.write_bytes(b"the 0riginal")
    assert store.verify(stored.sha256) is False
    path.unlink()
    assert store.verify(stored.sha256) is None
    with pytest.raises(NotFound, match="missing"):
        store.existing(stored.sha256)


def test_a_source_that_cannot_be_read_leaves_nothing(store, tmp_path):
    with pytest.raises(FileProblem, match="cannot be read"):
        store.add(tmp_path / "nowhere.pdf")
    assert list(store.stored()) == []


def test_half_written_copies_of_a_crash_are_cleared(store, tmp_path):
    store.add_bytes(b"whole")
    (tmp_path / "originals" / "incoming-abc").write_bytes(b"half")
    assert store.clear_unfinished() == 1
    assert len(list(store.stored())) == 1


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 63, "A" * 64])
def test_only_hashes_are_names(store, name):
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.path(name)
