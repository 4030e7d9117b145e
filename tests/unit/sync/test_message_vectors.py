"""Messages and runs as files: the program and a second reader, written from the text alone, judge them alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from keys.hashing import digest
from node.crdt.codec import pack
from node.crdt.entry import Opening, Pruned, verify_entry
from node.crdt.errors import CrdtError
from node.crdt.ids import Space
from node.sync.errors import ProtocolError
from node.sync.messages import Run, decode_message, encode_message
from node.sync.runs import may_be_deferred, read_run
from tests.vectors import wire_reader
from tests.vectors.sync import messages as generate
from tests.vectors.verifier import Refused, plain
from tests.vectors.verifier import _hex as octets

FILES: dict[str, Any] = {
    name: json.loads((generate.FOLDER / f"{name}.json").read_text("ascii")) for name in generate.FILES
}
VALID = [(name, vector) for name, file in FILES.items() for vector in file["valid"]]
INVALID = [(name, vector) for name, file in FILES.items() for vector in file["invalid"]]


def message(given: dict[str, Any]) -> dict[str, Any]:
    found = decode_message(octets(given, "packed"))
    assert encode_message(found) == octets(given, "packed")
    return {"type": octets(given, "packed")[1]}


def run(given: dict[str, Any]) -> dict[str, Any]:
    found = decode_message(octets(given, "packed"))
    if not isinstance(found, Run):
        raise ProtocolError
    items = read_run(found, Space(octets(given, "space")))
    for item in items:
        verify_entry(item.entry, item.device)
        assert not isinstance(item.entry.header.prev, Opening) or item.entry.header.prev.device == item.device
    return {"ids": [item.entry.id.hex() for item in items]}


def behind(given: dict[str, Any]) -> dict[str, Any]:
    found = decode_message(octets(given, "packed"))
    assert isinstance(found, Run)
    bare = []
    for place, item in enumerate(read_run(found, Space(octets(given, "space")))):
        lacking = [payload for payload in item.payloads if isinstance(payload, Pruned)]
        if not all(may_be_deferred(payload, item.entry.header) for payload in lacking):
            raise ProtocolError
        bare += [place] if lacking else []
    return {"behind": bare}


def tag(given: dict[str, Any]) -> dict[str, Any]:
    found = digest(given["label"], pack(plain(given["array"])), key=octets(given, "key"), size=given["size"])
    return {"tag": found.hex()}


PROGRAM = {"message": message, "run": run, "behind": behind, "tag": tag}


@pytest.mark.parametrize(("name", "vector"), VALID, ids=[f"{name}: {vector['name']}" for name, vector in VALID])
def test_vector_that_is_valid_gives_what_it_says_to_both_readers(name: str, vector: dict[str, Any]) -> None:
    assert PROGRAM[name](vector["given"]) == vector["expected"] == wire_reader.judge(name, vector)


@pytest.mark.parametrize(("name", "vector"), INVALID, ids=[f"{name}: {vector['why']}" for name, vector in INVALID])
def test_vector_with_one_thing_wrong_is_refused_by_both_readers(name: str, vector: dict[str, Any]) -> None:
    with pytest.raises((ProtocolError, CrdtError)):
        PROGRAM[name](vector["given"])
    with pytest.raises(Refused):
        wire_reader.judge(name, vector)


@pytest.mark.parametrize("name", FILES)
def test_vectors_name_each_failure_once_and_are_made_again_the_same(name: str) -> None:
    told_of = [vector["why"] for vector in FILES[name]["invalid"]]
    assert len(set(told_of)) == len(told_of)
    listed = [json.dumps(vector["given"]) for vector in (*FILES[name]["valid"], *FILES[name]["invalid"])]
    assert len(set(listed)) == len(listed)
    assert (generate.FOLDER / f"{name}.json").read_text("ascii") == generate.written(name)


def test_vectors_of_messages_are_of_every_type() -> None:
    assert {vector["expected"]["type"] for vector in FILES["message"]["valid"]} == set(range(1, 9))


def test_second_reader_reads_nothing_of_the_program() -> None:
    for path in (Path(wire_reader.__file__), Path(wire_reader.__file__).with_name("file_reader.py")):
        lines = path.read_text("utf-8").splitlines()
        assert not [
            line for line in lines if line.strip().startswith(("from node", "import node", "from keys", "import keys"))
        ]
