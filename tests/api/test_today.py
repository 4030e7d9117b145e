"""The first page names what comes in the next days, whom nobody looks after, and how this computer stands."""

from node.api.i18n import in_language
from node.crdt.ids import Device
from node.service.progress import PeerState
from tests.api.desk import Answer, Desk
from tests.api.sample import Sample


def section(answer: Answer, heading: str) -> list[str]:
    """Give the lines of a section of the first page."""
    found = next(part for part in answer.page.all("section") if part.text.startswith(heading))
    return [line.text for line in found.all("li")]


async def test_hearings_of_two_weeks_are_named_by_person_day_and_hour(desk: Desk, sample: Sample) -> None:
    for name, day in (("past", "2026-03-13"), ("near", "2026-03-15"), ("last", "2026-03-28"), ("far", "2026-03-29")):
        sample.add(
            name, "hearing", person=sample.records["ivan"], held_on=day, starts_at="10:30", court_text="TEST-суд"
        )
    assert section(await desk.get("/"), "Hearings") == [
        "tomorrow Іван TEST-Прыкладаў 10:30 · TEST-суд",
        "Sat, 28 March Іван TEST-Прыкладаў 10:30 · TEST-суд",
    ]


async def test_birthdays_go_over_the_new_year_and_leave_out_withheld_names(desk: Desk, sample: Sample) -> None:
    desk.port.day = desk.port.day.replace(month=12, day=25)
    for name, born in (("a", "1980-12-30"), ("b", "--01-02"), ("c", "1990-02-01")):
        sample.add(name, "person", names__a__text=f"TEST-{name}", birth_date=born)
    sample.add("w", "person", names__a__text="TEST-w", birth_date="1980-12-30", identity_withheld=True)
    assert section(await desk.get("/"), "Birthdays") == ["Wed, 30 December TEST-a 46", "Sat, 2 January TEST-b"]


async def test_releases_of_two_months_are_named_as_an_estimate(desk: Desk, sample: Sample) -> None:
    desk.port.day = desk.port.day.replace(year=2027, month=10, day=20)
    today = await desk.get("/")
    assert section(today, "Releases expected") == ["Wed, 3 November Hanna TEST-Uzorava"]
    assert "by estimate" in today.text


async def test_people_in_prison_whom_nobody_looks_after_stand_first(desk: Desk, new: Sample) -> None:
    for number in range(14):
        new.add(f"p{number}", "person", names__a__text=f"TEST-Асоба{number:02d}")
    new.add("s", "status_event", person=new.records["p13"], status="remand", effective_on="2026-01")
    today = await desk.get("/")
    lines = section(today, "Nobody looks after them")
    assert lines[:2] == ["TEST-Асоба13", "TEST-Асоба00"]
    assert len(lines) == 12
    found = await desk.send(today, {}, action="/search")
    assert "People 14" in found.text


async def test_line_says_how_this_computer_stands_with_the_others(desk: Desk, sample: Sample) -> None:
    assert "Only this computer holds the ledger so far." in (await desk.get("/")).text
    peer = PeerState(
        space=sample.space.space, device=Device(b"p" * 32), is_carrier=False, is_connected=True, is_equal=True,
        missing=0, unsent=0, waiting_keys=0, heard=None,
    )  # fmt: skip
    desk.port.heard = [peer]
    assert "In contact with 1 other computer. All of them have what is here." in (await desk.get("/")).text
    desk.language = "be"
    with in_language("be"):
        assert "Сувязь з 1 іншым камп'ютарам." in (await desk.get("/")).text
