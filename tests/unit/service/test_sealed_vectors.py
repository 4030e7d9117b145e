"""Sealed files, right and with one thing wrong: the program and a second reader open them alike, or refuse both."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import cast

import pytest

from keys.box import BoxKey
from keys.framing import array
from keys.sealing import seal
from keys.secret import Secret
from node.service.errors import Refused
from node.service.node import Node
from node.service.sealed import open_file
from tests.vectors import file_reader, verifier
from tests.vectors.sync import generate

BEGIN = b"\xffapieka/sealed/1\n"
VALID = {
    "a table": [BEGIN + b"csv", b"TEST-", b"alice"],
    "nothing": [BEGIN + b"json"],
    "without an ending": [BEGIN, b"x"],
}
CHUNK = 64 * 1024
WRONG = (
    "another ephemeral key", "a flipped bit of the chunk", "a byte short", "a byte more", "the head alone",
    "a second chunk after the last", "a bundle", "another version", "no message", "the last chunk not marked",
)  # fmt: skip


@cache
def head() -> bytes:
    """The head of the bundle among the vectors, whose reader is `generate.READER`."""
    return generate.head()


def chunk(is_last: bool, messages: list[bytes]) -> bytes:
    """The only chunk of a file, under the key of that head."""
    stream = b"".join(len(body).to_bytes(4, "big") + body for body in messages)
    context = array(b"bundle", bytes(8), bytes([is_last]))
    plain = (bytes(4) + stream).ljust(generate.PLAIN, b"\0")
    return seal(Secret(generate.KEY), context=context, plaintext=plain)


def made(messages: list[bytes]) -> bytes:
    return head() + chunk(True, messages)


def opened(file: bytes, key: bytes = generate.READER) -> dict[str, str]:
    found = open_file(cast(Node, SimpleNamespace(bundle=BoxKey(key))), file)
    return {"kind": found.kind, "content": found.content.hex()}


@pytest.mark.parametrize("name", VALID)
def test_sealed_file_is_opened_alike_by_both(name: str) -> None:
    kind, *pieces = VALID[name]
    file = made([kind, *pieces])
    expected = {"kind": kind.removeprefix(BEGIN).decode(), "content": b"".join(pieces).hex()}
    assert opened(file) == expected == file_reader.sealed_file(file, generate.READER)


@cache
def altered() -> dict[str, bytes]:
    """Files with one thing wrong."""
    good = made(VALID["a table"])
    size = len(good) - CHUNK
    return {
        "another ephemeral key": bytes([good[0] ^ 1]) + good[1:],
        "a flipped bit of the chunk": good[: size + 9] + bytes([good[size + 9] ^ 1]) + good[size + 10 :],
        "a byte short": good[:-1],
        "a byte more": good + b"\0",
        "the head alone": good[:size],
        "a second chunk after the last": good + good[size:],
        "a bundle": made([b"\x92\x01\x90"]),
        "another version": made([b"\xffapieka/sealed/2\ncsv", b"x"]),
        "no message": made([]),
        "the last chunk not marked": head() + chunk(False, VALID["a table"]),
    }


@pytest.mark.parametrize("why", WRONG)
def test_sealed_file_with_one_thing_wrong_is_refused_by_both(why: str) -> None:
    file = altered()[why]
    with pytest.raises(Refused):
        opened(file)
    with pytest.raises(verifier.Refused):
        file_reader.sealed_file(file, generate.READER)


def test_sealed_files_with_one_thing_wrong_are_those_listed() -> None:
    assert set(WRONG) == altered().keys()


def test_sealed_file_for_another_device_is_refused_by_both() -> None:
    file = made(VALID["a table"])
    with pytest.raises(Refused):
        opened(file, generate.OTHER)
    with pytest.raises(verifier.Refused):
        file_reader.sealed_file(file, generate.OTHER)
