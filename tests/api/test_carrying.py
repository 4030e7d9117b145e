"""Carrying a ledger on a memory stick and looking round in the local network, by plain forms."""

import pytest
from aiohttp import FormData

from node.api.pages import carrying
from node.api.port import Taken
from node.api.site import SITE
from tests.api.desk import Answer, Desk
from tests.api.reader import form_fields
from tests.api.sample import Sample
from tests.api.test_network import BOB, admit_bob


async def brought(desk: Desk, data: bytes) -> Answer:
    """Send a file by the form of the page."""
    page = await desk.get("/carry")
    form = FormData()
    form.add_field("token", form_fields(page.form("/carry/read"))["token"])
    form.add_field("file", data, filename="data.bin", content_type="application/octet-stream")
    return await desk.upload("/carry/read", form)


def notices(answer: Answer) -> str:
    """Return what the page says after an action."""
    return answer.page.one("div", class_="notices").text


async def test_a_bundle_is_for_the_members_that_are_ticked(
    desk: Desk, new: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    admit_bob(new)
    assert "Nobody else holds this ledger yet" in (await desk.get("/carry")).text  # bob's computer has no pass yet
    monkeypatch.setattr(carrying, "passes_of", lambda _: {BOB})
    page = await desk.get("/carry")
    made = await desk.send(page, {f"to:{BOB.hex()}": "yes", "everything": "yes"}, action="/carry/write")
    assert (made.status, made.html) == (200, "sealed")
    assert desk.network.bundled == [(new.space.space, (BOB,), True)]


async def test_what_was_brought_is_taken_and_said(desk: Desk, new: Sample) -> None:
    assert "3 new entries came." in notices(await brought(desk, b"sealed"))
    desk.network.taken = Taken(entries=1, refused=2, is_complete=False)
    said = notices(await brought(desk, b"sealed"))
    assert "1 new entry came." in said
    assert "only what could be verified was taken" in said
    foreign = await brought(desk, b"for somebody else")
    assert foreign.status == 422
    assert "Nothing was stored." in foreign.text


async def test_looking_round_is_begun_once_and_its_end_is_told(desk: Desk, new: Sample) -> None:
    looking = await desk.send(await desk.get("/network"), {}, action="/network/look")
    assert "Met so far: 1." in looking.text
    assert "/network/look" not in looking.text
    desk.network.going_on.set()
    await desk.app[SITE].looking.settle()
    assert "Looking round is over. Met: 2." in (await desk.get("/network")).text


async def test_computer_without_a_network_says_so(desk: Desk, new: Sample) -> None:
    desk.network.has_network = False
    desk.network.going_on.set()
    page = await desk.send(await desk.get("/network"), {}, action="/network/look")
    await desk.app[SITE].looking.settle()
    page = await desk.get("/network")
    assert "no local network to be found on" in page.text
