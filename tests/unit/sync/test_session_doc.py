"""docs/PROTOCOL.md says of sessions what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from node.sync import limits
from node.sync.messages import MessageType
from node.sync.session import diagram

TEXT = (Path(__file__).parents[3] / "docs" / "PROTOCOL.md").read_text(encoding="utf-8")
SESSION = TEXT.partition("\n## Session\n")[2]


def test_diagram_is_the_one_of_the_table() -> None:
    assert f"```mermaid\n{diagram()}```" in SESSION


def test_table_lists_every_message_with_its_type() -> None:
    rows = re.findall(r"^\| (\d+) \| (\w+) \|", SESSION, flags=re.MULTILINE)
    assert {int(number): name for number, name in rows} == {kind.value: kind.name.lower() for kind in MessageType}


def test_limits_stand_in_the_text() -> None:
    for value in (
        limits.SPACES_MAX,
        limits.FRONTIER_LOGS_MAX,
        limits.OBJECTS_MAX,
        limits.RUN_ITEMS_MAX,
        limits.RUN_BYTES,
        limits.WANTS_MAX,
        limits.WINDOW_MESSAGES,
    ):
        assert f"{value:,}" in SESSION
