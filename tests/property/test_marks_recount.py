"""Marks and keys kept up through a random history are those of a ledger whose rows are all made anew.

Written, changed, moved from one person to another, hidden and shown again, day after day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest

from node.crdt.ids import Record
from node.ledger.types import Scalar
from node.service.effects import FindRows, FoundRows, Step
from node.service.marking import mark
from node.service.rebuilding import rebuild
from node.service.records import add_record, hide, set_values, unhide
from tests.api.fake_port import FakePort
from tests.api.sample import Sample, found

FIRST = date(2026, 3, 14)
ABOUT: dict[str, dict[str, tuple[Scalar, ...]]] = {
    "status_event": {"status": ("remand", "released_served", "died_in_custody")},
    "letter": {"direction": ("to_prisoner",), "status": ("sent", "reserved"), "written_by": ("alice", "bob")},
    "guardianship": {"guardian": ("carol", "bob"), "state": ("active", "ended")},
    "delivery": {"category": ("parcel",), "status": ("sent", "refused")},
    "need": {"category": ("medicine", "job"), "urgency": ("urgent", "normal")},
    "hearing": {"category": ("main",)},
    "lawyer_engagement": {},
    "placement": {},
}
DATED = {
    "status_event": ("effective_on",),
    "letter": ("sent_on", "reserved_until"),
    "guardianship": ("began_on", "last_contact_on"),
    "delivery": ("sent_on",),
    "need": ("due_on",),
    "hearing": ("held_on",),
    "lawyer_engagement": ("began_on",),
    "placement": ("began_on", "ended_on"),
}
FIXED: dict[str, dict[str, tuple[Scalar, ...]]] = {
    "person": {"names/a/text": ("TEST-dan", "TEST-eve"), "identity_withheld": (True, False)},
    "place": {
        "names/a/text": ("TEST-prison",),
        "addresses/a/text": ("TEST-street",),
        "parcel_every_months": (1, 3),
        "addresses/a/valid_to": ("2026-03-01", "2026-04-20", "2027"),
    },
    "court": {"names/a/text": ("TEST-court", "TEST-other court")},
}


class History:
    """One random ledger under way."""

    def __init__(self, sample: Sample, seed: int) -> None:
        self.sample = sample
        self.choose = Random(seed)
        self.day = FIRST
        self.records: dict[str, list[Record]] = {}
        self.hidden: list[Record] = []
        for kind in ("place", "court", "person", "person"):
            self.add(kind)

    def add(self, kind: str) -> None:
        values = self.values(kind)
        record = self.sample.port.run(add_record(self.sample.space, kind, values, now=self.sample.port.time))
        self.records.setdefault(kind, []).append(record)

    def values(self, kind: str) -> dict[str, Scalar]:
        choose = self.choose
        told = FIXED.get(kind) or ABOUT[kind]
        values: dict[str, Scalar] = {path: choose.choice(words) for path, words in told.items()}
        days = [FIRST + timedelta(days=choose.randrange(-200, 60)) for _ in DATED.get(kind, ())]
        values |= {path: day.isoformat() for path, day in zip(DATED.get(kind, ()), days, strict=True)}
        if kind in ABOUT:
            values["person"] = choose.choice(self.records["person"])
        for path, of, of_kind in (("place", "placement", "place"), ("court", "hearing", "court")):
            if kind == of:
                values[path] = choose.choice(self.records[of_kind])
        if kind == "delivery" and "need" in self.records:
            values["need"] = choose.choice(self.records["need"])
        return values

    def step(self) -> None:
        """Do one thing, and look at some of what it changed."""
        choose, port, space = self.choose, self.sample.port, self.sample.space
        kind = choose.choice(sorted(self.records))
        record = choose.choice(self.records[kind])
        match choose.randrange(6):
            case 0 | 1 | 2:
                self.add(choose.choice((*ABOUT, *ABOUT, *FIXED)))
            case 3 if record not in self.hidden:
                port.run(set_values(space, record, self.values(kind), now=port.time))
            case 4 if record not in self.hidden:
                port.run(hide(space, record))
                self.hidden.append(record)
            case 5 if self.hidden:
                port.run(unhide(space, self.hidden.pop(choose.randrange(len(self.hidden)))))
            case _:
                self.day += timedelta(days=choose.randrange(1, 40))
        for _round in range(choose.randrange(3)):
            port.run(mark(self.day, only_changed=choose.random() < 0.3))

    def told(self) -> dict[Record, tuple[tuple[str, ...], set[tuple[str, str]]]]:
        """Look at all that is left, and return what follows for each record."""
        while self.sample.port.run(mark(self.day)):
            pass

        def step() -> Step[FoundRows]:
            rows = yield FindRows(limit=1_000)
            assert isinstance(rows, FoundRows)
            return rows

        return {row.record: (row.follows, {*row.due}) for row in self.sample.port.run(step()).rows}


@pytest.mark.parametrize("seed", range(6))
async def test_marks_kept_up_are_those_made_anew(
    seed: int, random_from: Callable[[str], Callable[[int], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("node.service.marking.MARK_ROWS", 3)
    history = History(await found(FakePort(random_from(f"recount {seed}"))), seed)
    for number in range(60):
        history.step()
        if number % 20 == 19:
            kept = history.told()
            history.sample.port.run(rebuild(history.sample.space, lambda _done: None))
            assert history.told() == kept
    assert sum(bool(marks) for marks, _due in kept.values()) > 10
