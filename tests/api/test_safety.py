"""The page about safety: each act says what it does, checks the passphrase, and loses nothing where it is refused."""

import pytest

from keys.shares import join_shares
from node.api.limits import UNLOCK_FREE_TRIES
from node.api.site import SITE
from tests.api.desk import Desk
from tests.api.fake_port import PASSED
from tests.api.sample import PASSPHRASE, Sample

STRONG = "TEST five grey cranes over the marsh at noon"


@pytest.fixture
def safe(desk: Desk, sample: Sample) -> Desk:
    """A desk whose home takes the passphrase of its node."""
    desk.safety.passphrase = PASSPHRASE
    return desk


async def test_page_leads_to_everything_and_is_reached_from_more(safe: Desk) -> None:
    assert "/safety" in {link.attrs["href"] for link in (await safe.get("/settings")).page.all("a")}
    page = await safe.get("/safety")
    links = {link.attrs["href"] for link in page.page.all("a")}
    assert {"/suspend", "/safety/rehearsal", "/safety/shares", "/safety/panic", "/recovery"} <= links
    assert any(link.startswith("/exposure/") for link in links)


async def test_backup_is_a_neutral_file_for_the_right_passphrase_alone(safe: Desk) -> None:
    form = await safe.get("/safety")
    refused = await safe.send(form, {"passphrase": "wrong"}, action="/safety/backup")
    assert refused.status == 422
    assert "does not open" in refused.text
    done = await safe.send(form, {"passphrase": PASSPHRASE}, action="/safety/backup")
    assert done.status == 200
    assert done.headers["Content-Disposition"] == 'attachment; filename="backup.apieka"'
    assert int(done.headers["Content-Length"]) == 600_000


async def test_passphrase_is_changed_once_typed_twice_and_strong(safe: Desk) -> None:
    form = await safe.get("/safety")
    for typed, said in (
        ({"passphrase": PASSPHRASE, "new": STRONG, "again": STRONG + "!"}, "differ"),
        ({"passphrase": PASSPHRASE, "new": "abc", "again": "abc"}, "easy to guess"),
        ({"passphrase": "wrong", "new": STRONG, "again": STRONG}, "does not open"),
        ({"passphrase": PASSPHRASE, "new": "x" * 2000, "again": "x" * 2000}, "at most 1,024"),
    ):
        refused = await safe.send(form, typed, action="/safety/passphrase")
        assert refused.status == 422
        assert said in refused.text
        assert safe.safety.passphrase == PASSPHRASE
        assert typed["new"] not in refused.html
    done = await safe.send(
        form, {"passphrase": PASSPHRASE, "new": STRONG, "again": STRONG}, action="/safety/passphrase"
    )
    assert done.path == "/safety"
    assert safe.safety.passphrase == STRONG


async def test_weak_passphrase_is_taken_where_somebody_insists(safe: Desk) -> None:
    form = await safe.get("/safety")
    weak = {"passphrase": PASSPHRASE, "new": "abc", "again": "abc"}
    asked = await safe.send(form, weak, action="/safety/passphrase")
    await safe.send(asked, {**weak, "insists": "yes"}, action="/safety/passphrase")
    assert safe.safety.passphrase == "abc"


async def test_wrong_passphrases_wait_here_as_when_unlocking(safe: Desk) -> None:
    form = await safe.get("/safety")
    for _ in range(UNLOCK_FREE_TRIES):
        await safe.send(form, {"passphrase": "wrong"}, action="/safety/backup")
    refused = await safe.send(form, {"passphrase": PASSPHRASE}, action="/safety/backup")
    assert "Wait" in refused.text


async def test_shares_are_shown_once_and_go_together(safe: Desk) -> None:
    asked = await safe.get("/safety/shares")
    shown = await safe.send(asked, {"count": "4", "needed": "2"}, action="/safety/shares")
    sheets = [
        " ".join(word.text for word in sheet.all("li"))
        for sheet in shown.page.all("ol")
        if "words" in sheet.attrs["class"]
    ]
    assert len(sheets) == 4
    assert join_shares(sheets[:2]) == join_shares(sheets[2:])
    assert not any((await safe.get("/safety/shares")).page.all("ol"))


@pytest.mark.parametrize(
    ("count", "needed"), [("3", "1"), ("2", "3"), ("17", "2"), ("x", ""), ("999", "2"), ("²", "²")]
)
async def test_impossible_numbers_of_shares_are_said_beside_the_field(safe: Desk, count: str, needed: str) -> None:
    refused = await safe.send(await safe.get("/safety/shares"), {"count": count, "needed": needed})
    assert refused.status == 422
    assert "at most 16" in refused.text


async def test_rehearsal_shows_how_far_it_is_and_how_it_went(safe: Desk) -> None:
    going = await safe.send(await safe.get("/safety/rehearsal"), {})
    assert going.path == "/safety/rehearsal"
    assert "step 3 of 7" in (await safe.get("/safety/rehearsal")).text
    safe.safety.going_on.set()
    await safe.app[SITE].rehearsing.settle()
    told = await safe.get("/safety/rehearsal")
    assert "Passed" in told.text
    assert f"{PASSED.actions} actions" in told.text


async def test_rehearsal_that_breaks_says_so_and_can_begin_again(safe: Desk) -> None:
    safe.safety.rehearsed = OSError("no space")
    safe.safety.going_on.set()
    await safe.send(await safe.get("/safety/rehearsal"), {})
    await safe.app[SITE].rehearsing.settle()
    told = await safe.get("/safety/rehearsal")
    assert "could not be played" in told.text
    assert told.form("/safety/rehearsal")


async def test_f08_panic_asks_first_and_says_what_it_cannot_do(safe: Desk) -> None:
    asked = await safe.get("/safety/panic")
    assert "can harm you" in asked.text
    assert "SSD" in asked.text
    assert not safe.safety.is_destroyed
    done = await safe.send(asked, {}, action="/safety/panic")
    assert safe.safety.is_destroyed
    assert done.html == "Destroyed."


async def test_second_passphrase_is_chosen_and_taken_back(safe: Desk) -> None:
    form = await safe.get("/safety/panic")
    choose = {"passphrase": PASSPHRASE, "new": STRONG, "again": STRONG}
    same = {"passphrase": PASSPHRASE, "new": PASSPHRASE, "again": PASSPHRASE, "insists": "yes"}
    refused = await safe.post("/safety/second", {**same, "token": safe.app_session().form_token})
    assert "must be another" in refused.text
    done = await safe.post("/safety/second", {**choose, "token": safe.app_session().form_token})
    assert done.path == "/safety"
    assert safe.safety.second == STRONG
    back = {"passphrase": PASSPHRASE, "do": "none", "token": safe.app_session().form_token}
    await safe.post("/safety/second", back)
    assert safe.safety.second is None
    assert form.status == 200
