"""The question which of two computers is real: a log of this device was forked, so its keys are in use twice.

Nobody is punished for it. "This one" closes the question: a new log has been opened already. "The other one" makes this
node write nothing more in the space: its person is invited anew, under keys of its own.
"""

from dataclasses import dataclass

from node.crdt.codec import pack
from node.crdt.ids import Log, Space
from node.service.effects import Commit, Step
from node.service.errors import NotFound
from node.service.node import Node
from node.service.space import SpaceState, clones_setting


@dataclass(frozen=True, slots=True, kw_only=True)
class CloneQuestion:
    """A log of this device that somebody else also wrote, from number `seq` on."""

    space: Space
    log: Log
    seq: int


def clone_questions(node: Node) -> tuple[CloneQuestion, ...]:
    """Return what is to be asked: the forks of own logs that nobody answered for yet, by space and log."""
    return tuple(item for _, space in sorted(node.spaces.items()) for item in questions_of(space))


def questions_of(space: SpaceState) -> tuple[CloneQuestion, ...]:
    """Return what is to be asked of one space."""
    own = sorted((log, proof.seq) for log, proof in space.holdings.proofs.items() if proof.device == space.device)
    return tuple(CloneQuestion(space=space.space, log=log, seq=seq) for log, seq in own if log not in space.clones)


def answer_clone(space: SpaceState, *, is_this: bool) -> Step[int]:
    """Answer every open question of a space; return how many. Raises: NotFound where nothing is asked."""
    asked = questions_of(space)
    if not asked:
        raise NotFound("no log of this device is forked in this space; nothing was changed")
    clones = {**space.clones, **{item.log: is_this for item in asked}}
    packed = pack([[log, this] for log, this in sorted(clones.items())])
    yield Commit(settings=((clones_setting(space.space), packed),))
    space.clones = clones
    return len(asked)
