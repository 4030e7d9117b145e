"""Commands of stewards: suspend, propose, list proposals, sign, and what a device could read."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from keys.signing import SigningKey
from keys.text import decode_text
from node.api.answers.decisions import decision_json
from node.api.answers.members import member_json
from node.crdt.cuts import Place
from node.crdt.ids import Device, Group, Head, Space
from node.crdt.policy import Newcomers
from node.crdt.suspension import Reason
from node.runtime.commands.arguments import Arguments, Json
from node.runtime.commands.call import Answer, Call, Command
from node.runtime.commands.errors import Ambiguous, Unusable
from node.runtime.commands.finding import find_record, find_space, parse_device
from node.runtime.commands.limits import ID_PREFIX_CHARS_MIN, RECOVERY_FILE_CHARS_MAX
from node.service import deciding
from node.service.attachments import attachments_of
from node.service.authored import Authored, left_out
from node.service.clones import answer_clone, clone_questions
from node.service.cutting import witnessed
from node.service.effects import Step
from node.service.errors import NotFound, Refused
from node.service.exposure import expose
from node.service.node import Node
from node.service.redacting import redact as redact_values
from node.service.roles import give_awaited_roles
from node.service.sources import sources_of
from node.service.space import SpaceState
from node.service.spaces import RECOVERY_PREFIX
from node.service.wishes import Decide, DropGroup, Erase, Expel, Mend, Seat, Settle, Unseat, Wish
from node.service.wording import device_text

_NEWCOMERS: Final = {"all": Newcomers.ALL, "live": Newcomers.LIVE}
_NUMBER_MAX: Final = 2**31  # of any number of a policy: its own bound answers below it


# --- suspend ----------------------------------------------------------------------------------------------------------
async def suspend(call: Call) -> Answer:
    """Rest a device at once, in the space named or in every space where this device may."""
    device = parse_device(call.args.text("device"))
    reason = _reason(call.args.optional_text("reason"))

    def step(node: Node) -> Step[Answer]:
        named = call.args.optional_text("space")
        spaces = [find_space(node, named)] if named is not None else _spaces_of(node, device)
        done: list[Json] = []
        refused: Refused | None = None
        for space in spaces:
            try:
                made = yield from deciding.suspend(space, device, reason)
                done.append({"space": space.space.hex(), "suspension": made.id.hex()})
            except Refused as error:
                refused = error
        if not done and refused is not None:
            raise refused
        return {"suspensions": done, "signed": 1, "needed": 1}

    return await call.write(step)


def _spaces_of(node: Node, device: Device) -> list[SpaceState]:
    found = [space for _, space in sorted(node.spaces.items()) if device in space.view.membership.members]
    if not found:
        raise NotFound("no space of this node has that device; nothing was changed")
    return found


def _reason(given: str | None) -> Reason:
    known = {reason.name.lower(): reason for reason in Reason}
    if given is not None and given not in known:
        raise Unusable(f"reason is one of {', '.join(known)}; nothing was changed")
    return known[given] if given else Reason.SEIZED


# --- propose ----------------------------------------------------------------------------------------------------------
async def propose_expel(call: Call) -> Answer:
    """Propose to expel devices."""
    devices = tuple(parse_device(text) for text in call.args.texts("devices"))
    named = call.args.optional_texts("keep")
    is_witnessed, key = _is_set(call.args, "witnessed"), _recovery_key(call.args)

    def step(node: Node) -> Step[Answer]:
        space = find_space(node, call.args.optional_text("space"))
        kept: list[Place] = []
        for device in devices:
            if is_witnessed:
                kept += [item.place for item in (yield from witnessed(space, device))]
            if named:
                kept += _places_named(named, (yield from left_out(space, device)))
        if named and not kept:
            raise NotFound("no entry of these devices that is left out begins with those digits; nothing was proposed")
        wish = Expel(devices, keep=tuple(kept), only_kept=is_witnessed)
        return (yield from _decided(space, wish, key))

    return await call.write(step)


def _places_named(named: Iterable[str], items: Iterable[Authored]) -> list[Place]:
    """Return the places of entries named by the first digits of their ids."""
    digits = tuple(text.strip().lower() for text in named if len(text.strip()) >= ID_PREFIX_CHARS_MIN)
    return [item.place for item in items if digits and item.place.id.hex().startswith(digits)]


async def real(call: Call) -> Answer:
    """Answer which of two computers with the same keys is real, in the space named or in all where it is asked."""
    told = call.args.text("which")
    if told not in ("this", "other"):
        raise Unusable("which is one of this, other; nothing was changed")

    def step(node: Node) -> Step[Answer]:
        given = call.args.optional_text("space")
        spaces = [find_space(node, given)] if given is not None else [node.space(s) for s in _asked_in(node)]
        if not spaces:
            raise NotFound("no log of this device is forked; nothing was changed")
        answered = 0
        for space in spaces:
            answered += yield from answer_clone(space, is_this=told == "this")
        return {"answered": answered}

    return await call.write(step)


def _asked_in(node: Node) -> list[Space]:
    return sorted({item.space for item in clone_questions(node)})


async def redact(call: Call) -> Answer:
    """Write a record anew without some values and propose to erase the old one."""

    def step(node: Node) -> Step[Answer]:
        space, record = yield from find_record(node, call.args.text("record"))
        done = yield from redact_values(space, record, call.args.texts("paths"), now=call.home.now())
        decided = {} if done.decision is None else decision_json(space, done.decision)
        return {"record": done.successor.hex(), "references": done.references, "space": space.space.hex(), **decided}

    return await call.write(step)


async def propose_settle(call: Call) -> Answer:
    """Propose that the suspensions of a device are over."""
    device = parse_device(call.args.text("device"))
    return await _propose(call, lambda _: Settle(device))


async def propose_erase(call: Call) -> Answer:
    """Propose to erase records for good, with what is attached to them. All of them are of one space."""
    key = _recovery_key(call.args)

    def step(node: Node) -> Step[Answer]:
        found = []
        for text in call.args.texts("records"):
            found.append((yield from find_record(node, text)))  # noqa: PERF401 - a comprehension cannot yield
        space = found[0][0]
        if any(other is not space for other, _ in found):
            raise Unusable("these records are of several spaces: propose for each space apart; nothing was proposed")
        named = {}
        for _, record in found:
            for one in (record, *(yield from attachments_of(space, record))):
                named[one] = yield from sources_of(space, one)
        return (yield from _decided(space, Erase(named), key))

    return await call.write(step)


async def propose_steward(call: Call) -> Answer:
    """Propose a steward of a group, or the end of a stewardship."""
    device = parse_device(call.args.text("device"))
    if _is_set(call.args, "remove"):
        return await _propose(call, lambda _: Unseat(device))
    return await _propose(call, lambda space: Seat(device, _group(space, call.args.optional_text("group"), device)))


async def propose_group(call: Call) -> Answer:
    """Propose a group by its name, or that one is listed no longer."""
    name = call.args.text("name")
    if _is_set(call.args, "remove"):
        return await _propose(call, lambda space: DropGroup(_group(space, name, None)))

    if _recovery_key(call.args) is not None:
        raise Unusable("a new group takes the stewards: only they name it; nothing was proposed")

    def step(node: Node) -> Step[Answer]:
        space = find_space(node, call.args.optional_text("space"))
        decided, group = yield from deciding.propose_group(space, name)
        return {**decision_json(space, decided), "group": group.hex()}

    return await call.write(step)


async def propose_policy(call: Call) -> Answer:
    """Propose other numbers of the space's policy."""
    args, newcomers = call.args, call.args.optional_text("newcomers")
    if newcomers is not None and newcomers not in _NEWCOMERS:
        raise Unusable("newcomers is one of all, live; nothing was proposed")
    wish = Decide(
        votes_verified=_number(args, "votes"),
        newcomers=None if newcomers is None else _NEWCOMERS[newcomers],
        rotation_days=_number(args, "rotation_days"),
        attachment_kib=_number(args, "attachment_kib"),
    )
    return await _propose(call, lambda _: wish)


