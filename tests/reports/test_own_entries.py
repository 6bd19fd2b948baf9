"""A user's own entries beside those of the program."""

import json
from dataclasses import dataclass

import pytest

from evidence_app.model.errors import UserError
from evidence_app.reports.own_entries import EntryFile


@dataclass(frozen=True)
class Named:
    id: str
    name: str


def named(entry):
    try:
        return Named(**entry)
    except TypeError as error:
        raise UserError(f"Not right: {error}.") from error


FILE = EntryFile("names.json", "names", named)


def test_what_is_kept_is_read_again_replaced_by_its_id_and_forgotten():
    assert FILE.own() == {} and not FILE.forget("ours")
    FILE.keep({"id": "ours", "name": "Our firm"})
    FILE.keep({"id": "théirs", "name": "Theirs"})
    assert FILE.keep({"id": "ours", "name": "Our firm, blue"}) == Named("ours", "Our firm, blue")
    assert [one.name for one in FILE.own().values()] == ["Theirs", "Our firm, blue"]
    assert FILE.forget("théirs") and list(FILE.own()) == ["ours"]
    assert not FILE.own_path.with_suffix(".new").exists()


@pytest.mark.parametrize(("text", "told"), [("[{", "The names in .* cannot be read"), ('[{"id": "x"}]', "Not right")])
def test_a_file_that_is_not_right_is_said_and_never_written_over(text, told):
    FILE.own_path.parent.mkdir(parents=True, exist_ok=True)
    FILE.own_path.write_text(text, encoding="utf-8")
    for ask in (FILE.own, lambda: FILE.keep({"id": "ours", "name": "Our firm"}), lambda: FILE.forget("x")):
        with pytest.raises(UserError, match=told):
            ask()
    assert FILE.own_path.read_text(encoding="utf-8") == text


def test_a_write_that_breaks_leaves_the_list_as_it_was():
    FILE.keep({"id": "ours", "name": "Our firm"})
    FILE.own_path.with_suffix(".new").mkdir()
    with pytest.raises(OSError):
        FILE.keep({"id": "theirs", "name": "Theirs"})
    assert list(FILE.own()) == ["ours"] and json.loads(FILE.own_path.read_text(encoding="utf-8"))
