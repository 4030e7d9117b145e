"""docs/API.md names every error there is, with its status."""

import re
from pathlib import Path

from node.api.v1.problems import every_problem

DOC = Path(__file__).parents[2] / "docs" / "API.md"


def test_every_code_stands_in_the_document_with_its_status() -> None:
    told = set(re.findall(r"^\| ([0-9]{3}) \| `([a-z_]+)` \|", DOC.read_text(encoding="utf-8"), re.MULTILINE))
    assert told == {(str(problem.status), problem.code) for problem in every_problem()}
