"""What a node keeps in memory once it is unlocked: its identity and its spaces, read from the store in one step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from keys.box import BoxKey
from keys.randomness import Random
from keys.signing import SigningKey
from keys.words import words_of_device
from node.crdt import shape
from node.crdt.codec import pack, unpack
from node.crdt.ids import Device, Head, Log, Space
from node.crdt.limits import INT_MAX, OBJECT_BYTES_MAX
from node.ledger.registry import Registry
from node.service.branching import load_forks
from node.service.carrying import read_carried
from node.service.copies import Written, copies_setting, note_written, read_copies
from node.service.dates import dates_setting, read_dates
from node.service.deferring import open_files
from node.service.effects import Commit, LoadAll, LoadControl, Loaded, ObjectType, Step
from node.service.errors import NotFound, Refused
from node.service.files import read_files
from node.service.filters import KeptFilter, read_filters
from node.service.holdings import open_holdings
from node.service.invitations import KeptInvitation, open_kept
from node.service.keyring import key_ring, own_prekeys
from node.service.limits import ADDRESS_CHARS_MAX, ADDRESSES_MAX
from node.service.outbox import read_outbox
from node.service.routes import read_routes
from node.service.space import (
    SpaceState,
    anchor_setting,
    clones_setting,
    know_cut_places,
    leave_settings,
    own_log_setting,
    previous_log_setting,
)
from node.service.tokens import Token, read_tokens
from node.service.view import open_view
from node.service.votebook import keep_abstaining
from node.service.waiting import (
    awaited_setting,
    givers_setting,
    lacking_setting,
    pending_setting,
    read_awaited,
    read_clones,
    read_givers,
    read_lacking,
    read_pending,
    read_turns,
    turns_setting,
)

DEVICE_SECRET, CHANNEL_SECRET, BUNDLE_SECRET = "device", "channel", "bundle"
BACKUP_SECRET, BACKUP_PUBLIC = (
    "backup",
    "backup-public",
)  # the recovery secret of backups, and the key they are sealed to
NAME_SETTING = "name"
CARRIER_SETTING = "carrier"
_ADDRESSES = "addresses/"
FEED = "feed/"  # with an id behind
NOTE = "note/"  # likewise
GUARDED = "guarded-names"
STAYING = (FEED, NOTE, GUARDED)  # settings that stay on this computer: no backup holds them
_HEARD = "heard/"  # with space and device behind


@dataclass(slots=True, eq=False)
class Node:
    """One unlocked node."""

    key: SigningKey
    channel: BoxKey
    bundle: BoxKey
    name: str
    registry: Registry
    random: Random
    is_carrier: bool = False  # stores and forwards, reads nothing; its home has no passphrase
    spaces: dict[Space, SpaceState] = field(default_factory=dict)
    invitations: dict[bytes, KeptInvitation] = field(default_factory=dict)  # open or used and not yet confirmed, by id
    addresses: dict[Device, tuple[str, ...]] = field(default_factory=dict)  # where devices were reached, newest first
    notes: dict[bytes, bytes] = field(default_factory=dict)  # private ones, packed, by id
    guarded: tuple[str, ...] = ()  # names that must not be written down
    feeds: dict[bytes, bytes] = field(default_factory=dict)  # calendar addresses, packed, by id
    heard: dict[tuple[Space, Device], int] = field(default_factory=dict)  # when peers were last talked to
    tokens: dict[bytes, Token] = field(default_factory=dict)  # of programs, by id
    filters: dict[str, KeptFilter] = field(default_factory=dict)  # of the pages, by id

    @property
    def device(self) -> Device:
        """Return this node's device."""
        return Device(self.key.public)

    @property
    def words(self) -> tuple[str, ...]:
        """Return the six words of this device, to be compared in both directions."""
        return words_of_device(self.device)

    def space(self, id: Space) -> SpaceState:
        """Return a space by its id. Raises: NotFound."""
        if id not in self.spaces:
            raise NotFound("this node holds no space of that id")
        return self.spaces[id]

    def only_space(self) -> SpaceState:
        """Return the one space of a node that has one. Raises: Refused otherwise."""
        if len(self.spaces) != 1:
            raise Refused("name the space: this node has several" if self.spaces else "make or join a space first")
        return next(iter(self.spaces.values()))


