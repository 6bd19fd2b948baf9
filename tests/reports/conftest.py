"""A small case with everything a list must get right: privilege, families, withdrawn rows, odd titles, partial dates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evidence_app.model.chronology import sort_key
from evidence_app.model.exhibits import number_sort_key
from evidence_app.services.matter import Matter

COURT = {
    "court": "United States District Court, Northern District of California",
    "division": "San Jose Division",
    "docket_number": "5:25-cv-00001",
}
SECRETS = ("ZEBRAMEMO", "zebramemo.docx", "Counsel Quagga", "CLAWEDBACK", "clawedback.msg", "Keeper Okapi")


@pytest.fixture
def add(matter: Matter) -> Callable[..., int]:
    """Insert one exhibit; ``custodian`` by name, the sort keys computed."""

    def insert(title: str, number: str | None = None, custodian: str = "", **columns: Any) -> int:
        with matter.operation("Seed") as tx:
            if custodian:
                tx.execute("INSERT INTO custodian (name) VALUES (?) ON CONFLICT DO NOTHING", (custodian,))
                columns["custodian_id"] = tx.value("SELECT id FROM custodian WHERE name = ?", (custodian,))
            row = {"title": title, "number": number, "number_sort": number_sort_key(number), **columns}
            row["doc_date_sort"] = sort_key(str(columns.get("doc_date", "")))
            return tx.insert("exhibit", row)

    return insert


@pytest.fixture
def case(matter: Matter, add: Callable[..., int]) -> Matter:
    """The matter with two parties and a dozen exhibits."""
    with matter.operation("Seed") as tx:
        tx.update("matter", 1, dict(COURT))
        tx.insert("party", {"name": "Ana Rivera", "side": "plaintiff", "prefix": "PX", "position": 1})
        tx.insert("party", {"name": "Example Corp.", "side": "defendant", "prefix": "DX", "position": 2})
    mine = {"party_id": 1, "status": "numbered"}
    add("Notice", "PX10", doc_date="2024-08", **mine)
    add("Subscription agreement", "PX9", doc_date="2024-09-18", bates_begin="EX000001", bates_end="EX000004",
        sponsor="A. Rivera", objections="802; 901", offered_on="2025-06-02", admitted_on="2025-06-02", **mine)  # fmt: skip
    mail = add("E-mail with sheet", "PX2", custodian="Rivera, Ana", doc_date="2024-08~", **mine)
    add("Numbers sheet", None, parent_id=mail, family_position=1, party_id=1, designation="AEO")
    add("ZEBRAMEMO", "PX3", custodian="Counsel Quagga", file_name="zebramemo.docx", privilege="Attorney-Client", **mine)
    add("CLAWEDBACK", "PX4", custodian="Keeper Okapi", file_name="clawedback.msg", sequestered=1, **mine)
    add("Old draft", "PX5", party_id=1, status="withdrawn", objections="403")
    add("Aid", "PX20", exhibit_kind="illustrative_107", **mine)
    add("Surprise", "PX30", offer_class="impeachment_only", **mine)
    add("Not yet numbered", None, party_id=1)
    add("عقد بين الطرفين", "DX1", party_id=2)
    add("内容政策 第二版", "DX2", party_id=2, offer_class="may")
    add("#let x = 1 *b* _i_ $m$ @r <t> \\ // `c` = h", "DX10", party_id=2)
    return matter
