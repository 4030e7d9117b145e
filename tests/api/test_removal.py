"""Somebody asked to be removed, and what a taken computer could read: the pages, against the ledger."""

import pytest

from keys.signing import SigningKey
from node.crdt.bodies import Grant
from node.crdt.grants import Role
from node.crdt.ids import NO_RECORD, Device
from node.service.attachments import NewFile, attach_all
from node.service.copies import Written
from node.service.dates import DAY_S
from node.service.deciding import proposals
from node.service.keeping_up import keep_up
from node.service.lookup import find_records
from node.service.node import note_copies
from node.service.space import write
from tests.api.desk import Desk
from tests.api.sample import Sample
from tests.api.test_seized import found_five

BOB = Device(SigningKey(b"b" * 32).public)


def seat_bob(sample: Sample) -> None:
    """Let bob's device in."""
    group = sample.space.view.group_of(sample.space.device)
    grant = Grant(device=BOB, role=Role.CONTRIBUTOR, group=group, pseudonym="bob", invitation=None, scope=())
    sample.port.run(write(sample.space, [(NO_RECORD, grant)]))


def add_relation(sample: Sample) -> None:
    """Write down ivan's mother."""
    contact = sample.add("contact", "contact", handle="TEST-mother")
    sample.add("mother", "relation", person=sample.records["ivan"], contact=contact, category="parent")


@pytest.mark.parametrize(
    ("what", "hides_name", "purposes"),
    [("public", False, 3), ("name", True, 1), ("photo", False, 1), ("everything", True, 4)],
)
async def test_request_is_noted_and_the_record_withheld_at_once(
    desk: Desk, sample: Sample, what: str, hides_name: bool, purposes: int
) -> None:
    page = await desk.get(sample.url("ivan") + "/removal")
    assert "shown to its members" in page.text
    done = await desk.send(page, {"what": what, "asker": "relative"}, action=sample.url("ivan") + "/removal")
    assert "Withheld in 1 ledgers" in done.html
    assert "withheld: nobody publishes it" in done.text
    (hiding,) = sample.space.hidings[sample.records["ivan"]]
    assert hiding.reason == "family_request"
    (row,) = sample.port.run(find_records(kind="consent", refs_to=sample.records["ivan"])).rows
    card = await desk.get(f"/card/{sample.space.space.hex()}/{row.record.hex()}")
    assert "Withdrawn 14.03.2026" in card.text
    assert len(list(card.page.all("span", class_="word"))) == purposes
    assert ("Name withheld" in (await desk.get(sample.url("ivan"))).page.one("h1").text) == hides_name


async def test_erasing_destroys_the_record_and_what_speaks_of_it(desk: Desk, sample: Sample) -> None:
    add_relation(sample)
    page = await desk.get(sample.url("ivan") + "/removal")
    assert "with 3 records about it" in page.text
    assert "This cannot be undone." in page.text
    done = await desk.send(page, {}, action=sample.url("ivan") + "/removal/erase")
    assert "Erased for good in 1 ledgers." in done.html
    erased = sample.space.view.roster.head.erased
    assert {sample.records["ivan"], sample.records["mother"]} <= set(erased)
    assert not done.forms
    assert (await desk.get(sample.url("ivan"))).status == 404
    assert "eras" in (await desk.get(sample.url("ivan") + "/removal")).text


