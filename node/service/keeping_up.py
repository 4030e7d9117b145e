"""What the days ask for: done now and then while a node is open, and after each sync. The only steps with a calendar.

Y1  An own prekey older than PREKEY_DAYS gets a successor.
Y2  The private half of a prekey is destroyed PREKEY_GRACE_DAYS after another node showed a successor of it; the newest
    stays.
Y3  Outlived epochs are witnessed and retired (`retiring.py`).
Y4  An epoch written under for longer than the space's policy says is a reason to suggest a new one, no more.
Y5  A group proposed here is named as soon as the others have listed it, and a member lowered here gets the lower role.
Y6  Private notes past their day are thrown away.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from node.crdt.membership import Action
from node.service.copies import note_erased
from node.service.dates import DAY_S, Dates, dates_setting, pack_dates, today_of
from node.service.deciding import name_groups
from node.service.effects import Commit, Step
from node.service.keyring import prekey_secret
from node.service.limits import PREKEY_DAYS, PREKEY_GRACE_DAYS
from node.service.node import Node
from node.service.private import drop_expired
from node.service.retiring import retire_epochs, witness_outlived
from node.service.roles import give_awaited_roles
from node.service.space import SpaceState
from node.service.tending import tend
from node.service.unsealing import publish_prekey


def keep_up_all(node: Node, now: int) -> Step[None]:
    """Do what the days ask for in every space of a node; `now` in seconds since 1970 UTC."""
    for _, space in sorted(node.spaces.items()):
        yield from keep_up(space, now)
    yield from drop_expired(node, date(1970, 1, 1) + timedelta(seconds=now))


def keep_up(space: SpaceState, now: int) -> Step[None]:
    """Do what the days ask for in one space (Y1 to Y3, Y5). A carrier has no calendar."""
    if space.is_carried:
        return
    yield from tend(space)
    yield from name_groups(space)
    yield from give_awaited_roles(space)
    yield from _note(space, today_of(now))
    newest = space.newest_prekey_id()
    made = space.dates.prekeys[newest].made if newest in space.dates.prekeys else now
    if made <= now - PREKEY_DAYS * DAY_S:
        yield from publish_prekey(space)
        yield from _note(space, today_of(now))
    yield from _destroy(space, space.dates.spent_prekeys(now - PREKEY_GRACE_DAYS * DAY_S))
    if space.view.epochs.outlived:
        yield from witness_outlived(space)
        yield from retire_epochs(space, now)


def is_rotation_suggested(space: SpaceState, now: int) -> bool:
    """Tell whether this device may announce an epoch and the one written under is older than the policy says (Y4)."""
    since = space.dates.epochs.get(kid) if (kid := space.view.writing_kid()) is not None else None
    days = space.view.roster.head.body.policy.rotation_days
    return (
        since is not None and since <= now - days * DAY_S and space.view.membership.may(space.device, Action.ANNOUNCE)
    )


def _note(space: SpaceState, today: int) -> Step[None]:
    dates = space.dates.copy()
    members = [device for device in space.view.membership.members if device != space.device]
    dates.note_seen(space.heard, members, today)
    dates.note_prekeys(space.prekeys, space.newest_prekey_id(), space.shown_prekeys, today)
    kid = space.view.writing_kid()
    dates.epochs = {} if kid is None else {kid: dates.epochs.get(kid, today)}
    yield from _keep(space, dates)
    space.heard.clear()
    yield from note_erased(space.space, space.copies, space.view.roster.head.erased, today)


def _keep(space: SpaceState, dates: Dates) -> Step[None]:
    if pack_dates(dates) != pack_dates(space.dates):
        yield Commit(settings=((dates_setting(space.space), pack_dates(dates)),), is_own=False)
    space.dates = dates


def _destroy(space: SpaceState, spent: Iterable[bytes]) -> Step[None]:
    gone = [id for id in spent if id in space.prekeys]
    if gone:
        yield Commit(secrets=tuple((prekey_secret(space.space, id), None) for id in gone))
        for id in gone:
            del space.prekeys[id]
