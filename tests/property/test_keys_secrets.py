"""Secrets of any content, shown in every way Python has."""

import base64
import io
import json
import logging
import pickle
import pprint
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from keys.box import BoxKey, open_box, seal_to
from keys.cipher import decrypt_counted
from keys.derive import LocalKey, local_key
from keys.epoch import record_key
from keys.errors import KeysError
from keys.keyfile import CHEAP, unlock, wrap
from keys.sealing import open_sealed, seal
from keys.secret import ControlKey, EpochKey, IndexKey, MasterKey, RecordKey, RoutingKey, Secret
from keys.signing import SigningKey, verify
from keys.wrapping import unwrap

KINDS: list[type[Secret]] = [
    Secret,
    MasterKey,
    EpochKey,
    ControlKey,
    RecordKey,
    RoutingKey,
    IndexKey,
    LocalKey,
    SigningKey,
    BoxKey,
]
raw_keys = st.binary(min_size=32, max_size=32)
kinds = st.sampled_from(KINDS)


@dataclass(frozen=True, slots=True)
class Holder:
    """What code that carries keys looks like."""

    name: str
    key: Secret


def forms(raw: bytes) -> Iterator[str]:
    """Every way in which these bytes could stand in a text."""
    yield raw.hex()
    yield raw.hex(" ")
    yield repr(raw)[2:-1]
    yield str(list(raw))
    yield base64.b64encode(raw).decode().rstrip("=")
    yield base64.b32encode(raw).decode().rstrip("=")
    yield str(int.from_bytes(raw, "big"))
    yield raw.decode("latin-1")


def assert_hidden(raw: bytes, shown: str) -> None:
    assert [form for form in forms(raw) if form in shown or form.lower() in shown] == []


def is_telling(raw: bytes) -> bool:
    """Whether finding these bytes in a text means anything: bytes of little variety stand everywhere."""
    return len(set(raw)) > 8


@given(kinds, raw_keys)
def test_secret_prints_as_secret_in_every_form(kind: type[Secret], raw: bytes) -> None:
    key = kind(raw)
    printed = [
        repr(key),
        str(key),
        format(key),
        f"{key}",
        f"{key!r}",
        f"{key:>40}",
        f"{key!s:x<8}",
        "%s" % key,  # noqa: UP031
        "%r" % key,  # noqa: UP031
    ]
    assert set(printed) == {"<secret>"}


@given(kinds, raw_keys)
def test_secret_inside_other_things_stays_hidden(kind: type[Secret], raw: bytes) -> None:
    assume(is_telling(raw))
    holder = Holder("TEST", kind(raw))
    for held in (holder, [holder], {"key": holder.key}, (holder.key,)):
        assert_hidden(raw, repr(held) + str(held) + pprint.pformat(held))
    assert_hidden(raw, json.dumps({"key": holder.key}, default=str))


@given(kinds, raw_keys)
def test_secret_is_refused_by_json_pickle_and_asdict(kind: type[Secret], raw: bytes) -> None:
    key = kind(raw)
    with pytest.raises(TypeError):
        json.dumps({"key": key})
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(key, protocol)
    with pytest.raises(TypeError):
        asdict(Holder("TEST", key))


@given(kinds, raw_keys)
def test_f10_secret_in_a_log_stays_hidden(kind: type[Secret], raw: bytes) -> None:
    assume(is_telling(raw))
    stream = io.StringIO()
    logger = logging.Logger("TEST")
    logger.addHandler(logging.StreamHandler(stream))
    key = kind(raw)
    logger.debug("key %s %r %s", key, [key], {"key": key})
    try:
        raise ValueError(key)
    except ValueError:
        logger.exception("failed with %s", key)
    assert "<secret>" in stream.getvalue()
    assert_hidden(raw, stream.getvalue())


def failures(raw: bytes) -> list[Callable[[], object]]:
    """Calls of keys/ that end in an exception while holding this key."""
    sealed = seal(RecordKey(raw), context=b"", plaintext=raw)
    wrapped = wrap(raw, "TEST", random=bytes, cost=CHEAP)
    return [
        lambda: open_sealed(RecordKey(raw), context=b"x", ciphertext=sealed),
        lambda: open_sealed(RecordKey(raw), context=b"", ciphertext=sealed[:-1]),
        lambda: open_box(BoxKey(raw), sealed + sealed, context=b""),
        lambda: open_box(BoxKey(raw), bytes(100), context=b""),
        lambda: seal_to(bytes(32), b"", context=b"", random=lambda _: raw),
        lambda: decrypt_counted(Secret(raw), 0, associated=b"", ciphertext=bytes(20)),
        lambda: record_key(EpochKey(raw), b""),
        lambda: local_key(MasterKey(raw), ""),
        lambda: SigningKey(raw).sign("TEST", b""),
        lambda: verify(SigningKey(raw).public, "entry", b"", bytes(64)),
        lambda: unwrap(wrapped, "other"),
        lambda: wrap(raw, " ", random=bytes, cost=CHEAP),
        lambda: wrap(raw * 40, "TEST", random=bytes, cost=CHEAP),
        lambda: EpochKey(raw + raw),
        lambda: MasterKey.new(lambda _: raw[:-1]),
        lambda: unlock(Path("TEST-missing"), "other"),
    ]


@given(raw_keys)
def test_f10_secret_stays_hidden_in_tracebacks_with_locals(raw: bytes) -> None:
    assume(is_telling(raw))
    for number, failure in enumerate(failures(raw)):
        try:
            failure()
        except (KeysError, ValueError, OSError) as error:
            shown = frames_of_keys(error)
        else:
            raise AssertionError(f"failure {number} did not fail")
        assert_hidden(raw, shown)


def frames_of_keys(error: BaseException) -> str:
    """The traceback with the locals of keys/, causes and contexts too; this file's own frames hold the raw bytes."""
    lines = []
    seen: BaseException | None = error
    while seen is not None:
        shown = traceback.TracebackException.from_exception(seen, capture_locals=True)
        frames = [frame for frame in shown.stack if frame.filename != __file__]
        lines += [str(shown), *(f"{frame.name} {frame.locals}" for frame in frames)]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines)
