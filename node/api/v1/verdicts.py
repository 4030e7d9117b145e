"""Operations that judge records: attest, dispute, withhold, hide, and take back what hides."""

from collections.abc import Awaitable, Callable
from typing import Final

from node.api.limits import API_BODY_BYTES_MAX
from node.api.v1 import schemas
from node.api.v1.operations import Asked, Operation, Reply
from node.api.v1.records import AT, HEADS, ONE, PATHS, SOURCE, place_of, seen_of, source_of
from node.api.v1.shapes import Param, Word, defaulted, needed, optional, struct
from node.crdt.ids import EntryId, Record
from node.ledger.vocabulary.person import WITHHOLD_REASON
from node.ledger.vocabulary.source import CHECK_STEPS, DOUBT_STEPS
from node.service import records as service
from node.service.effects import Step
from node.service.node import Node
from node.service.space import SpaceState

Act = Callable[[Asked], Awaitable[Reply]]

_JUDGED: Final = needed("paths", PATHS, "The fields judged.")
_CHECK: Final = needed("step", Word(CHECK_STEPS), "What was checked.")
_DOUBT: Final = defaulted("step", Word(DOUBT_STEPS), DOUBT_STEPS[0], "How it is doubted.")
_SEEN: Final = optional(
    "seen", HEADS, "`heads` of the record as it was read: where a value was said since then, nothing is signed."
)
_REASON: Final = needed("reason", Word(tuple(WITHHOLD_REASON.codes)), "Why.")


async def attest(asked: Asked) -> Reply:
    """Sign that values were checked."""
    port, get = asked.port, asked.given.get

    def step(space: SpaceState, record: Record) -> Step[EntryId | None]:
        of = yield from source_of(space, get(SOURCE))
        paths, seen = get(_JUDGED), seen_of(get(_SEEN))
        return (yield from service.attest(space, record, paths, now=port.now(), step=get(_CHECK), source=of, seen=seen))

    return await _judge(asked, step)


async def dispute(asked: Asked) -> Reply:
    """Sign that values are doubted."""
    port, get = asked.port, asked.given.get

    def step(space: SpaceState, record: Record) -> Step[EntryId | None]:
        of = yield from source_of(space, get(SOURCE))
        paths, seen, step = get(_JUDGED), seen_of(get(_SEEN)), get(_DOUBT)
        return (yield from service.dispute(space, record, paths, now=port.now(), step=step, source=of, seen=seen))

    return await _judge(asked, step)


async def withhold(asked: Asked) -> Reply:
    """Withhold a record."""
    reason = asked.given.get(_REASON)
    return await _judge(asked, lambda space, record: service.withhold(space, record, reason=reason))


async def hide(asked: Asked) -> Reply:
    """Hide a record."""
    return await _judge(asked, lambda space, record: service.hide(space, record))


async def unhide(asked: Asked) -> Reply:
    """Lift what hides a record."""
    return await _judge(asked, service.unhide)


async def _judge(asked: Asked, act: Callable[[SpaceState, Record], Step[EntryId | None]]) -> Reply:
    def step(node: Node) -> Step[Reply]:
        space, record = place_of(node, asked)
        entry = yield from act(space, record)
        return {"record": record.hex(), "entry": entry.hex() if entry else None, "waiting": entry is None}

    return await asked.port.write(step)


def _verdict(act: Act, name: str, path: str, words: str, *fields: Param[object]) -> Operation:
    """Declare an operation that signs something of one record: all of them differ in this alone."""
    return Operation(
        method="POST",
        path=ONE + path,
        name=name,
        words=words,
        act=act,
        params=AT,
        body=struct(*fields),
        body_bytes_max=API_BODY_BYTES_MAX,
        answer=schemas.VERDICT,
        status=201,
        writes=True,
        refusals=(404, 409, 422),
    )


OPERATIONS: Final = (
    _verdict(
        attest,
        "attest",
        "/attestations",
        "Signs that the values standing at these paths were checked.",
        *(_JUDGED, _CHECK, SOURCE, _SEEN),
    ),
    _verdict(
        dispute,
        "dispute",
        "/disputes",
        "Signs that the values standing at these paths are doubted.",
        *(_JUDGED, _DOUBT, SOURCE, _SEEN),
    ),
    _verdict(withhold, "withhold", "/withholding", "Withholds a record at once, on every node; reversible.", _REASON),
    _verdict(hide, "hide", "/hiding", "Hides a record at once, on every node; reversible. Stewards only."),
    _verdict(unhide, "unhide", "/lifting", "Lifts every hiding and withholding that this device may lift."),
)
