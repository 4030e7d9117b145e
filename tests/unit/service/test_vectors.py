"""Invitations, requests, beacons and backups as files: the program and a second reader judge them alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast

import pytest

from keys.errors import BadKeyFile, BadText, WrongPassphrase
from keys.secret import RoutingKey, Secret
from node.crdt.codec import unpack
from node.crdt.errors import CrdtError
from node.crdt.ids import Space
from node.runtime.backup_file import open_backup_head
from node.runtime.errors import NotReady
from node.service.archive import ArchiveReader, encode_frame
from node.service.beaconing import spaces_in
from node.service.errors import ServiceError
from node.service.invitations import KeptInvitation, read_invitation, read_request
from node.service.joining_by_file import open_request_file
from node.service.node import Node
from tests.vectors import file_reader, wire_reader
from tests.vectors.service import generate
from tests.vectors.verifier import Refused, told
from tests.vectors.verifier import _hex as octets

Given = dict[str, Any]
FILES: dict[str, Any] = {name: json.loads(generate.path_of(name).read_text("ascii")) for name in generate.FILES}
VALID = [(name, vector) for name, file in FILES.items() for vector in file["valid"]]
INVALID = [(name, vector) for name, file in FILES.items() for vector in file["invalid"]]
ERRORS = (CrdtError, ServiceError, BadText, BadKeyFile, WrongPassphrase, NotReady)


def invitation(given: Given) -> dict[str, Any]:
    found = read_invitation(given["text"])
    named = {"id": found.id.hex(), "channel": found.channel_secret.reveal().hex()}
    return {"space": found.space.hex(), "role": None if found.role is None else int(found.role), **named}


def request(given: Given) -> dict[str, Any]:
    asked = read_invitation(generate.invitation_text(generate.INVITATION))
    bound = generate.replace(asked, space=Space(octets(given, "space")), secret=Secret(octets(given, "secret")))
    found = read_request(octets(given, "payload"), bound, octets(given, "channel_key"))
    return {"name": found.name, "device": found.device.hex()}


def request_file(given: Given) -> dict[str, Any]:
    """What the inviter's node reads of a request file, before it answers anything."""
    bound = generate.replace(
        generate.INVITATION, space=Space(octets(given, "space")), secret=Secret(octets(given, "secret"))
    )
    kept = KeptInvitation(invitation=bound, needs_words=False)
    node = cast(Node, SimpleNamespace(invitations={bound.id: kept}))
    _, channel_key, payload = open_request_file(node, octets(given, "file"))
    found = read_request(payload, bound, channel_key)
    return {"name": found.name, "device": found.device.hex()}


def beacon(given: Given) -> dict[str, Any]:
    space, key = Space(octets(given, "space")), RoutingKey(octets(given, "routing"))
    held = SimpleNamespace(space=space, routing=key, routes=SimpleNamespace(keys=[(0, key)]))
    node = cast(Node, SimpleNamespace(spaces={space: held}))
    return {"is_tagged": spaces_in(node, octets(given, "beacon")) == (space,)}


def backup(given: Given) -> dict[str, Any]:
    file = BytesIO(octets(given, "file"))
    key = open_backup_head(file, given.get("recovery") or given["passphrase"])
    reader, frames = ArchiveReader(key), list[Any]()
    while not reader.is_done:
        frames += taking(reader.next_frames(), file)
    return {"frames": told([unpack(encode_frame(frame), bytes_max=2**20) for frame in frames])}


def taking(step: Generator[Any, Any, list[Any]], file: BytesIO) -> list[Any]:
    """Run a step that takes bytes of a file and nothing else."""
    answer = None
    while True:
        try:
            answer = file.read(step.send(answer).count)
        except StopIteration as done:
            return cast(list[Any], done.value)


PROGRAM: dict[str, Callable[[Given], dict[str, Any]]] = {
    "invitation": invitation,
    "request": request,
    "request file": request_file,
    "beacon": beacon,
    "backup": backup,
}


def second(name: str, vector: Given) -> dict[str, Any]:
    return (file_reader if name == "backup" else wire_reader).judge(name, vector)


@pytest.mark.parametrize(("name", "vector"), VALID, ids=[f"{name}: {vector['name']}" for name, vector in VALID])
def test_vector_that_is_valid_gives_what_it_says_to_both_readers(name: str, vector: Given) -> None:
    assert PROGRAM[name](vector["given"]) == vector["expected"] == second(name, vector)


@pytest.mark.parametrize(("name", "vector"), INVALID, ids=[f"{name}: {vector['why']}" for name, vector in INVALID])
def test_vector_with_one_thing_wrong_is_refused_by_both_readers(name: str, vector: Given) -> None:
    if name == "beacon":  # whoever sends one is told nothing, so it is passed over instead
        assert PROGRAM[name](vector["given"]) == {"is_tagged": False}
    else:
        with pytest.raises(ERRORS):
            PROGRAM[name](vector["given"])
    with pytest.raises(Refused):
        second(name, vector)


@pytest.mark.parametrize("name", FILES)
def test_vectors_name_each_failure_once_and_are_made_again_the_same(name: str) -> None:
    told_of = [vector["why"] for vector in FILES[name]["invalid"]]
    assert len(set(told_of)) == len(told_of)
    listed = [json.dumps(vector["given"]) for vector in (*FILES[name]["valid"], *FILES[name]["invalid"])]
    assert len(set(listed)) == len(listed)
    assert generate.path_of(name).read_text("ascii") == generate.written(name)
