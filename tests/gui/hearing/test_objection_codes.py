import pytest

from evidence_app.gui.hearing.objection_codes import SEED, codes, save_codes


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("EVIDENCE_HOME", str(tmp_path))


def test_the_users_list_comes_back_and_an_empty_one_is_the_programs():
    assert codes() == SEED
    assert [one.code for one in save_codes("403 prejudice\nBER best evidence")] == ["403", "BER"]
    assert [str(one) for one in codes()] == ["403 prejudice", "BER best evidence"]
    assert save_codes("") == codes() == SEED


def test_a_write_that_breaks_leaves_the_list_as_it_was():
    kept = save_codes("BER best evidence")
    with pytest.raises(UnicodeError):
        save_codes("403 \ud800 cannot be written")
    assert codes() == kept
