"""Membership objects as files: the program and a second reader, written from the text alone, judge them alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from node.crdt.errors import CrdtError
from node.service.enrolling import read_objects, verify_object
from tests.vectors import verifier

FILE: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "objects" / "object.json").read_text(encoding="ascii")
)


def program(given: dict[str, Any]) -> dict[str, str]:
    (item,) = read_objects([(given["type"], bytes.fromhex(given["packed"]))])
    verify_object(item)
    return {"id": item.id.hex()}


def test_object_vectors_are_of_every_type() -> None:
    assert {vector["given"]["type"] for vector in FILE["valid"]} == set(range(1, 9))
    assert len(FILE["invalid"]) > 60
    assert len({vector["why"] for vector in FILE["invalid"]}) == len(FILE["invalid"])


@pytest.mark.parametrize("vector", FILE["valid"], ids=lambda vector: vector["name"])
def test_valid_object_is_read_alike_by_both(vector: dict[str, Any]) -> None:
    assert program(vector["given"]) == vector["expected"] == verifier.judge("object", vector)


@pytest.mark.parametrize("vector", FILE["invalid"], ids=lambda vector: vector["why"])
def test_invalid_object_is_refused_by_both(vector: dict[str, Any]) -> None:
    with pytest.raises(CrdtError):
        program(vector["given"])
    with pytest.raises(verifier.Refused):
        verifier.judge("object", vector)
