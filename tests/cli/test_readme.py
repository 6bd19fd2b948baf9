"""The README's tour is run as printed: every command works, and what it shows is what comes out (but for numbers)."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from evidence_app.cli.main import cli
from evidence_app.services.proof import templates

README = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")


def tour() -> list[tuple[str, list[str]]]:
    """(command, lines shown) of every ``$`` line of the tour."""
    section = README.split("## Five minutes")[1].split("\n## ")[0]
    found: list[tuple[str, list[str]]] = []
    for line in "\n".join(re.findall(r"```\n(.*?)```", section, re.S)).splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found and line.strip():
            found[-1][1].append(line)
    return found


def plain(line: str) -> str:
    """A line without its numbers and hashes, which change with the day and the sample."""
    return re.sub(r"\b[0-9a-f]{64}\b|\d[\d,]*", "N", " ".join(line.split()))


@pytest.fixture
def production(tmp_path, monkeypatch):
    (tmp_path / "production").mkdir()
    (tmp_path / "production" / "note.txt").write_text("words", "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EVIDENCE_MATTER", raising=False)
    return tmp_path


def test_the_tour_works_as_printed(production, monkeypatch):
    assert len(tour()) >= 10
    for command, shown in tour():
        words = shlex.split(command)
        if words[0] == "cd":
            monkeypatch.chdir(words[1])
            continue
        arguments = [str(production / word[2:]) if word.startswith("~/") else word for word in words[1:]]
        result = CliRunner().invoke(cli, arguments)
        assert result.exit_code == 0, f"{command}\n{result.stderr}"
        came = {plain(line) for line in result.stdout.splitlines()}
        for line in shown:
            if "..." not in line and "/home/you" not in line:
                assert plain(line) in came, f"{command} does not print: {line}\n{result.stdout}"


def test_the_numbers_the_readme_names_are_right():
    assert f"{len(templates())} claim templates" in README


def test_every_file_and_module_the_readme_names_is_there():
    root = Path(__file__).resolve().parents[2]
    for module in re.findall(r"python -m (tests\.[\w.]+)", README):
        assert (root / (module.replace(".", "/") + ".py")).is_file(), module
    for path in re.findall(r"^\| `([\w/]+/)`", README, re.M):
        assert (root / path).is_dir(), path
    for path in re.findall(r"\]\((?!#|http|docs/screenshots)([^)]+)\)", README):
        assert (root / path).is_file(), path
