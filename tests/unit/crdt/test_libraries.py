"""What records rely on in Automerge, msgpack and zlib, each as a test: an update that changes one is noticed here."""

from __future__ import annotations

import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any

import automerge.core as automerge
import msgpack
import pytest

ROOT = automerge.ROOT
TEXT, INT = automerge.ScalarType.Str, automerge.ScalarType.Int
ONE, TWO, LOW = b"\1" * 16, b"\2" * 16, b"\0" * 16


def document(actor: bytes = LOW, **fields: str) -> Any:
    """Gives a document of one transaction."""
    made = automerge.Document(actor)
    put(made, **fields)
    return made


def put(made: Any, **fields: str) -> None:
    with made.transaction() as transaction:
        for path, value in fields.items():
            transaction.put(ROOT, path, TEXT, value)


def branch(made: Any, actor: bytes, heads: list[bytes] | None = None) -> Any:
    forked = made.fork_at(made.get_heads() if heads is None else heads)
    forked.set_actor(actor)
    return forked


def values(made: Any) -> dict[str, Any]:
    return {path: made.get(ROOT, path)[0][1] for path in made.keys(ROOT)}


# --- Automerge: changes -----------------------------------------------------------------------------------------------
def test_automerge_transaction_makes_one_change_with_time_zero_and_counted_operations() -> None:
    made = document(ONE, a="x", b="y")
    put(made, a="z")
    first, second = made.get_changes([])
    assert (first.start_op, first.max_op, first.seq, first.deps) == (1, 2, 1, [])
    assert (second.start_op, second.max_op, second.deps) == (3, 3, [first.hash])
    assert {change.timestamp.replace(tzinfo=UTC).timestamp() for change in (first, second)} == {0}
    assert first.actor_id == ONE


def test_automerge_put_of_what_stands_deletion_of_nothing_and_no_operation_make_no_change() -> None:
    made = document(ONE, a="x")
    heads = made.get_heads()
    put(made, a="x")
    put(made)
    with made.transaction() as transaction:
        transaction.delete(ROOT, "never there")
    assert made.get_heads() == heads


def test_automerge_put_of_an_equal_value_of_another_type_is_a_change() -> None:
    made = automerge.Document(ONE)
    for kind, value in (
        (INT, 1),
        (automerge.ScalarType.Boolean, True),
        (TEXT, "1"),
        (automerge.ScalarType.Bytes, b"1"),
    ):
        heads = made.get_heads()
        with made.transaction() as transaction:
            transaction.put(ROOT, "a", kind, value)
        assert made.get_heads() != heads
        assert made.get(ROOT, "a")[0] == (kind, value)


def conflicting() -> Any:
    """Gives a document with "one" by ONE and "two" by TWO at a, the latter the winner."""
    made = automerge.Document(LOW)
    for actor, value in ((ONE, "one"), (TWO, "two")):
        forked = branch(made, actor, [])
        put(forked, a=value)
        made.merge(forked)
    return made


def test_automerge_winner_of_equal_counters_has_the_higher_actor() -> None:
    assert values(conflicting()) == {"a": "two"}


def test_automerge_put_of_the_winner_over_a_conflict_only_deletes_the_others() -> None:
    """Why such a put is replayed as a deletion and a put: the value would keep its old operation."""
    made = conflicting()
    forked = branch(made, b"\3" * 16)
    put(forked, a="two")
    made.merge(forked)
    (_, operation) = made.get(ROOT, "a")
    (_, before) = conflicting().get(ROOT, "a")
    assert operation == before
    assert len(made.get_changes([])) == 3


def test_automerge_deletion_and_put_in_one_transaction_count_two_and_give_a_new_operation() -> None:
    made = conflicting()
    forked = branch(made, b"\3" * 16)
    with forked.transaction() as transaction:
        transaction.delete(ROOT, "a")
        transaction.put(ROOT, "a", TEXT, "two")
    made.merge(forked)
    change = forked.get_changes(conflicting().get_heads())[0]
    assert (change.start_op, change.max_op) == (2, 3)
    assert made.get(ROOT, "a")[1] != conflicting().get(ROOT, "a")[1]


def test_automerge_concurrent_deletion_removes_only_what_it_saw() -> None:
    made = document(ONE, a="x")
    left, right = branch(made, TWO), branch(made, b"\3" * 16)
    with left.transaction() as transaction:
        transaction.delete(ROOT, "a")
    put(right, a="y")
    for forked in (left, right):
        made.merge(forked)
    assert values(made) == {"a": "y"}


def test_automerge_merge_in_any_order_gives_the_same_document() -> None:
    base = document(ONE, a="x")
    branches = [branch(base, bytes([n]) * 16) for n in range(2, 6)]
    for number, forked in enumerate(branches):
        put(forked, a=f"value {number}")
    saved = set()
    for order in (branches, branches[::-1], branches[2:] + branches[:2]):
        made = document(ONE, a="x")
        for forked in (*order, order[0]):
            made.merge(forked)
        saved.add((tuple(sorted(made.get_heads())), made.get(ROOT, "a")[0][1]))
    assert len(saved) == 1


def test_automerge_fork_at_nothing_is_the_empty_document_and_at_unknown_heads_fails() -> None:
    made = document(ONE, a="x")
    assert made.fork_at([]).keys(ROOT) == []
    with pytest.raises(Exception, match="invalid hash"):
        made.fork_at([b"\0" * 32])


def test_automerge_reads_at_earlier_heads() -> None:
    made = document(ONE, a="x")
    heads = made.get_heads()
    put(made, a="y", b="z")
    assert made.keys(ROOT, heads) == ["a"]
    assert made.get(ROOT, "a", heads)[0][1] == "x"


