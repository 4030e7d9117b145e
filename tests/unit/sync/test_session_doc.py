"""docs/PROTOCOL.md says of sessions what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from node.crdt.codec import unpack
from node.sync import limits
from node.sync.messages import MessageType, encode_message
from node.sync.session import diagram
from tests.property.test_session_bytes import MESSAGES
from tests.unit.sync.session_example import example

TEXT = (Path(__file__).parents[3] / "docs" / "PROTOCOL.md").read_text(encoding="utf-8")
SESSION = TEXT.partition("\n## Session\n")[2]


def test_diagram_is_the_one_of_the_table() -> None:
    assert f"```mermaid\n{diagram()}```" in SESSION


def test_table_lists_every_message_with_its_type() -> None:
    rows = re.findall(r"^\| (\d+) \| (\w+) \|", SESSION.partition("Field by field")[0], flags=re.MULTILINE)
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


def test_every_field_of_every_message_is_in_the_table() -> None:
    listed: dict[str, int] = {}
    message = ""
    table = SESSION.partition("Field by field")[2].partition("| --- |")[2].partition("\n\n")[0]
    for name, fields in re.findall(r"^\| (\w*) ?\| ([\w, ]+) \| .*\|$", table, re.MULTILINE):
        message = name or message
        listed[message] = listed.get(message, 0) + len(fields.split(", "))
    told = {type(item).__name__.lower(): len(unpack(encode_message(item), bytes_max=4_096)) - 1 for item in MESSAGES}
    assert listed == told


def test_example_stands_in_the_text_byte_by_byte() -> None:
    assert example() in SESSION
