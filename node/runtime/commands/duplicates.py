"""Commands on people written down twice: candidates with their reasons, and decisions about pairs."""

import asyncio

from node.crdt.ids import Space
from node.ledger.describe import withheld_title
from node.ledger.duplicates import REASON_LABELS, Candidate, find_duplicates
from node.runtime.commands.arguments import Json
from node.runtime.commands.call import Answer, Call, Command
from node.runtime.commands.errors import Unusable
from node.runtime.commands.finding import find_record, find_space
from node.runtime.commands.limits import LIST_ROWS, LIST_ROWS_MAX
from node.service.duplicates import Material, decide, gather_people
from node.service.effects import FindRows, FoundRows, Step
from node.service.node import Node
from node.service.rows import values_of

_VERDICTS = {"same": "same", "not-same": "not_same", "later": "later", "undecided": None}


async def candidates(call: Call) -> Answer:
    """List pairs of people that may be one; those decided are left out unless asked for."""
    within, with_decided = call.args.optional_text("space"), call.args.flag("decided")
    limit = call.args.integer("limit", default=LIST_ROWS, least=0, most=LIST_ROWS_MAX)

    def gather(node: Node) -> Step[tuple[Space, Material]]:
        space = find_space(node, within)
        return space.space, (yield from gather_people(space, call.tell))

    space, material = await call.read(gather)
    found = await asyncio.to_thread(lambda: find_duplicates(material.traits(), call.tell))
    verdicts = material.verdicts()
    open_ = [
        one
        for one in found.candidates
        if with_decided or (decision := verdicts.get((one.one, one.other))) is None or decision.verdict == "later"
    ]
    shown = open_[:limit]
    titles = await call.read(lambda _node: _titles(space, shown))
    pairs: list[Json] = []
    for one in shown:
        decided = verdicts.get((one.one, one.other))
        pairs.append(_candidate_json(one, titles) | {"decision": decided.verdict if decided else None})
    return {
        "space": space.hex(),
        "candidates": pairs,
        "total": len(open_),
        "people": len(material.people),
        "compared": found.compared,
        "crowded": found.crowded,
    }


async def settle(call: Call) -> Answer:
    """Decide what two records are to one another, or take that back."""
    verdict = call.args.text("verdict")
    if verdict not in _VERDICTS:
        raise Unusable(f"a decision is one of {', '.join(_VERDICTS)}; nothing was changed")

    def step(node: Node) -> Step[Answer]:
        space, one = yield from find_record(node, call.args.text("one"))
        elsewhere, other = yield from find_record(node, call.args.text("other"))
        if elsewhere is not space:
            raise Unusable("these records stand in two spaces; nothing was changed")
        record = yield from decide(space, one, other, _VERDICTS[verdict], now=call.home.now())
        return {"record": record.hex(), "decision": _VERDICTS[verdict], "space": space.space.hex()}

    return await call.write(step)


def _titles(space: Space, shown: list[Candidate]) -> Step[dict[bytes, str]]:
    wanted = tuple(dict.fromkeys(record for one in shown for record in (one.one, one.other)))
    titles: dict[bytes, str] = {}
    for start in range(0, len(wanted), LIST_ROWS_MAX):
        piece = wanted[start : start + LIST_ROWS_MAX]
        found = yield FindRows(space=space, records=piece, limit=len(piece))  # type: ignore[arg-type]
        assert isinstance(found, FoundRows)
        titles |= {row.record: withheld_title(values_of(row), "en") or row.title for row in found.rows}
    return titles


def _candidate_json(one: Candidate, titles: dict[bytes, str]) -> dict[str, Json]:
    return {
        "one": one.one.hex(),
        "other": one.other.hex(),
        "titles": [titles.get(one.one, ""), titles.get(one.other, "")],
        "score": one.score,
        "strength": one.strength.value,
        "reasons": [reason.value for reason in one.reasons],
        "words": [REASON_LABELS[reason].en for reason in one.reasons],
    }


COMMANDS = (Command(name="duplicates", run=candidates), Command(name="duplicates.decide", run=settle))