async def propose_mend(call: Call) -> Answer:
    """Propose, with a recovery key, that every end of the roster but the newest certificate's is abandoned."""
    return await _propose(call, lambda _: Mend())


async def _propose(call: Call, wish_in: Callable[[SpaceState], Wish]) -> Answer:
    key = _recovery_key(call.args)

    def step(node: Node) -> Step[Answer]:
        space = find_space(node, call.args.optional_text("space"))
        return (yield from _decided(space, wish_in(space), key))

    return await call.write(step)


def _decided(space: SpaceState, wish: Wish, key: SigningKey | None) -> Step[Answer]:
    if key is None:
        return decision_json(space, (yield from deciding.propose(space, wish)))
    return decision_json(space, (yield from deciding.propose_to_recover(space, wish, key)))


def _group(space: SpaceState, name: str | None, device: Device | None) -> Group:
    """Return a group by its name, without one the group of a device."""
    listed = space.view.roster.head.body.groups
    own = space.view.group_of(device) if device is not None and name is None else None
    found = [group for group in listed if (group == own if name is None else space.view.name_of(group) == name)]
    if len(found) > 1:
        raise Ambiguous("several groups have that name; nothing was proposed")
    if not found:
        raise NotFound("this space lists no such group: propose the group first; nothing was proposed")
    return found[0]


