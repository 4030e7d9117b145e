"""Locking and unlocking: waiting after wrong tries, one try at a time, nothing typed is lost."""

import asyncio

import pytest

from node.api.limits import UNLOCK_DELAY_S_MAX, UNLOCK_FREE_TRIES
from tests.api.desk import Desk
from tests.api.sample import PASSPHRASE, Sample


async def lock(desk: Desk) -> None:
    """Press "Lock"."""
    token = desk.app_session().form_token
    answer = await desk.post("/lock", {"token": token})
    assert answer.path == "/unlock"


async def test_lock_shows_nothing_until_unlocked(desk: Desk, sample: Sample) -> None:
    paths = ("/", "/people", sample.url("anna"), "/settings", "/add/person")
    await lock(desk)
    for path in paths:
        answer = await desk.get(path)
        assert answer.path == "/unlock"
        assert "TEST-" not in answer.html
    opened = await desk.send(await desk.get("/unlock"), {"passphrase": PASSPHRASE})
    assert opened.path == "/"
    assert "Open needs" in opened.text


async def test_lock_forgets_searches(desk: Desk, sample: Sample) -> None:
    found = await desk.send(await desk.get("/people"), {"search": "Узорава"}, action="/search")
    assert "TEST-" in found.text
    await lock(desk)
    await desk.send(await desk.get("/unlock"), {"passphrase": PASSPHRASE})
    again = await desk.get(found.path)
    assert again.page.one("input", id="search").attrs["value"] == ""


async def test_wrong_passphrase_says_so_and_opens_nothing(desk: Desk, sample: Sample) -> None:
    await lock(desk)
    answer = await desk.send(await desk.get("/unlock"), {"passphrase": "wrong"})
    assert answer.status == 403
    assert "does not open" in answer.text
    field = answer.page.one("input", id="passphrase")
    assert field.attrs["aria-invalid"] == "true"
    assert "value" not in field.attrs
    assert desk.port.condition.value == "locked"


async def test_wrong_passphrases_make_the_next_try_wait_longer(desk: Desk, sample: Sample) -> None:
    await lock(desk)
    form = await desk.get("/unlock")
    for _ in range(UNLOCK_FREE_TRIES):
        await desk.send(form, {"passphrase": "wrong"})
    assert desk.port.tries == UNLOCK_FREE_TRIES
    waits = []
    for _ in range(12):
        refused = await desk.send(form, {"passphrase": PASSPHRASE})
        assert "Wait" in refused.text
        waits.append(next(int(word) for word in refused.text.split() if word.isdigit()))
        tries = desk.port.tries
        desk.clock.seconds += waits[-1]
        await desk.send(form, {"passphrase": "wrong"})
        assert desk.port.tries == tries + 1
    assert waits == sorted(waits)
    assert waits[:3] == [1, 2, 4]
    assert waits[-1] == UNLOCK_DELAY_S_MAX


async def test_waiting_ends_and_the_right_passphrase_begins_anew(desk: Desk, sample: Sample) -> None:
    await lock(desk)
    form = await desk.get("/unlock")
    for _ in range(UNLOCK_FREE_TRIES):
        await desk.send(form, {"passphrase": "wrong"})
    desk.clock.seconds += 2
    assert (await desk.send(form, {"passphrase": PASSPHRASE})).path == "/"
    await lock(desk)
    assert "does not open" in (await desk.send(form, {"passphrase": "wrong"})).text
    assert (await desk.send(form, {"passphrase": PASSPHRASE})).path == "/"


@pytest.mark.parametrize(("language", "words"), [("be", "Пачакайце 4 секунды"), ("ru", "Подождите 4 секунды")])
async def test_waiting_is_said_with_the_right_plural(desk: Desk, sample: Sample, language: str, words: str) -> None:
    desk.language = language
    await lock(desk)
    form = await desk.get("/unlock")
    for _ in range(UNLOCK_FREE_TRIES + 2):
        desk.clock.seconds += 2
        await desk.send(form, {"passphrase": "wrong"})
    assert words in (await desk.send(form, {"passphrase": "wrong"})).text


async def test_tries_side_by_side_are_taken_one_after_another(desk: Desk, sample: Sample) -> None:
    await lock(desk)
    form = await desk.get("/unlock")
    await asyncio.gather(*(desk.send(form, {"passphrase": "wrong"}) for _ in range(3 * UNLOCK_FREE_TRIES)))
    assert desk.port.tries == UNLOCK_FREE_TRIES


async def test_form_sent_to_a_locked_node_is_kept_and_sent_again(desk: Desk, sample: Sample) -> None:
    form = await desk.get(f"/add/need?space={sample.space.space.hex()}&person={sample.records['ivan'].hex()}")
    await desk.port.lock()
    kept = await desk.send(form, {"v:category": "medicine", "v:description": "TEST- доўгі\nтэкст <b>"}, do="save")
    assert "Your text is still here" in kept.text
    wrong = await desk.send(kept, {"passphrase": "wrong"})
    assert wrong.status == 403
    saved = await desk.send(wrong, {"passphrase": PASSPHRASE})
    assert saved.path == sample.url("ivan")
    assert "TEST- доўгі тэкст <b>" in saved.text


async def test_resend_leads_to_no_foreign_address(desk: Desk, sample: Sample) -> None:
    await lock(desk)
    token = desk.app_session().form_token
    for path in ("//evil.example/", "https://evil.example/", "/\\evil"):
        await desk.port.lock()
        fields = {"token": token, "passphrase": PASSPHRASE, "resend": path}
        answer = await desk.post("/unlock", fields, follow=False)
        assert (answer.status, answer.headers["Location"]) == (307, "/")


async def test_passphrase_never_comes_back_in_a_page(desk: Desk, sample: Sample) -> None:
    await lock(desk)
    token = desk.app_session().form_token
    fields = {"token": token, "passphrase": "TEST-mistyped", "resend": "/lock", "x": "y"}
    answer = await desk.post("/unlock", fields)
    assert "TEST-mistyped" not in answer.html


async def test_node_that_locks_itself_during_a_request_asks_for_the_passphrase(desk: Desk, sample: Sample) -> None:
    class Gone(Exception):
        pass

    real = desk.port.read

    async def locks_itself(step: object) -> object:
        await desk.port.lock()
        raise Gone

    desk.port.read = locks_itself  # type: ignore[method-assign,assignment]
    answer = await desk.get("/people")
    desk.port.read = real  # type: ignore[method-assign]
    assert answer.path == "/unlock"
