"""Bundles against the vectors, which an independent implementation made."""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

from keys.box import BoxKey
from node.sync.bundle import BundleKey, BundleReader, BundleWriter, open_head
from node.sync.errors import NotForUs
from node.sync.limits import BUNDLE_CHUNK_BYTES
from tests.vectors import file_reader
from tests.vectors.verifier import Refused

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors" / "sync" / "bundle.json").read_text())
(VALID,) = VECTORS["valid"]


def messages() -> list[bytes]:
    return [text.encode().ljust(length, b".") for length, text in VALID["messages"]]


def whole() -> bytes:
    """The file of the vector: its head, and the chunks this program makes of its messages."""
    writer = BundleWriter(BundleKey(bytes.fromhex(VALID["key"])))
    chunks = [chunk for message in messages() for chunk in writer.add(message)] + writer.finish()
    assert [blake2b(chunk, digest_size=32).hexdigest() for chunk in chunks] == VALID["chunks"]
    return bytes.fromhex(VALID["head"]) + b"".join(chunks)


def read(file: bytes, reader: str) -> tuple[list[str], list[bytes]]:
    key, length = open_head(BoxKey(bytes.fromhex(reader)), file)
    bundle = BundleReader(key)
    taken = [bundle.take(file[at : at + BUNDLE_CHUNK_BYTES]) for at in range(length, len(file), BUNDLE_CHUNK_BYTES)]
    return [part.value for part, _ in taken], [message for _, found in taken for message in found]


def test_valid_bundle_is_written_and_read_alike() -> None:
    assert read(whole(), VALID["reader"]) == (["good", "last"], messages())
    assert file_reader.bundle(whole(), bytes.fromhex(VALID["reader"])) == (["good", "last"], messages())
    with pytest.raises(NotForUs):
        read(whole(), VECTORS["stranger"])
    with pytest.raises(Refused):
        file_reader.bundle(whole(), bytes.fromhex(VECTORS["stranger"]))


@pytest.mark.parametrize("vector", VECTORS["invalid"], ids=lambda vector: vector["why"])
def test_bundle_with_one_change_gives_only_what_is_sound(vector: dict[str, Any]) -> None:
    file, change = whole(), bytes.fromhex(vector["bytes"])
    altered = file[: vector["place"]] + change + file[vector["place"] + len(change) :]
    if not vector["parts"]:
        with pytest.raises(NotForUs):
            read(altered, VALID["reader"])
        with pytest.raises(Refused):
            file_reader.bundle(altered, bytes.fromhex(VALID["reader"]))
        return
    parts, found = read(altered, VALID["reader"])
    assert parts == vector["parts"]
    assert set(found) < set(messages())
    assert file_reader.bundle(altered, bytes.fromhex(VALID["reader"])) == (parts, found)
