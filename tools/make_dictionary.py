"""Makes a deflate dictionary for payloads out of what the ledger declares: paths, kinds and words, as bodies hold them.

    python tools/make_dictionary.py OUT        write one
    python tools/make_dictionary.py --measure  what the frozen one saves on example bodies

It never overwrites: a dictionary that has once sealed a payload is part of the format. `node/crdt/dictionary1.bin` is
frozen; a ledger that has grown gets a dictionary of its own under a new codec number.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from node.crdt.bodies import Delete, Op, Put, RecordChange  # noqa: E402
from node.crdt.body_codec import encode_body  # noqa: E402
from node.crdt.codec import Scalar, pack  # noqa: E402
from node.crdt.ids import EntryId, Record  # noqa: E402
from node.crdt.payload import DICTIONARY_1, encode_plaintext  # noqa: E402
from node.ledger.declare import Field, Kind  # noqa: E402
from node.ledger.kinds import CORE  # noqa: E402
from node.ledger.names.given import GIVEN_NAMES  # noqa: E402
from node.ledger.packs import SHIPPED, with_words  # noqa: E402
from node.ledger.types import Bool, Choice, Date, Duration, Hash, Integer, Members, Ref, Sum  # noqa: E402

BYTES_MAX = 8 * 1024  # deflate looks back 32 KiB; beyond 8 KiB a match costs as much as what it saves
RARE_FIRST = (
    "source", "place", "recognition", "judgment", "guardianship", "placement", "detention", "pledge", "letter",
    "delivery", "need", "status_event", "person",
)  # fmt: skip
ENDINGS = "авіч евіч ович евич овна евна аўна еўна ская ский скі enka anka enko avich evich skaya skaia ski "


def dictionary() -> bytes:
    """Gives the dictionary: given names as far as they fit, words, a body of every kind, the most frequent last."""
    declared = b"".join([*_words(), *(_body(kind) for kind in _kinds()), *_heads()])
    names = " ".join(_names()).encode()
    room = BYTES_MAX - len(declared)
    if room < 0:
        raise SystemExit(f"{-room} bytes too many")
    return names[-room:] + declared if room else declared


def _kinds() -> list[Kind]:
    order = {name: number for number, name in enumerate(RARE_FIRST)}
    return sorted(with_words(CORE, SHIPPED), key=lambda kind: order.get(kind.name, -1))


def _names() -> Iterator[str]:
    """Gives the first two spellings of each given name, those with the most spellings last, and the usual endings."""
    for row in sorted(GIVEN_NAMES, key=lambda row: len(row.split())):
        spellings = row.split()
        yield " ".join([spellings[0], *[name for name in spellings if name.isascii()][:1]])
    yield ENDINGS


def _words() -> Iterator[bytes]:
    """Gives every word of every vocabulary once, with its length before it."""
    seen: set[str] = set()
    for kind in _kinds():
        for declared in kind.fields:
            if isinstance(declared.type, Choice | Members):
                fresh = [code for code in declared.type.vocabulary.codes if code not in seen]
                seen.update(fresh)
                yield b"".join(pack([code])[1:] for code in fresh)


def _body(kind: Kind) -> bytes:
    """Gives a change that fills in every field of a kind, as far as its bytes can be foreseen."""
    fields = sorted(kind.fields, key=lambda declared: declared.path)
    head = pack(["kind", kind.name])
    pieces = [(declared.path, _field(declared)) for declared in fields]
    return b"".join(piece for _, piece in sorted([("kind", head), *pieces]))


def _field(declared: Field) -> bytes:
    path = declared.path
    if isinstance(declared.type, Members):
        path = path.replace("*", declared.type.vocabulary.codes[0])
    if "*" not in path:
        return pack([path, 0])[:-1] + _value(declared)
    name, rest = path.split("*")
    return b"\x92\xb0"[: 1 if declared.path.endswith("*") else 2] + name.encode() + rest.encode() + _value(declared)


def _value(declared: Field) -> bytes:
    """Gives what the value of a field begins with."""
    match declared.type:
        case Choice():
            return pack([declared.type.vocabulary.codes[0]])[1:]
        case Bool() | Members():
            return pack([True])[1:]
        case Date():
            return b"\xaa202"
        case Duration():
            return b"\xa3P3Y"
        case Sum():
            return b"\xa8BYN:"
        case Ref():
            return b"\xc4\x10"
        case Hash():
            return b"\xc4\x20"
        case Integer():
            return b"\xcd"
        case _:
            return b"\xd9"


def _heads() -> Iterator[bytes]:
    """Gives the beginnings of verdicts and changes, whose times begin alike for half a year."""
    yield b"\x96\x03\x91\x94\xc4\x20\x96\x02\x91\x94\xc4\x20"
    yield b"\x95\x01\x92\x92\xc4\x20\x95\x01\x91\x92\xc4\x20\x00\xce\x6a\xc0\x91\x92\x95\x01\x90\xce\x6a"


# --- measure ----------------------------------------------------------------------------------------------------------
def _examples() -> Iterator[tuple[str, bytes]]:
    """Gives bodies like those of daily work, every person invented."""
    head, person = (EntryId(bytes(range(32))), 3), bytes(range(100, 116))
    rows: list[tuple[str, bool, dict[str, Scalar]]] = [
        (
            "person",
            True,
            {
                "names/q7Xw2/text": "TEST-Тэстовіч Аляксандр",
                "names/q7Xw2/language": "be",
                "names/Zk30a/text": "TEST-Testovich Aliaksandr",
                "names/Zk30a/language": "en",
                "sex": "male",
                "birth_date": "1982-04-24",
                "groups/worker": True,
            },
        ),
        ("detention", True, {"person": person, "arrested_on": "2021-03-25"}),
        ("need", True, {"person": person, "category": "parcel_food", "urgency": "normal", "amount": "BYN:12000"}),
        ("delivery", True, {"person": person, "category": "parcel", "status": "sent", "sent_on": "2026-05-02"}),
        ("letter", True, {"person": person, "language": "be", "status": "sent", "sent_on": "2026-05-02"}),
        ("need", False, {"status": "covered"}),
        ("delivery", False, {"status": "delivered_confirmed", "arrived_on": "2026-06-01"}),
        ("person", False, {"birth_date": "1982-04"}),
    ]
    for kind, is_new, values in rows:
        ops: list[Op] = [Put(path, value) for path, value in values.items()]
        first = [Put("kind", kind)] if is_new else []
        deps = () if is_new else (head,)
        change = RecordChange(deps=deps, time=1_782_000_000, source=None, ops=(*first, *ops))
        yield f"{'new' if is_new else 'edit of a'} {kind}", encode_body(change)
    gone = RecordChange(deps=(head,), time=1_782_000_000, source=Record(person), ops=(Delete("note"),))
    yield "deletion", encode_body(gone)


def _deflated(body: bytes, dictionary: bytes) -> int:
    squeeze = zlib.compressobj(level=6, wbits=-15, zdict=dictionary) if dictionary else zlib.compressobj(6, wbits=-15)
    return min(len(body), len(squeeze.compress(body) + squeeze.flush()))


def measure(bodies: Iterable[tuple[str, bytes]], dictionary: bytes) -> Iterator[str]:
    """Gives a line for each body: bytes packed, deflated without and with a dictionary, padded as plaintext."""
    yield f"{'body':24}{'packed':>8}{'deflated':>10}{'with it':>9}{'padded':>8}"
    for name, body in bodies:
        plain, squeezed = _deflated(body, b""), _deflated(body, dictionary)
        padded = len(encode_plaintext(body, bytes(16)))
        yield f"{name:24}{len(body):>8}{plain:>10}{squeezed:>9}{padded:>8}"


def main(arguments: list[str]) -> None:
    """Writes a dictionary to a file that does not exist yet, or measures the frozen one."""
    if arguments == ["--measure"]:
        print("\n".join(measure(_examples(), DICTIONARY_1)))
        return
    if len(arguments) != 1 or Path(arguments[0]).exists():
        raise SystemExit("name one new file: a dictionary in use is never written over")
    Path(arguments[0]).write_bytes(dictionary())


if __name__ == "__main__":
    main(sys.argv[1:])