def create_identity(name: str, *, random: Random) -> Step[None]:
    """Draw the keys of a new device and store them."""
    keys = {
        DEVICE_SECRET: SigningKey.new(random),
        CHANNEL_SECRET: BoxKey.new(random),
        BUNDLE_SECRET: BoxKey.new(random),
    }
    recovery = BoxKey.new(random)
    yield Commit(
        secrets=(*((secret, key.reveal()) for secret, key in keys.items()), (BACKUP_SECRET, recovery.reveal())),
        settings=((NAME_SETTING, name.encode()), (BACKUP_PUBLIC, recovery.public)),
    )


def create_carrier(*, random: Random) -> Step[None]:
    """Draw the keys of a carrier and store them: it has no name and nothing that a backup would be sealed to."""
    keys = {
        DEVICE_SECRET: SigningKey.new(random),
        CHANNEL_SECRET: BoxKey.new(random),
        BUNDLE_SECRET: BoxKey.new(random),
    }
    yield Commit(
        secrets=tuple((secret, key.reveal()) for secret, key in keys.items()), settings=((CARRIER_SETTING, b"1"),)
    )


def open_node(registry: Registry, random: Random) -> Step[Node]:
    """Load a node's identity and spaces from its store. Raises: NotFound where there is no identity yet."""
    loaded = yield LoadAll()
    assert isinstance(loaded, Loaded)
    if DEVICE_SECRET not in loaded.secrets:
        raise NotFound("there is no identity in this home yet")
    node = Node(
        key=SigningKey(loaded.secrets[DEVICE_SECRET]),
        channel=BoxKey(loaded.secrets[CHANNEL_SECRET]),
        bundle=BoxKey(loaded.secrets[BUNDLE_SECRET]),
        name=loaded.settings.get(NAME_SETTING, b"").decode(),
        registry=registry,
        random=random,
        is_carrier=CARRIER_SETTING in loaded.settings,
        invitations=open_kept(dict(loaded.secrets)),
        addresses=read_addresses(loaded.settings),
        heard=read_heard(loaded.settings),
        notes=settings_under(NOTE, loaded.settings),
        guarded=_read_guarded(loaded.settings),
        feeds=settings_under(FEED, loaded.settings),
        tokens=read_tokens(loaded.settings),
        filters=read_filters(loaded.settings),
    )
    for space in sorted({item.space for item in loaded.objects if item.type is ObjectType.CERTIFICATE}):
        node.spaces[space] = yield from _open_space(node, space, loaded)
    if loaded.is_copy:
        yield Commit(settles_copy=True)
    return node


def _open_space(node: Node, space: Space, loaded: Loaded) -> Step[SpaceState]:
    keys = key_ring(space, loaded.secrets)
    payloads = yield LoadControl(space)
    objects = [item for item in loaded.objects if item.space == space]
    settings = loaded.settings
    own, previous = (settings.get(name) for name in (own_log_setting(space), previous_log_setting(space)))
    anchor = settings.get(anchor_setting(space))
    forks = yield from load_forks(space, loaded)
    state = SpaceState(
        space=space,
        key=node.key,
        registry=node.registry,
        random=node.random,
        keys=keys,
        view=open_view(
            space,
            objects,
            payloads,
            keys,
            Head(anchor) if anchor else None,
            turns=read_turns(settings.get(turns_setting(space))),
            forks=forks,
        ),
        tips={tip.log: tip for tip in loaded.tips if tip.space == space},
        own=Log(own) if own else None,
        previous=Log(previous) if previous else None,
        holdings=open_holdings(objects),
        routes=read_routes(space, loaded.secrets),
        outbox=read_outbox(space, loaded.secrets),
        dates=read_dates(settings.get(dates_setting(space))),
        copies=read_copies(settings.get(copies_setting(space))),
        prekeys=own_prekeys(space, loaded.secrets),
        lacking=read_lacking(settings.get(lacking_setting(space))),
        pending=read_pending(settings.get(pending_setting(space))),
        awaited=read_awaited(settings.get(awaited_setting(space))),
        clones=read_clones(settings.get(clones_setting(space))),
        bad_givers=read_givers(settings.get(givers_setting(space))),
        is_carried=node.is_carrier,
        carried=read_carried(space, settings),
        files=read_files(space, settings),
    )
    yield from open_files(state)
    state.view = yield from know_cut_places(state.view)
    if loaded.is_copy and state.own:
        yield from leave_own_log(state)
    elif loaded.is_copy:
        yield Commit(settings=(keep_abstaining(space, state.view.head),))
    return state


