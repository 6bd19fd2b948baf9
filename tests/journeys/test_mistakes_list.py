"""The list of mistakes and its tests stay together."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent


def test_every_mistake_on_the_list_has_a_test() -> None:
    listed = re.findall(r"^\| (\d+) \|.*\| (\w+) \|$", (FOLDER / "mistakes.md").read_text("utf-8"), re.M)
    assert [int(number) for number, _file in listed] == list(range(1, 26))
    for number, file in listed:
        code = (FOLDER / f"test_mistakes_{file}.py").read_text("utf-8")
        assert re.search(rf"^def test_(\d\d_and_)?{int(number):02}_", code, re.M), (number, file)
