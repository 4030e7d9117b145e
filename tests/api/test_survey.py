"""A large ledger is looked through beside the pages: the first page waits for nothing and shows nothing settled."""

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


async def test_first_page_of_a_large_ledger_comes_at_once_and_fills_later(desk: Desk, sample: Sample) -> None:
    survey = desk.app[SITE].survey
    survey.forget()
    found = await survey.look()
    assert (found.gaps, found.people, found.percent) == (None, 4, 0)
    await settle(desk)
    page = await desk.get("/")
    assert "being looked through" not in page.text
    assert "TEST-лекі на тры месяцы" in page.text
    assert "Two values for one fact 1" in page.text


async def test_page_says_how_far_it_is_while_nothing_is_known(desk: Desk, sample: Sample) -> None:
    survey = desk.app[SITE].survey
    survey.forget()
    real = desk.port.read

    async def only_counts(step: object) -> object:
        if "_piece" in getattr(step, "__qualname__", ""):
            raise RuntimeError("TEST-secret")
        return await real(step)  # type: ignore[arg-type]

    desk.port.read = only_counts  # type: ignore[method-assign,assignment]
    page = await desk.get("/")
    assert "being looked through: 0 %. Everything else works meanwhile." in page.text
    assert len(list(page.page.one("nav", class_="tasks").all("a"))) == 7


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


async def test_what_is_settled_meanwhile_is_left_out_at_once(desk: Desk, sample: Sample) -> None:
    await desk.app[SITE].survey.look()
    await settle(desk)
    sample.add("care of ivan", "guardianship", person=sample.records["ivan"], guardian="carol", state="active")
    sample.add("sent", "delivery", person=sample.records["ivan"], need=sample.records["socks"], category="parcel",
               status="delivered_confirmed")  # fmt: skip
    page = await desk.get("/")
    assert "looked through again" in page.text
    assert "шкарпэткі" not in page.text
    alone = next(part for part in page.page.all("section") if "Nobody looks" in part.text)
    assert "Іван" not in alone.text


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
