"""The formats of records as files: the program and a second reader, written from the text alone, judge them alike."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from keys.hashing import digest
from keys.secret import Secret
from node.crdt.bodies import Body, RecordChange, Unknown
from node.crdt.body_codec import decode_body, encode_body
from node.crdt.codec import pack, unpack
from node.crdt.entry import Payload, decode_entry, prune, slot_of, verify_entry
from node.crdt.errors import CrdtError
from node.crdt.graph import Dep, RecordGraph, Verdict
from node.crdt.ids import NO_RECORD, ChangeId, Device, EntryId, Record
from node.crdt.limits import BODY_BYTES_MAX
from node.crdt.payload import decode_plaintext, open_payload
from tests.property.record_histories import stories
from tests.support.records import Story
from tests.vectors import verifier
from tests.vectors.verifier import _hex as octets
from tests.vectors.verifier import plain, told

FOLDER = Path(__file__).parents[2] / "vectors" / "crdt"
DOC = (Path(__file__).parents[3] / "docs" / "FORMATS.md").read_text(encoding="utf-8")
FILES: dict[str, Any] = {path.stem: json.loads(path.read_text("ascii")) for path in sorted(FOLDER.glob("*.json"))}
EXAMPLE: dict[str, str] = FILES.pop("example")
VALID = [(name, vector) for name, file in FILES.items() for vector in file["valid"]]
INVALID = [(name, vector) for name, file in FILES.items() for vector in file["invalid"]]
Given = Mapping[str, Any]


# --- what the program says --------------------------------------------------------------------------------------------
def codec(given: Given) -> dict[str, Any]:
    value = unpack(octets(given, "packed"), bytes_max=BODY_BYTES_MAX)
    assert pack(value) == octets(given, "packed")
    return {"value": told(value)}


def entry(given: Given) -> dict[str, Any]:
    found = decode_entry(octets(given, "packed"))
    verify_entry(found, Device(octets(given, "device")))
    context = found.header.context(0, NO_RECORD)
    return {"id": found.id.hex(), "seq": found.header.seq, "context": context.hex()}


def payload(given: Given) -> dict[str, Any]:
    found = Payload(Record(octets(given, "record")), octets(given, "ciphertext"))
    body = open_payload(
        Secret(octets(given, "key")),
        found.ciphertext,
        header=decode_entry(octets(given, "entry")).header,
        index=given["index"],
        record=found.record,
    )
    return {"body": body.hex(), "hash": slot_of(found).hash.hex(), "erased": prune(found).inner_hash.hex()}


NAMES = {
    "RecordChange": "change", "Attestation": "attestation", "Dispute": "dispute", "BlobChunk": "blob chunk",
    "Grant": "grant", "GroupName": "group name", "Hiding": "hiding", "Lifting": "lifting",
    "Announcement": "announcement", "Keyring": "keyring", "Witness": "witness", "Addresses": "addresses",
    "Unknown": "unknown",
}  # fmt: skip


def body(given: Given) -> dict[str, Any]:
    found: Body = decode_body(octets(given, "packed"))
    assert isinstance(found, Unknown) or encode_body(found) == octets(given, "packed")
    return {"type": NAMES[type(found).__name__]}


def id_of(value: list[Any]) -> ChangeId:
    return EntryId(bytes.fromhex(value[0])), value[1]


def graph(given: Given) -> dict[str, Any]:
    void = {id_of(one) for one in given["void"]}
    made = RecordGraph(judge=lambda *_: Verdict.ACCEPTED, status=lambda dep: Dep.VOID if dep in void else Dep.ABSENT)
    for one in given["changes"][::-1]:
        listed = pack([1, [[*id_of(dep)] for dep in one["deps"]], 0, None, plain(one["ops"])])
        change = decode_body(listed)
        assert isinstance(change, RecordChange)
        made.extend({id_of(one["id"]): change})
    return summary(made)


def summary(made: RecordGraph) -> dict[str, Any]:
    return {
        "standing": {
            path: [[op.counter, op.actor.hex(), told(op.value)] for op in made.standing(path)]
            for path in sorted(made.paths())
        },
        "restated": sorted([item.change[0].hex(), item.change[1], item.operation.path] for item in made.restatements),
        "waiting": [[id[0].hex(), id[1]] for id in sorted(made.waiting)],
    }


PROGRAM: dict[str, Callable[[Given], dict[str, Any]]] = {
    "codec": codec,
    "entry": entry,
    "plaintext": lambda given: {"body": decode_plaintext(octets(given, "plaintext")).hex()},
    "payload": payload,
    "body": body,
    "hash": lambda given: {"hash": digest(given["label"], pack(plain(given["array"])), size=given["size"]).hex()},
    "graph": graph,
}


# --- both readers -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "vector"), VALID, ids=[f"{name}: {vector['name']}" for name, vector in VALID])
def test_vector_that_is_valid_gives_what_it_says_to_both_readers(name: str, vector: Given) -> None:
    assert PROGRAM[name](vector["given"]) == vector["expected"]
    assert verifier.judge(name, vector) == vector["expected"]


@pytest.mark.parametrize(("name", "vector"), INVALID, ids=[f"{name}: {vector['why']}" for name, vector in INVALID])
def test_vector_with_one_thing_wrong_is_refused_by_both_readers(name: str, vector: Given) -> None:
    with pytest.raises(CrdtError):
        PROGRAM[name](vector["given"])
    with pytest.raises(verifier.Refused):
        verifier.judge(name, vector)


def test_vectors_are_many_and_name_each_failure_once() -> None:
    assert len(VALID) + len(INVALID) >= 200
    for name, file in FILES.items():
        told_of = [vector["why"] for vector in file["invalid"]]
        assert len(set(told_of)) == len(told_of), name
        listed = [json.dumps(vector["given"]) for vector in (*file["valid"], *file["invalid"])]
        assert len(set(listed)) == len(listed), name


def test_verifier_reads_nothing_of_the_program() -> None:
    source = Path(verifier.__file__).read_text("utf-8")
    assert not re.search(r"^\s*(from|import) (node|keys)\b", source, re.MULTILINE)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(story=stories())
def test_second_reader_makes_the_same_of_any_history(story: Story) -> None:
    made = story.graph()
    left_out = {(item.change, item.path) for item in made.refusals}
    changes = {
        id: (
            list(change.deps),
            [
                [op.path, op.value] if hasattr(op, "value") else [op.path]
                for op in change.ops
                if (id, op.path) not in left_out
            ],
        )
        for id, change in story.changes.items()
    }
    named = {dep for deps, _ in changes.values() for dep in deps}
    stand, restated, waiting = verifier.standing(changes, named - changes.keys())
    expected = summary(made)
    assert {path: [[count, who.hex(), told(value)] for count, who, value in stand[path]] for path in sorted(stand)} == (
        expected["standing"]
    )
    assert [[id[0].hex(), id[1], path] for id, path in restated] == expected["restated"]
    assert waiting == []


# --- the worked example -----------------------------------------------------------------------------------------------
def test_example_in_the_text_is_the_one_of_the_vectors() -> None:
    shown = dict(re.findall(r"^\| ([a-z ]+) \| `([0-9a-f]+)` \|", DOC, re.MULTILINE))
    assert shown == EXAMPLE


def test_example_follows_step_by_step() -> None:
    given = {name: bytes.fromhex(value) for name, value in EXAMPLE.items()}
    assert verifier.body(given["body"]) == "change"
    assert verifier.plaintext(given["plaintext"]) == given["body"]
    assert verifier.digest("epoch", [given["epoch key"]]) == given["kid"]
    assert verifier.digest("record-key", [given["record"]], key=given["epoch key"]) == given["record key"]
    signed = verifier.pack([*verifier.unpack(given["header"]), given["signature"]])
    assert verifier.opened(given["record key"], signed, 0, given["record"], given["ciphertext"]) == given["body"]
    assert verifier.pack([*verifier.unpack(given["header"])[:7], 0, given["record"]]) == given["context"]
    assert verifier.payload_hashes(given["record"], given["ciphertext"])[0] == given["payload hash"]
    assert verifier.entry(signed, given["device"])["id"] == given["entry id"]


def test_example_of_the_codec_in_the_text_is_packed_so() -> None:
    assert f"`{pack([1, 'Ў', bytes.fromhex('00ff'), None, [True, -1]]).hex()}`" in DOC
