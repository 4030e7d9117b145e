"""Operations on the node as a whole: its state, kinds, spaces, members, proposals, peers, counts."""

from datetime import date
from typing import Final

from node.api.answers.decisions import decision_json
from node.api.answers.members import peer_json
from node.api.answers.spaces import members_json, spaces_json, summary_json
from node.api.answers.statistics import statistics_json
from node.api.v1 import schemas
from node.api.v1.operations import Asked, Operation, Reply
from node.api.v1.records import SPACE
from node.api.v1.shapes import Day, Many, Word, defaulted, optional
from node.crdt.ids import Space
from node.ledger.json_schema import json_schema
from node.ledger.language import LANGUAGES
from node.ledger.statistics import TABLES
from node.ledger.statistics.figures import Question
from node.service.deciding import proposals
from node.service.effects import Step
from node.service.lookup import read_state_hash
from node.service.node import Node
from node.service.spaces import list_spaces
from node.service.statistics import count_space
from node.service.wording import device_text

LANGUAGE: Final = defaulted("language", Word(LANGUAGES), "en", "The language of words for people.")
_ON: Final = optional("on", Day(), "The day counted for; today without.")
_SINCE: Final = optional("since", Day(), "An earlier day to compare with.")
_TABLES: Final = defaulted("table", Many(Word(tuple(TABLES)), 0, len(TABLES)), (), "Only these tables; all without.")


async def status(asked: Asked) -> Reply:
    """Tell how the node stands."""

    def step(node: Node) -> Step[Reply]:
        spaces = yield from spaces_json(asked.port.now(), node)
        return {"name": node.name, "device": device_text(node.device), "spaces": spaces}

    return await asked.port.read(step)


async def list_kinds(asked: Asked) -> Reply:
    """Tell the kinds of records and their fields."""
    language = asked.given.get(LANGUAGE)
    return {
        "kinds": [
            {
                "kind": kind.name,
                "label": kind.labels.in_language(language),
                "plural": kind.plural.in_language(language),
                "fields": json_schema(kind, language),
            }
            for kind in asked.port.registry
        ]
    }


async def show_spaces(asked: Asked) -> Reply:
    """List the spaces of this node."""

    def step(node: Node) -> Step[Reply]:
        found = yield from list_spaces(node)
        return {"spaces": [summary_json(item) for item in found]}

    return await asked.port.read(step)


async def show_members(asked: Asked) -> Reply:
    """List the members of a space."""

    def step(node: Node) -> Step[Reply]:
        yield from ()
        return {"members": members_json(node.space(Space(asked.given.get(SPACE))))}

    return await asked.port.read(step)


async def show_proposals(asked: Asked) -> Reply:
    """List what is proposed in a space."""

    def step(node: Node) -> Step[Reply]:
        yield from ()
        space = node.space(Space(asked.given.get(SPACE)))
        return {"proposals": [decision_json(space, item) for item in proposals(space)]}

    return await asked.port.read(step)


async def show_state(asked: Asked) -> Reply:
    """Tell the state hash of a space."""

    def step(node: Node) -> Step[Reply]:
        space = node.space(Space(asked.given.get(SPACE)))
        state = yield from read_state_hash(space)
        return {"space": space.space.hex(), "state_hash": state.hash.hex(), "partial": state.is_partial}

    return await asked.port.read(step)


async def show_peers(asked: Asked) -> Reply:
    """Tell how each peer stands."""

    def step(node: Node) -> Step[Reply]:
        yield from ()
        return {"peers": [peer_json(node.space(peer.space), peer) for peer in asked.port.peers()]}

    return await asked.port.read(step)


async def count(asked: Asked) -> Reply:
    """Count what a space holds."""
    port, get = asked.port, asked.given.get
    today: date = port.today()
    day, since, language = get(_ON) or today, get(_SINCE), get(LANGUAGE)
    names = get(_TABLES) or tuple(TABLES)
    space = Space(get(SPACE))

    counted = await port.read(lambda node: count_space(node.space(space), today, Question(day, since)))
    return {"space": space.hex(), "on": day.isoformat(), **statistics_json(counted, since, names, language)}


OPERATIONS: Final = (
    Operation(
        method="GET",
        path="/status",
        name="readStatus",
        words="Tells how the node and its spaces stand.",
        act=status,
        answer=schemas.STATUS,
    ),
    Operation(
        method="GET",
        path="/peers",
        name="listPeers",
        words="Tells how far each peer of each space is: what it lacks, what this node lacks, when it was heard.",
        act=show_peers,
        answer=schemas.thing(peers=schemas.many(schemas.PEER)),
    ),
    Operation(
        method="GET",
        path="/kinds",
        name="listKinds",
        words="Tells the kinds of records, each with the JSON Schema of its fields.",
        act=list_kinds,
        query=(LANGUAGE,),
        answer=schemas.thing(kinds=schemas.many(schemas.KIND)),
    ),
    Operation(
        method="GET",
        path="/spaces",
        name="listSpaces",
        words="Lists the spaces of this node.",
        act=show_spaces,
        answer=schemas.thing(spaces=schemas.many(schemas.SPACE)),
    ),
    Operation(
        method="GET",
        path="/spaces/{space}/members",
        name="listMembers",
        words="Lists the members of a space, then its carriers.",
        act=show_members,
        params=(SPACE,),
        answer=schemas.thing(members=schemas.many(schemas.MEMBER)),
        refusals=(404,),
    ),
    Operation(
        method="GET",
        path="/spaces/{space}/proposals",
        name="listProposals",
        words="Lists what is proposed in a space and not yet in force.",
        act=show_proposals,
        params=(SPACE,),
        answer=schemas.thing(proposals=schemas.many(schemas.PROPOSAL)),
        refusals=(404,),
    ),
    Operation(
        method="GET",
        path="/spaces/{space}/state",
        name="readState",
        words="Tells the state hash of a space: two nodes with the same one hold the same.",
        act=show_state,
        params=(SPACE,),
        answer=schemas.thing(space=schemas.SHORT_ID, state_hash=schemas.LONG_ID, partial=schemas.FLAG),
        refusals=(404,),
    ),
    Operation(
        method="GET",
        path="/spaces/{space}/statistics",
        name="readStatistics",
        words="Counts what a space holds as of a day, and compares with an earlier one. `recognised` names each group "
        "and its criteria; all else counts everybody written down, whoever recognises them.",
        act=count,
        params=(SPACE,),
        query=(_ON, _SINCE, _TABLES, LANGUAGE),
        answer=schemas.STATISTICS,
        refusals=(404,),
    ),
)
