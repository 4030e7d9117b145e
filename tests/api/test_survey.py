"""A large ledger is looked through beside the pages of needs and gaps, which wait for nothing."""

import asyncio
import logging

import pytest

from node.api.site import SITE
from tests.api.desk import Desk
from tests.api.sample import PASSPHRASE, Sample


@pytest.fixture(autouse=True)
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the sample a large ledger."""
    monkeypatch.setattr("node.api.survey.SURVEY_AT_ONCE_ROWS", 5)
    monkeypatch.setattr("node.api.reading.gaps.PIECE_ROWS", 2)


async def settle(desk: Desk) -> None:
    """Wait until the ledger is looked through."""
    await desk.app[SITE].survey.settle()


async def test_pieces_give_the_same_as_looking_through_at_once(
    desk: Desk, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = desk.app[SITE].survey
    await survey.look()
    await survey.settle()
    beside = (await survey.look()).gaps
    survey.forget()
    monkeypatch.setattr("node.api.survey.SURVEY_AT_ONCE_ROWS", 1_000)
    assert (await survey.look()).gaps == beside
    assert beside is not None
    assert (beside.needs_total, beside.alone_total, beside.conflicts_total, beside.proposals_total) == (2, 3, 1, 1)


async def test_large_ledger_is_not_looked_through_all_the_time(desk: Desk, sample: Sample) -> None:
    survey = desk.app[SITE].survey
    await survey.look()
    assert survey._task.is_running
    desk.clock.seconds += 30
    await settle(desk)
    sample.add("one more", "person", names__a__text="TEST-Новая")
    assert (await survey.look()).percent == 100
    desk.clock.seconds += 301
    assert (await survey.look()).percent == 0
    await settle(desk)
    assert (await survey.look()).gaps.alone_total == 4  # type: ignore[union-attr]


async def test_looking_gives_way_to_requests(desk: Desk, sample: Sample) -> None:
    survey, visits = desk.app[SITE].survey, desk.app[SITE].visits
    with visits.one(), visits.one():
        await survey.look()
        before = len(desk.port.asked)
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(desk.port.asked) == before
    await settle(desk)
    assert len(desk.port.asked) > before
    assert (await survey.look()).gaps is not None


async def test_locking_ends_the_looking_and_forgets(desk: Desk, sample: Sample) -> None:
    survey = desk.app[SITE].survey
    await survey.look()
    await desk.post("/lock", {"token": desk.app_session().form_token})
    assert not survey._task.is_running
    assert survey._gaps is None
    await desk.send(await desk.get("/unlock"), {"passphrase": PASSPHRASE})
    await settle(desk)
    assert "TEST-лекі" in (await desk.get("/")).text


async def test_f10_failed_looking_logs_its_type_alone(
    desk: Desk, sample: Sample, caplog: pytest.LogCaptureFixture
) -> None:
    survey = desk.app[SITE].survey
    await survey.look()
    desk.port.failing = RuntimeError("TEST-secret")
    await settle(desk)
    assert [record.getMessage() for record in caplog.records if record.name == "node.api.task"] == [
        "work beside the pages ended: RuntimeError"
    ]
    assert caplog.records[-1].levelno == logging.WARNING
    await survey.look()
    await settle(desk)
    assert (await survey.look()).gaps is not None