def test_automerge_saved_document_loads_and_so_do_its_changes_joined() -> None:
    made = conflicting()
    assert values(automerge.Document.load(made.save())) == {"a": "two"}
    joined = b"".join(change.raw_bytes for change in made.get_changes([]))
    assert set(automerge.Document.load(joined).get_heads()) == set(made.get_heads())


@pytest.mark.parametrize("text", ["", "\0", "\u202e", "Ў" * 1_000, "names/x7/text"])
def test_automerge_keeps_any_text_as_path_and_value(text: str) -> None:
    made = automerge.Document(ONE)
    with made.transaction() as transaction:
        transaction.put(ROOT, text, TEXT, text)
    assert values(automerge.Document.load(made.save())) == {text: text}


@pytest.mark.parametrize("number", [-(2**63), -1, 0, 2**63 - 1])
def test_automerge_keeps_any_integer_of_64_bits(number: int) -> None:
    made = automerge.Document(ONE)
    with made.transaction() as transaction:
        transaction.put(ROOT, "a", INT, number)
    assert values(automerge.Document.load(made.save())) == {"a": number}


# --- Automerge: failures ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_automerge_transaction_left_by_an_exception_is_taken_back(error: type[BaseException]) -> None:
    def break_off() -> None:
        with made.transaction() as transaction:
            transaction.put(ROOT, "a", TEXT, "y")
            raise error

    made = document(ONE, a="x")
    with pytest.raises(error):
        break_off()
    assert values(made) == {"a": "x"}
    put(made, a="z")


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, "text", None])
def test_automerge_integer_that_is_none_fails_without_a_trace(value: object) -> None:
    made = document(ONE, a="x")
    with pytest.raises((OverflowError, TypeError)), made.transaction() as transaction:
        transaction.put(ROOT, "a", INT, value)
    assert values(made) == {"a": "x"}


FREED = """
import automerge.core as automerge
def leave():
    document = automerge.Document(b"1" * 16)
    transaction = document.transaction()
    transaction.__enter__()
leave()
print("alive")
"""


def test_automerge_document_freed_in_a_transaction_ends_the_process() -> None:
    """Why a document whose transaction panicked is kept. Alive one day: then it need not be kept any more."""
    run = subprocess.run(
        [sys.executable, "-c", FREED], capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    )
    assert run.returncode != 0
    assert "alive" not in run.stdout


# --- msgpack ----------------------------------------------------------------------------------------------------------
def test_msgpack_is_the_compiled_one_with_the_leak_mended() -> None:
    assert msgpack.Unpacker.__module__ == "msgpack._cmsgpack"
    assert msgpack.version >= (1, 2, 3)


def test_msgpack_packs_the_shortest_form() -> None:
    assert msgpack.packb([0, 127, 128, -32, -33, "", b"", None, True], use_bin_type=True).hex() == (
        "99007fcc80e0d0dfa0c400c0c3"
    )


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"\x91" * 2_000, msgpack.StackError),
        (b"\x92\x01", ValueError),
        (b"\x90\x00", msgpack.ExtraData),
        (b"\x91\xc1", msgpack.FormatError),
        (b"\x91\xa1\xff", UnicodeDecodeError),
        (b"\x94\x01\x01\x01\x01", ValueError),
    ],
)
def test_msgpack_refuses_with_its_own_error_or_a_value_error(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        msgpack.unpackb(data, raw=False, max_array_len=3)
    assert issubclass(error, ValueError | msgpack.UnpackException)


def test_msgpack_reads_what_is_not_canonical_so_that_packing_again_must_tell() -> None:
    assert msgpack.unpackb(b"\x91\xcc\x01") == [1]
    assert msgpack.unpackb(b"\xdc\x00\x00") == []


# --- zlib -------------------------------------------------------------------------------------------------------------
def inflater(dictionary: bytes = b"typical words") -> Any:
    return zlib.decompressobj(wbits=-15, zdict=dictionary)


def deflated(body: bytes) -> bytes:
    squeeze = zlib.compressobj(level=6, wbits=-15, zdict=b"typical words")
    return squeeze.compress(body) + squeeze.flush()


def test_zlib_raw_deflate_takes_a_dictionary_and_names_it_nowhere() -> None:
    assert inflater().decompress(deflated(b"typical words")) == b"typical words"
    assert len(deflated(b"typical words")) < 8
    with pytest.raises(zlib.error):
        inflater(b"x").decompress(deflated(b"typical words"))


def test_zlib_stops_at_the_length_asked_for_and_says_whether_it_ended() -> None:
    stream = inflater()
    assert len(stream.decompress(deflated(bytes(10_000_000)), 1_000)) == 1_000
    assert not stream.eof
    whole = inflater()
    assert len(whole.decompress(deflated(bytes(1_000)), 1_001)) == 1_000
    assert whole.eof


@pytest.mark.parametrize("tail", [b"\0", b"more"])
def test_zlib_tells_what_stands_behind_the_stream(tail: bytes) -> None:
    stream = inflater()
    stream.decompress(deflated(b"body") + tail, 100)
    assert (stream.eof, stream.unused_data) == (True, tail)


def test_zlib_of_a_stream_cut_short_raises_nothing_and_has_no_end() -> None:
    check: Callable[[bytes], Any] = inflater().decompress
    assert check(deflated(b"body" * 100)[:-1]) is not None
    stream = inflater()
    stream.decompress(deflated(b"body" * 100)[:-1], 10_000)
    assert not stream.eof