def _number(args: Arguments, name: str) -> int | None:
    found = args.integer(name, default=-1, least=-1, most=_NUMBER_MAX)
    return None if found < 0 else found


def _is_set(args: Arguments, name: str) -> bool:
    return args.integer(name, default=0, least=0, most=1) == 1


# --- proposals, sign --------------------------------------------------------------------------------------------------
async def list_proposals(call: Call) -> Answer:
    """List what is proposed and not yet in force, in every space or the one named."""

    def step(node: Node) -> Step[Answer]:
        named = call.args.optional_text("space")
        spaces = [find_space(node, named)] if named is not None else [space for _, space in sorted(node.spaces.items())]
        found: list[Json] = []
        for space in spaces:
            yield from deciding.name_groups(space)
            yield from give_awaited_roles(space)
            found += [decision_json(space, item) for item in deciding.proposals(space)]
        return {"proposals": found}

    return await call.write(step)


async def sign(call: Call) -> Answer:
    """Sign a proposal as this device, or with a recovery key in a file."""
    key = _recovery_key(call.args)

    def step(node: Node) -> Step[Answer]:
        space, id = _find_proposal(node, call.args.text("proposal"))
        if key is not None:
            return decision_json(space, (yield from deciding.sign_to_recover(space, id, key)))
        decided = yield from deciding.sign_proposal(space, id)
        yield from deciding.name_groups(space)
        yield from give_awaited_roles(space)
        return decision_json(space, decided)

    return await call.write(step)


def _find_proposal(node: Node, text: str) -> tuple[SpaceState, Head]:
    typed = text.strip().lower()
    if len(typed) < ID_PREFIX_CHARS_MIN:
        raise Unusable(f"a proposal is named by at least the first {ID_PREFIX_CHARS_MIN} digits; nothing was signed")
    found = [
        (space, item.id)
        for space in node.spaces.values()
        for item in deciding.proposals(space)
        if item.id.hex().startswith(typed)
    ]
    if len(found) > 1:
        raise Ambiguous("several proposals fit; give the whole id; nothing was signed")
    if not found:
        raise NotFound("there is no open proposal of that id; `proposals` shows them; nothing was signed")
    return found[0]


def _recovery_key(args: Arguments) -> SigningKey | None:
    if args.optional_text("recovery_key_file") is None:
        return None
    with Path(args.file("recovery_key_file")).open(encoding="utf-8", errors="replace") as source:
        return SigningKey(decode_text(RECOVERY_PREFIX, source.read(RECOVERY_FILE_CHARS_MAX).strip()))


# --- exposure ---------------------------------------------------------------------------------------------------------
async def exposure(call: Call) -> Answer:
    """Tell what a device could read."""
    device = parse_device(call.args.text("device"))

    def step(node: Node) -> Step[Answer]:
        spaces: list[Json] = []
        for space in _spaces_of(node, device):
            found = yield from expose(space, device)
            assert found is not None
            kinds: dict[str, Json] = dict(found.kinds)
            spaces.append(
                {
                    **member_json(space, found.member),
                    "space": space.space.hex(),
                    "title": space.title,
                    "records": found.records,
                    "kinds": kinds,
                    "epochs": [kid.hex() for kid in found.epochs],
                    "own_entries": found.own_entries,
                    "held_back": found.held_back,
                    "sealed_late": found.sealed_late,
                }
            )
        return {"device": device_text(device), "spaces": spaces}

    return await call.read(step)


COMMANDS = (
    Command(name="suspend", run=suspend),
    Command(name="propose.expel", run=propose_expel),
    Command(name="propose.erase", run=propose_erase),
    Command(name="real", run=real),
    Command(name="record.redact", run=redact),
    Command(name="propose.settle", run=propose_settle),
    Command(name="propose.steward", run=propose_steward),
    Command(name="propose.group", run=propose_group),
    Command(name="propose.policy", run=propose_policy),
    Command(name="propose.mend", run=propose_mend),
    Command(name="proposals", run=list_proposals),
    Command(name="sign", run=sign),
    Command(name="exposure", run=exposure),
)
