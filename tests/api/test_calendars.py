"""Calendar files and addresses: no names unless ticked, a secret that can be revoked, nothing while locked."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar

from node.api.limits import TOKEN_BYTES
from node.api.site import SITE
from node.service.effects import LoadAll
from tests.api.desk import Desk
from tests.api.reader import form_fields
from tests.api.sample import PASSPHRASE, Sample


def heard(sample: Sample) -> None:
    anna = sample.records["anna"]
    sample.add("h", "hearing", person=anna, held_on="2026-03-20", starts_at="10:00", court_text="TEST-суд")


def summaries(text: str) -> list[str]:
    return [str(part["SUMMARY"]) for part in Calendar.from_ical(text).walk("VEVENT")]


async def file_of(desk: Desk, **changes: str | None) -> str:
    page = await desk.get("/calendar")
    answer = await desk.send(page, changes, action="/calendar", do="file")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return answer.html


async def feed_of(desk: Desk) -> str:
    """Make an address and give its path."""
    made = await desk.send(await desk.get("/calendar"), {}, action="/calendar", do="feed")
    found = re.search(r"/calendar/feed/[0-9a-f]+\.ics", made.text)
    assert found is not None
    return found[0]


async def test_file_says_codes_and_no_names(desk: Desk, sample: Sample) -> None:
    heard(sample)
    text = await file_of(desk)
    code = sample.records["anna"].hex()[:6].upper()
    assert f"Hearing, {code}" in summaries(text)
    assert f"Birthday, {code}" in summaries(text)
    assert "Day of solidarity" in summaries(text)
    for secret in ("Узорава", "Uzorava", "TEST-суд", "1985", "carol"):
        assert secret not in text


async def test_file_says_names_where_that_was_ticked_and_withheld_ones_never(desk: Desk, sample: Sample) -> None:
    heard(sample)
    sample.add("w", "hearing", person=sample.records["withheld"], held_on="2026-03-21")
    text = await file_of(desk, names="yes")
    assert "Hearing, Hanna TEST-Uzorava" in summaries(text)
    assert "TEST-суд" in text
    assert "TEST-Withheld" not in text


async def test_only_what_was_ticked_goes_in(desk: Desk, sample: Sample) -> None:
    heard(sample)
    boxes = dict.fromkeys(("what:birthday", "what:release", "what:parcel", "what:check_in", "what:solidarity"))
    (one,) = summaries(await file_of(desk, **boxes))
    assert one.startswith("Hearing")


async def test_address_gives_the_calendar_without_a_session_and_without_counting_as_use(
    desk: Desk, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard(sample)
    path = await feed_of(desk)
    desk.client.session.cookie_jar.clear()
    quiet: list[bool] = []
    real = desk.port.quietly
    monkeypatch.setattr(desk.port, "quietly", lambda: quiet.append(True) or real())  # type: ignore[func-returns-value]
    answer = await desk.get(path)
    assert answer.status == 200
    assert quiet
    assert any(one.startswith("Hearing") for one in summaries(answer.html))
    assert (await desk.get("/calendar")).status == 403


async def test_address_is_kept_over_a_restart_and_only_as_a_hash(desk: Desk, sample: Sample) -> None:
    path = await feed_of(desk)
    token = bytes.fromhex(path.removeprefix("/calendar/feed/").removesuffix(".ics"))
    assert len(token) == TOKEN_BYTES
    settings = desk.port.store.perform(LoadAll()).settings
    assert not [name for name, value in settings.items() if token in value or token.hex() in name]
    desk.port.reopen()
    assert (await desk.get(path)).status == 200
    assert path not in (await desk.get("/calendar")).html


async def test_revoked_and_wrong_addresses_give_nothing(desk: Desk, sample: Sample) -> None:
    path = await feed_of(desk)
    page = await desk.get("/calendar")
    form = page.form("/calendar/revoke")
    button = form.one("button")
    await desk.post("/calendar/revoke", {**form_fields(form), "feed": button.attrs["value"]})
    assert (await desk.get(path)).status == 404
    for wrong in ("00" * TOKEN_BYTES, "x", "00", "zz" * TOKEN_BYTES):
        assert (await desk.get(f"/calendar/feed/{wrong}.ics")).status == 404


async def test_locked_node_gives_no_calendar(desk: Desk, sample: Sample) -> None:
    path = await feed_of(desk)
    await desk.port.lock()
    desk.app[SITE].forget()
    locked = await desk.get(path)
    assert (locked.status, locked.html) == (503, "")
    await desk.port.unlock(PASSPHRASE)
    assert (await desk.get(path)).status == 200


async def test_foreign_page_cannot_ask_for_a_calendar_under_another_host(desk: Desk, sample: Sample) -> None:
    path = await feed_of(desk)
    assert (await desk.get(path, headers={"Host": "mallory.example"})).status == 403
    assert (await desk.get(path, headers={"Origin": "http://mallory.example"})).status == 403


async def test_addresses_are_few(desk: Desk, sample: Sample) -> None:
    for _ in range(8):
        await feed_of(desk)
    answer = await desk.send(await desk.get("/calendar"), {}, action="/calendar", do="feed")
    assert answer.status == 409


async def test_large_ledger_is_looked_through_beside(
    desk: Desk, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard(sample)
    path = await feed_of(desk)
    monkeypatch.setattr("node.api.pages.calendars.SURVEY_AT_ONCE_ROWS", 0)
    first = await desk.get(path)
    assert (first.status, first.headers["Retry-After"]) == (503, "60")
    await desk.app[SITE].days.settle()
    assert (await desk.get(path)).status == 200


def imported(khal: str, home: Path, content: str) -> str:
    """Let a calendar program take a file in, and give what it lists."""
    (home / "cal").mkdir(parents=True)
    (home / "khal.conf").write_text(
        f"[calendars]\n[[own]]\npath = {home / 'cal'}\ntype = calendar\n[locale]\nlocal_timezone = Europe/Vilnius\n"
        "default_timezone = Europe/Vilnius\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        f"datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n[sqlite]\npath = {home / 'db'}\n",
        encoding="utf-8",
    )
    (home / "in.ics").write_text(content, encoding="utf-8", newline="")
    base = [khal, "-c", str(home / "khal.conf")]
    kept = {"cwd": home, "check": True, "capture_output": True, "text": True, "timeout": 60}
    subprocess.run([*base, "import", "--batch", "-a", "own", "in.ics"], **kept)  # type: ignore[call-overload]
    listed = subprocess.run([*base, "list", "2026-03-14", "400d"], **kept)  # type: ignore[call-overload]
    return str(listed.stdout)


async def test_calendar_program_takes_the_file_in(
    desk: Desk, sample: Sample, require_tool: Callable[[str], str], tmp_path: Path
) -> None:
    khal = require_tool("khal")
    heard(sample)
    sample.add("leap", "person", birth_date="--02-29", names__a__text="TEST-Лютаўскі", code="7QK")
    sample.add("b", "hearing", person=sample.records["leap"], held_on="2026-03-25")
    desk.language = "be"
    listed = imported(khal, tmp_path, await file_of(desk))
    code = sample.records["anna"].hex()[:6].upper()
    assert f"09:00-10:00 Суд, {code}" in listed  # 10:00 in Minsk; the program itself takes it for an hour
    assert "Суд, 7QK" in listed
    assert re.search(r"2027-02-28\s+Дзень нараджэння, 7QK", listed)
    assert "Дзень салідарнасці" in listed