def leave_own_log(space: SpaceState) -> Step[None]:
    """Never continue the own log: the next entry opens a new one that names it. What was signed of proposals is not
    known either, so this device abstains at the newest certificate.
    """
    assert space.own is not None
    yield Commit(settings=(*leave_settings(space), keep_abstaining(space.space, space.view.head)))
    space.previous, space.own = space.own, None


# --- addresses --------------------------------------------------------------------------------------------------------
def remember_address(node: Node, device: Device, address: str) -> Step[None]:
    """Keep where a device was reached, before the addresses known so far."""
    known = tuple(dict.fromkeys((address, *node.addresses.get(device, ()))))[:ADDRESSES_MAX]
    if known == node.addresses.get(device):
        return
    yield Commit(settings=((_ADDRESSES + device.hex(), pack(known)),))
    node.addresses[device] = known


def note_copies(node: Node, spaces: Iterable[Space], what: Written, now: int) -> Step[None]:
    """Note that spaces were written out of this node today. A carrier writes none out."""
    return note_written([(id, node.space(id).copies) for id in spaces], what, now)


def read_addresses(settings: Mapping[str, bytes]) -> dict[Device, tuple[str, ...]]:
    """Return the addresses the store holds, by device. Raises: Malformed where one is damaged."""
    return {
        Device(bytes.fromhex(name.removeprefix(_ADDRESSES))): tuple(
            shape.text(item, ADDRESS_CHARS_MAX) for item in unpack(value, bytes_max=OBJECT_BYTES_MAX)
        )
        for name, value in settings.items()
        if name.startswith(_ADDRESSES)
    }


# --- calendar addresses ----------------------------------------------------------------------------------------------
def settings_under(prefix: str, settings: Mapping[str, bytes]) -> dict[bytes, bytes]:
    """Return the settings whose names are a prefix and an id in hexadecimal digits, by id."""
    return {
        bytes.fromhex(name.removeprefix(prefix)): value for name, value in settings.items() if name.startswith(prefix)
    }


def _read_guarded(settings: Mapping[str, bytes]) -> tuple[str, ...]:
    packed = settings.get(GUARDED)
    names = unpack(packed, bytes_max=OBJECT_BYTES_MAX) if packed is not None else []
    return tuple(shape.text(name, OBJECT_BYTES_MAX) for name in shape.array(names))


# --- last heard -------------------------------------------------------------------------------------------------------
def note_heard(node: Node, peers: Iterable[tuple[Space, Device]], now: int) -> Step[None]:
    """Keep that peers were talked to now (seconds since 1970 UTC)."""
    listed = list(peers)
    if listed:
        names = (f"{_HEARD}{space.hex()}/{device.hex()}" for space, device in listed)
        yield Commit(settings=tuple((name, pack([now])) for name in names), is_own=False)
        node.heard |= dict.fromkeys(listed, now)


def read_heard(settings: Mapping[str, bytes]) -> dict[tuple[Space, Device], int]:
    """Return what the store holds of it. Raises: Malformed where one is damaged."""
    found: dict[tuple[Space, Device], int] = {}
    for name, value in settings.items():
        if name.startswith(_HEARD):
            space, _, device = name.removeprefix(_HEARD).partition("/")
            time = shape.integer(shape.array(unpack(value, bytes_max=OBJECT_BYTES_MAX), 1)[0], -INT_MAX, INT_MAX)
            found[Space(bytes.fromhex(space)), Device(bytes.fromhex(device))] = time
    return found
