"""What a secret refuses to do."""

import copy
import json
import pickle

import pytest

from keys import secret
from keys.box import BoxKey
from keys.derive import LocalKey
from keys.errors import BadKey
from keys.randomness import Random
from keys.secret import ControlKey, EpochKey, IndexKey, MasterKey, RecordKey, RoutingKey, Secret
from keys.signing import SigningKey

SIZED: list[type[Secret]] = [
    MasterKey,
    EpochKey,
    ControlKey,
    RecordKey,
    RoutingKey,
    IndexKey,
    SigningKey,
    BoxKey,
    LocalKey,
]


@pytest.mark.parametrize("kind", SIZED)
@pytest.mark.parametrize("length", [0, 31, 33])
def test_secret_of_wrong_length_is_refused(kind: type[Secret], length: int) -> None:
    with pytest.raises(BadKey):
        kind(bytes(length))


@pytest.mark.parametrize("wrong", [None, "x" * 32, bytearray(32), [0] * 32])
def test_secret_of_anything_but_bytes_is_refused(wrong: bytes) -> None:
    with pytest.raises(BadKey):
        RecordKey(wrong)


@pytest.mark.parametrize("kind", SIZED)
def test_secret_new_draws_its_length(kind: type[Secret], counted_random: Random) -> None:
    assert len(kind.new(counted_random).reveal()) == 32
    assert kind.new(counted_random) != kind.new(counted_random)


def test_secret_new_from_a_short_source_is_refused() -> None:
    with pytest.raises(BadKey):
        EpochKey.new(lambda size: bytes(size - 1))


def test_secret_new_without_a_length_is_refused(counted_random: Random) -> None:
    with pytest.raises(BadKey):
        Secret.new(counted_random)


def test_secret_equal_means_same_kind_and_bytes() -> None:
    assert EpochKey(bytes(32)) == EpochKey(bytes(32))
    assert EpochKey(bytes(32)) != EpochKey(b"\1" * 32)
    assert EpochKey(bytes(32)) != ControlKey(bytes(32))
    assert EpochKey(bytes(32)) != bytes(32)
    assert Secret(bytes(32)) != EpochKey(bytes(32))


def test_secret_equality_compares_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def watched(one: bytes, two: bytes) -> bool:
        compared.append((one, two))
        return True

    monkeypatch.setattr(secret, "compare_digest", watched)
    assert EpochKey(b"a" * 32) == EpochKey(b"b" * 32)
    assert compared == [(b"a" * 32, b"b" * 32)]


@pytest.mark.parametrize("kind", SIZED)
def test_secret_has_no_place_for_anything_else(kind: type[Secret]) -> None:
    with pytest.raises(AttributeError):
        kind(bytes(32)).extra = 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("leave", [hash, pickle.dumps, copy.copy, copy.deepcopy, json.dumps, bytes, len, iter])
def test_secret_does_not_leave(leave: object) -> None:
    assert callable(leave)
    with pytest.raises(TypeError):
        leave(EpochKey(bytes(32)))


@pytest.mark.parametrize("kind", SIZED)
def test_secret_prints_as_nothing_but_a_secret(kind: type[Secret]) -> None:
    made = kind(bytes(32))
    assert {str(made), repr(made), f"{made}", f"{made:>40}", f"{made!s}"} == {"<secret>"}
