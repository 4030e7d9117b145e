"""The lock that falls when nobody uses a node; time is the test's own."""

from dataclasses import dataclass, field

import pytest

from node.api.port import Condition
from node.runtime.limits import LOCK_CHECK_EVERY_S
from node.runtime.up import lock_when_idle

IDLE_S = 600.0


class Enough(Exception):
    """The time of the test is over."""


@dataclass
class Clock:
    """A home and a clock that moves only when somebody sleeps. `asleep` holds how long the computer sleeps, by turn."""

    condition: Condition = Condition.OPEN
    used_at: float = 0.0
    unlocks: int = 1
    now: float = 0.0
    hidden_s: float = 0.0
    asleep: dict[int, float] = field(default_factory=dict)
    uses: tuple[float, ...] = ()
    locked_at: list[float] = field(default_factory=list)
    forgotten: int = 0
    turns: int = 0

    async def lock(self) -> None:
        """Note the lock."""
        self.condition = Condition.LOCKED
        self.locked_at.append(self.now)

    def forget(self) -> None:
        """Note that sessions were told to forget."""
        self.forgotten += 1

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        assert 0 < seconds <= LOCK_CHECK_EVERY_S
        if self.now > 2_000:
            raise Enough
        self.turns += 1
        self.hidden_s += self.asleep.get(self.turns, 0.0)
        before, self.now = self.now, self.now + seconds
        for use in self.uses:
            if before < use <= self.now:
                self.used_at = use

    async def run(self) -> None:
        """Watch the home until the time is over."""
        with pytest.raises(Enough):
            await lock_when_idle(
                self,  # type: ignore[arg-type]
                IDLE_S,
                self.forget,
                clock=lambda: self.now,
                wall=lambda: self.now + self.hidden_s,
                sleep=self.sleep,
            )


async def test_idle_node_is_locked_once_after_its_time() -> None:
    clock = Clock()
    await clock.run()
    assert clock.locked_at == [IDLE_S]
    assert clock.forgotten == 1


async def test_node_in_use_stays_open_until_its_last_use_is_long_ago() -> None:
    clock = Clock(uses=(300.0, 590.0, 1_000.0))
    await clock.run()
    assert len(clock.locked_at) == 1
    assert 0 <= clock.locked_at[0] - 1_600 <= LOCK_CHECK_EVERY_S


async def test_node_is_locked_when_its_computer_wakes_from_a_long_sleep() -> None:
    clock = Clock(asleep={3: 8 * 3600.0})
    await clock.run()
    assert clock.locked_at == [3 * LOCK_CHECK_EVERY_S]


async def test_node_survives_a_short_sleep_of_its_computer() -> None:
    clock = Clock(asleep={3: 60.0})
    await clock.run()
    assert clock.locked_at == [IDLE_S]


async def test_locked_node_is_left_alone() -> None:
    clock = Clock(condition=Condition.LOCKED)
    await clock.run()
    assert clock.locked_at == []
