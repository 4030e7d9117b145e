"""The founder, or two of five stewards, taken in one morning: the others cut them off on the pages; presses counted.

One store in memory plays all five: whoever sits at the page changes the device it writes as.
"""

import pytest

from keys.signing import SigningKey
from node.crdt.bodies import Grant
from node.crdt.grants import Role
from node.crdt.ids import NO_RECORD, Device
from node.crdt.members import State
from node.service.deciding import proposals, propose, sign_proposal
from node.service.space import write
from node.service.wishes import Seat
from tests.api.desk import Desk
from tests.api.sample import Sample

NAMES = ("bob", "carol", "dave", "erin")
KEYS = {name: SigningKey(name[:1].encode() * 32) for name in NAMES}


def sit(sample: Sample, key: SigningKey) -> None:
    """Let the next requests come from another steward's device, with a log of its own."""
    space = sample.space
    sample.port.node.key = space.key = key
    space.own = space.previous = space.diary = None


def found_five(sample: Sample) -> dict[str, SigningKey]:
    """Make four more stewards; give the keys of all five by name."""
    keys = {"alice": sample.port.node.key, **KEYS}
    group = sample.space.view.group_of(sample.space.device)
    assert group is not None
    for name in NAMES:
        device = Device(keys[name].public)
        grant = Grant(device=device, role=Role.READER, group=group, pseudonym=name, invitation=None, scope=())
        sample.port.run(write(sample.space, [(NO_RECORD, grant)]))
        id = sample.port.run(propose(sample.space, Seat(device, group))).id
        for other in list(keys.values()):
            if any(item.id == id for item in proposals(sample.space)):
                sit(sample, other)
                if not any(item.is_signed_here for item in proposals(sample.space)):
                    sample.port.run(sign_proposal(sample.space, id))
        sit(sample, keys["alice"])
    assert len(sample.space.view.roster.stewards) == 5
    return keys


@pytest.mark.parametrize(("taken", "left"), [(("alice",), NAMES), (("alice", "bob"), ("carol", "dave", "erin"))])
async def test_taken_stewards_are_cut_off_by_the_others(
    desk: Desk, new: Sample, taken: tuple[str, ...], left: tuple[str, ...]
) -> None:
    keys = found_five(new)
    presses = 0
    for name, other in zip(taken, left, strict=False):
        sit(new, keys[other])
        device = keys[name].public.hex()
        chosen = await desk.get("/suspend")
        assert chosen.page.one("a", href=f"/suspend/{device}").text == name
        done = await desk.send(await desk.get(f"/suspend/{device}"), {})
        presses += 3  # Suspend, the name, Suspend now
        assert done.path == f"/suspended/{device}"
    members = new.space.view.membership.members
    assert {members[Device(keys[name].public)].state for name in taken} == {State.SUSPENDED}
    assert presses == 3 * len(taken)
    if len(taken) > 1:  # who has suspended a steward suspends nobody until that is settled, and is told who may
        sit(new, keys[left[0]])
        refused = await desk.get(f"/suspend/{keys['dave'].public.hex()}")
        assert "You have suspended a steward" in refused.text
        assert "erin" in refused.text
    sit(new, keys[left[0]])
    presses += await expel(desk, new, keys, taken[0], left)
    state = new.space.view.membership.members[Device(keys[taken[0]].public)].state
    if len(left) == 4:
        assert (state, presses) == (State.EXPELLED, 17)
    else:  # three of five are no quorum: what was suspended stays so until a recovery key or a fourth signs
        assert (state, presses) == (State.SUSPENDED, 16)
        assert "4 of 5 stewards must agree; 3 have." in (await desk.get("/proposals")).text


async def expel(desk: Desk, sample: Sample, keys: dict[str, SigningKey], name: str, left: tuple[str, ...]) -> int:
    """Propose on the page to expel somebody and let the others sign; give how often was pressed."""
    member = await desk.get(f"/member/{keys[name].public.hex()}")
    form = next(form for form in member.forms if any(form.all("input", name_="what", value="expel")))
    await desk.post(form.attrs["action"], {field.attrs["name"]: field.attrs["value"] for field in form.all("input")})
    presses = 2  # the unfolded line, Propose it; the person's page stands open after suspending
    for other in left[1:]:
        sit(sample, keys[other])
        waiting = await desk.get("/proposals")
        link = waiting.page.one("main").one("p", class_="actions").one("a").attrs["href"]
        await desk.send(await desk.get(link), {})
        presses += 4  # Network, Proposals, Look at it and sign, I agree
    return presses
