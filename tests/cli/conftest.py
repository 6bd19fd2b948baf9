"""A matter with a few exhibits, closed, so that the command line can open it; and the command line itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from evidence_app.cli.main import cli
from evidence_app.services import parties, proof
from evidence_app.services.matter import Matter

PAGE = "The provider may train its models on personal data. You may opt out, but training that took place stays."


@pytest.fixture
def folder(matter: Matter, add_exhibit: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed matter: a policy of two pages, a scan without text, a letter; two parties, one claim of contract."""
    parties.add_party(matter, "Ana Rivera", "plaintiff", prefix="PX")
    parties.add_party(matter, "Example Corp.", "defendant", prefix="DX")
    proof.add_claim_from_template(matter, "ca_contract_breach")
    add_exhibit("Privacy policy", PAGE, "Notices are sent by e-mail. See clause 4.", kind="pdf", doc_date="2024-09-18",
                doc_date_basis="file name", title_guessed=1)  # fmt: skip
    add_exhibit("Scan", "", kind="image")
    add_exhibit("Letter", "We never agreed to any training. The switch was on.", kind="email")
    matter.close()
    monkeypatch.setenv("EVIDENCE_MATTER", str(matter.folder.root))
    return matter.folder.root


class Cli:
    """Runs the command line in this process."""

    def runner(self, *args: str | Path) -> Result:
        return CliRunner().invoke(cli, [str(arg) for arg in args])

    def __call__(self, *args: str | Path, code: int = 0) -> Result:
        result = self.runner(*args)
        assert result.exit_code == code, f"{args}: {result.exit_code}\n{result.stdout}\n{result.stderr}"
        return result

    def json(self, *args: str | Path) -> Any:
        return json.loads(self(*args, "--json").stdout)

    def error(self, *args: str | Path, code: int = 2) -> str:
        return self(*args, code=code).stderr


@pytest.fixture
def run() -> Cli:
    return Cli()