async def test_more_records_than_one_proposal_names_are_erased_part_after_part(
    desk: Desk, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("node.api.reading.removal.REMOVED_TOGETHER_MAX", 2)
    file = NewFile(content=b"x", type="jpeg", category="court_paper", caption="", is_stripped=True)
    step = attach_all(sample.space, sample.records["ivan"], (file,) * 5, now=sample.port.time)
    pages = sample.port.run(step)
    page = await desk.get(sample.url("ivan") + "/removal")
    assert "with 7 records about it" in page.text
    done = await desk.send(page, {}, action=sample.url("ivan") + "/removal/erase")
    assert "Erased for good in 1 ledgers." in done.html
    assert {sample.records["ivan"], *pages} <= set(sample.space.view.roster.head.erased)


async def test_record_stays_until_the_last_part_where_others_decide(
    desk: Desk, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("node.api.reading.removal.REMOVED_TOGETHER_MAX", 1)
    found_five(sample)
    page = await desk.get(sample.url("ivan") + "/removal")
    done = await desk.send(page, {}, action=sample.url("ivan") + "/removal/erase")
    assert "Proposed in 1 ledgers" in done.html
    assert "2 records more than one proposal names" in done.html
    assert (await desk.get(sample.url("ivan"))).status == 200
    (proposal,) = proposals(sample.space)
    assert len(proposal.changes.erasures) == 1
    assert not list(
        (await desk.get(sample.url("ivan") + "/removal")).page.all("form", action=sample.url("ivan") + "/removal/erase")
    )


async def test_reader_may_neither_withhold_nor_erase(desk: Desk, sample: Sample) -> None:
    page = await desk.get(sample.url("ivan") + "/removal")
    sample.become_reader()
    assert not (await desk.get(sample.url("ivan") + "/removal")).forms
    assert (await desk.send(page, {}, action=sample.url("ivan") + "/removal")).status == 409
    assert not sample.space.hidings.get(sample.records["ivan"])


async def test_unknown_record_and_request_are_refused(desk: Desk, sample: Sample) -> None:
    nowhere = f"/card/{sample.space.space.hex()}/{'00' * 16}/removal"
    assert (await desk.get(nowhere)).status == 404
    page = await desk.get(sample.url("ivan") + "/removal")
    assert (await desk.send(page, {"what": "public"}, action=sample.url("ivan") + "/removal")).status == 200
    token = {"token": desk.app_session().form_token}
    assert (await desk.post(sample.url("ivan") + "/removal", {**token, "asker": "x", "what": "name"})).status == 400


# --- exposure ---------------------------------------------------------------------------------------------------------
async def test_report_names_whom_to_warn_first(desk: Desk, sample: Sample) -> None:
    add_relation(sample)
    seat_bob(sample)
    page = await desk.get(f"/exposure/{BOB.hex()}")
    assert "Suspend it now: it is not cut off everywhere yet." in page.text
    first = next(
        item for item in page.page.all("li", class_="line") if item.one("a").attrs["href"] == sample.url("ivan")
    )
    assert "first" in first.text
    assert "relations: 1" in first.text
    assert "People it could read about" in page.text
    assert "TEST-Withheld Name" not in page.html


async def test_report_of_a_suspended_computer_says_that_it_is_cut_off(desk: Desk, sample: Sample) -> None:
    seat_bob(sample)
    await desk.send(await desk.get(f"/suspend/{BOB.hex()}"), {})
    page = await desk.get(f"/exposure/{BOB.hex()}")
    assert "Suspend it now" not in page.text
    assert "Cut off yes" in page.text


async def test_report_on_nobody_is_not_there(desk: Desk, sample: Sample) -> None:
    nobody = SigningKey(b"n" * 32).public.hex()
    assert (await desk.get(f"/exposure/{nobody}")).status == 404


# --- what an erasure does not reach -----------------------------------------------------------------------------------
async def test_page_names_the_days_of_backups_and_tables_that_still_open_it(desk: Desk, sample: Sample) -> None:
    url = sample.url("ivan") + "/removal"
    assert "has noted no backup, memory stick or table" in (await desk.get(url)).text
    sample.port.run(note_copies(sample.port.node, [sample.space.space], Written.BACKUP, sample.port.time - 40 * DAY_S))
    await desk.send(await desk.get("/tables"), {"format": "csv"}, action="/tables")
    told = (await desk.get(url)).text
    assert "able to open it even after an erasure: backups " in told
    assert "; tables and exported records " in told
    await desk.send(await desk.get(url), {}, action=url + "/erase")
    sample.port.run(keep_up(sample.space, sample.port.time))
    sample.port.run(note_copies(sample.port.node, [sample.space.space], Written.BUNDLE, sample.port.time + DAY_S))
    after = (await desk.get(url)).text
    assert "Written by this computer before, and still able to open it: backups " in after
    assert "files for a memory stick " not in after.partition("Destroy those")[0]
