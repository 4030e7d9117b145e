"""How an entry fits its log: extends it, is held, leaves a gap, proves a fork, or belongs elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from keys.signing import SigningKey
from node.crdt.entry import Entry, Header, Opening, Slot, sign_entry
from node.crdt.errors import BrokenChain
from node.crdt.ids import Device, EntryId, Head, Kid, Log, Space
from node.crdt.logs import Fit, LogTip, first_tip, fit

KEY = SigningKey(b"a" * 32)
SPACE = Space(b"s" * 16)
OPENING = Opening(device=Device(KEY.public), nonce=b"n" * 16, previous=None, tip=None)


def write(before: Entry | None, roster: bytes = b"h", length: int = 104) -> Entry:
    """Gives the entry that follows another in alice's log."""
    header = Header(
        space=SPACE,
        log=OPENING.log_in(SPACE),
        seq=before.header.seq + 1 if before else 0,
        prev=before.id if before else OPENING,
        roster=Head(roster * 32),
        kid=Kid(b"k" * 32),
        slots=(Slot(hash=b"p" * 32, length=length),),
    )
    return sign_entry(header, KEY)


LOG = [write(None)]
for _ in range(4):
    LOG.append(write(LOG[-1]))


def tip_at(seq: int) -> LogTip:
    """Gives the log as held up to a number."""
    tip = first_tip(LOG[0])
    for entry in LOG[1 : seq + 1]:
        tip = tip.after(entry)
    return tip


def fit_at(entry: Entry, seq: int | None) -> Fit:
    """Tells how an entry fits the log held up to a number (None: unknown)."""

    def id_at(log: Log, at: int) -> EntryId | None:
        assert log == LOG[0].header.log
        return LOG[at].id

    return fit(entry, None if seq is None else tip_at(seq), id_at)


@pytest.mark.parametrize(
    ("entry", "held", "how"),
    [
        (LOG[0], None, Fit.EXTENDS),
        (LOG[1], None, Fit.GAP),
        (LOG[1], 0, Fit.EXTENDS),
        (LOG[2], 0, Fit.GAP),
        (LOG[4], 1, Fit.GAP),
        (LOG[0], 3, Fit.HELD),
        (LOG[3], 3, Fit.HELD),
        (write(LOG[1], length=105), 3, Fit.FORK),
        (write(None, roster=b"i"), 3, Fit.FORK),
        (write(write(LOG[1], length=105)), 2, Fit.GAP),
    ],
)
def test_entry_fits_its_log(entry: Entry, held: int | None, how: Fit) -> None:
    assert fit_at(entry, held) is how


def test_entry_of_another_space_in_this_log_is_refused() -> None:
    moved = sign_entry(replace(LOG[1].header, space=Space(b"t" * 16)), KEY)
    with pytest.raises(BrokenChain):
        fit_at(moved, 0)


def test_entry_later_on_opens_no_log() -> None:
    with pytest.raises(BrokenChain):
        first_tip(LOG[1])


def test_tip_keeps_author_and_space_and_takes_the_rest_from_the_entry() -> None:
    last = write(LOG[4], roster=b"i")
    tip = tip_at(4).after(last)
    assert (tip.space, tip.device, tip.log) == (SPACE, OPENING.device, LOG[0].header.log)
    assert (tip.seq, tip.id, tip.roster) == (5, last.id, Head(b"i" * 32))
