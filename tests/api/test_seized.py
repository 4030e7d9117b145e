"""The founder, two of five stewards, or one who erases everything: the others cut them off on the pages. Presses are
counted, and shown by `pytest -s tests/api/test_seized.py`; SECONDS makes minutes of them.

One store in memory plays all five: whoever sits at the page changes the device it writes as.
"""

from collections.abc import Mapping, Sequence

import pytest

from keys.signing import SigningKey
from node.crdt.bodies import Grant
from node.crdt.grants import Role
from node.crdt.ids import NO_RECORD, Device
from node.crdt.members import Member, State
from node.service.deciding import proposals, propose, sign_proposal
from node.service.effects import Commit, LoadAll
from node.service.space import write
from node.service.spaces import read_recovery_key
from node.service.wishes import Seat
from tests.api.desk import Desk
from tests.api.sample import Sample

SECONDS = 20  # for one press, by somebody who reads what stands there and is frightened
NAMES = ("bob", "carol", "dave", "erin")
KEYS = {name: SigningKey(name[:1].encode() * 32) for name in NAMES}


def sit(sample: Sample, key: SigningKey) -> None:
    """Let the next requests come from another steward's device, with a log and a book of signatures of its own."""
    space = sample.space
    book = f"signed/{space.space.hex()}"
    settings = sample.port.store.perform(LoadAll()).settings
    swapped = ((book + space.device.hex(), settings.get(book)), (book, settings.get(book + key.public.hex())))
    if key.public != space.key.public:
        sample.port.store.perform(Commit(settings=swapped))
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
    paper = new.port.run(read_recovery_key(new.space))
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
    else:  # three of five are no quorum: the recovery key signs; then there are four, of whom three are enough
        assert (state, presses) == (State.SUSPENDED, 16)
        assert "4 of 5 stewards must agree; 3 have." in (await desk.get("/proposals")).text
        presses += await recover(desk, paper)
        sit(new, keys[left[0]])
        presses += await expel(desk, new, keys, taken[1], left)
        assert presses == 31
    assert {members_of(new)[Device(keys[name].public)].state for name in taken} == {State.EXPELLED}
    assert not set(taken) & {members_of(new)[device].name for device in new.space.view.roster.stewards}
    tell(f"{len(taken)} of five stewards taken", presses, left)


async def test_steward_who_erases_everything_erases_nothing_and_is_cut_off(desk: Desk, sample: Sample) -> None:
    keys = found_five(sample)
    names = ("anna", "ivan", "hostile")
    before = {name: (await desk.get(sample.url(name))).page.one("h1").text for name in names}
    sit(sample, keys["bob"])
    for name in names:
        await desk.send(await desk.get(sample.url(name) + "/hide"), {"reason": "person_request"}, do="hide")
    erase = sample.url("anna") + "/removal/erase"
    await desk.send(await desk.get(sample.url("anna") + "/removal"), {}, action=erase)
    erase = sample.url("ivan") + "/removal/erase"
    second = await desk.send(await desk.get(sample.url("ivan") + "/removal"), {}, action=erase)
    assert (second.status, "cannot sign this now" in second.text) == (409, True)
    sit(sample, keys["carol"])
    assert "4 of 5 stewards must agree; 1 have." in (await desk.get("/proposals")).text
    await desk.send(await desk.get(f"/suspend/{keys['bob'].public.hex()}"), {})
    presses = 3  # Suspend, the name, Suspend now
    shown = await desk.get("/proposals")
    assert "Signed by somebody who is suspended now: bob" in shown.text
    asked = await desk.get(shown.page.one("main").one("a", class_="button").attrs["href"])
    assert "Signed by somebody who is suspended now: bob" in asked.text
    left = ("carol", "dave", "erin", "alice")
    presses += await expel(desk, sample, keys, "bob", left)
    for _ in names:
        hidden = await desk.get("/hidden")
        card = await desk.get(next(hidden.page.one("main").all("a")).attrs["href"])
        await desk.send(card, {}, action=f"{card.path}/unhide")
        presses += 4  # More, Withheld and hidden, the record, Lift this
    assert "Nothing is withheld or hidden." in (await desk.get("/hidden")).text
    assert {name: (await desk.get(sample.url(name))).page.one("h1").text for name in names} == before
    assert (await desk.get("/proposals")).text.count("Nothing is proposed now.") == 1
    assert not sample.space.view.roster.head.erased
    assert members_of(sample)[Device(keys["bob"].public)].state is State.EXPELLED
    assert presses == 3 + 14 + 12
    tell(f"a steward hid {len(names)} records and proposed to erase", presses, left)


def members_of(sample: Sample) -> Mapping[Device, Member]:
    """Give the members by device."""
    return sample.space.view.membership.members


def tell(what: str, presses: int, people: Sequence[str]) -> None:
    """Show what was counted."""
    print(f"{what}: {presses} presses by {len(people)} people, {presses * SECONDS / 60:.0f} minutes one after another")


async def recover(desk: Desk, paper: str) -> int:
    """Sign the only proposal with the recovery key from paper; give how often was pressed."""
    waiting = await desk.get("/proposals")
    asked = await desk.get(waiting.page.one("main").one("p", class_="actions").one("a").attrs["href"])
    wrong = await desk.send(asked, {"typed": "recovery-000"}, action=f"{asked.path}/recover")
    assert wrong.status == 409
    done = await desk.send(asked, {"typed": paper}, action=f"{asked.path}/recover")
    assert "in force now" in done.html
    return 5  # Network, Proposals, the line about the recovery key, the same unfolded, Sign with this key


async def expel(desk: Desk, sample: Sample, keys: dict[str, SigningKey], name: str, left: tuple[str, ...]) -> int:
    """Propose on the page to expel somebody and let the others sign; give how often was pressed."""
    member = await desk.get(f"/member/{keys[name].public.hex()}")
    form = next(form for form in member.forms if any(form.all("input", name_="what", value="expel")))
    await desk.post(form.attrs["action"], {field.attrs["name"]: field.attrs["value"] for field in form.all("input")})
    presses = 2  # the unfolded line, Propose it; the person's page stands open after suspending
    for other in left[1:]:
        sit(sample, keys[other])
        waiting = await desk.get("/proposals")
        named = next(part for part in waiting.page.all("section") if "expelled" in part.text)  # others may stand there
        asked = await desk.get(named.one("a", class_="button").attrs["href"])
        await desk.send(asked, {}, action=asked.path)
        presses += 4  # Network, Proposals, Look at it and sign, I agree
    return presses
