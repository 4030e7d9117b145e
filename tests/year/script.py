"""What happens in a year, day by day, from a seed; and the book that a careful person would have kept beside it.

The book is plain dictionaries. It knows nothing of the program: what pages show is counted again from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from node.crdt.cuts import Place
from node.crdt.ids import Record
from tests.year.offices import Office, Offices, Today

FIRST = date(2031, 1, 1)
WEEKS = 52
GIVEN = ("Ales", "Alena", "Kastus", "Maryna", "Uladzimir", "Nina", "Mikola", "Volha", "Siarhei", "Tacciana")
SURNAMES = ("Rečka", "Dubrova", "Azarovič", "Vyhonny", "Zubr", "Kalina", "Burštyn", "Lasinski", "Žytko", "Palessie")
ARTICLES = ("342.1", "130.1", "368.1", "361.4", "411.2")
COURTS = ("Minsk City Court", "Gomel Regional Court", "Brest Regional Court", "Court of Pershamaiski District")
NEEDS = ("parcel_food", "medicine", "lawyer_fee", "children", "books_press", "letters_stamps", "family_living")
APART = {range(9, 13): {frozenset((0, 1))}, range(19, 22): {frozenset((2, 0)), frozenset((2, 1))}}
BAD_GROUP = 2
BAD_WEEKS = range(34, 36)  # the group writes wrong facts in these weeks and is expelled at the end of them
DOUBLE_WEEKS = (10, 46)  # two groups that have not heard of one another do the same work
AMNESTY_WEEK, DEATH_WEEKS = 26, (16, 30)


@dataclass(slots=True)
class Line:
    """One record as the book has it. `by` wrote it down."""

    kind: str
    record: Record
    values: dict[str, object]
    by: Office
    day: date

    def text(self, path: str) -> str:
        """Return a value as text; empty where there is none."""
        value = self.values.get(path)
        return value if isinstance(value, str) else ""

    def ref(self, path: str) -> Record | None:
        """Return the record referred to."""
        value = self.values.get(path)
        return Record(value) if isinstance(value, bytes) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much happens in the year."""

    members: int
    people: int
    letters: int
    hearings: int
    needs: int


SMALL = Scale(members=9, people=18, letters=40, hearings=6, needs=20)
WHOLE = Scale(members=60, people=120, letters=500, hearings=40, needs=160)


@dataclass(slots=True)
class Year:
    """A year under way."""

    offices: Offices
    scale: Scale
    random: Random
    lines: list[Line] = field(default_factory=list)
    wrong: list[Record] = field(default_factory=list)  # what the bad group wrote and does not count
    kept: tuple[Place, ...] = ()
    week: int = 0

    @property
    def today(self) -> date:
        """Return the day of the year."""
        return self.offices.today.day

    def of(self, kind: str) -> list[Line]:
        """Return the lines of a kind, in the order they were written."""
        return [line for line in self.lines if line.kind == kind]

    def helpers(self) -> list[Office]:
        """Return who still works: after the expulsion the others."""
        gone = {BAD_GROUP} if self.week >= BAD_WEEKS.start else set()
        return [member for member in self.offices.members if member.group not in gone]

    # --- writing ------------------------------------------------------------------------------------------------------
    async def write(self, by: Office, kind: str, /, **values: object) -> Line:
        """Write a record on somebody's node and in the book."""
        told = {path.replace("__", "/"): value for path, value in values.items() if value is not None}
        record = await by.write(kind, told)  # type: ignore[arg-type]
        line = Line(kind, record, told, by, self.today)
        self.lines.append(line)
        return line

    async def change(self, line: Line, /, **values: object) -> None:
        """Change a record on the node of whoever wrote it, and in the book."""
        told = {path.replace("__", "/"): value for path, value in values.items()}
        await line.by.change(line.record, told)  # type: ignore[arg-type]
        line.values.update(told)

    def someone(self) -> Office:
        """Choose who works."""
        return self.random.choice(self.helpers())

    # --- the year -----------------------------------------------------------------------------------------------------
    async def run(self) -> None:
        """Let the year pass. Afterwards everybody who stayed heard of everything."""
        plan = self._plan()
        await self._begin()
        await self.offices.everybody_meets()
        for self.week in range(WEEKS):
            self.offices.apart = next((apart for weeks, apart in APART.items() if self.week in weeks), set())
            for day in range(7):
                self.offices.today.day = FIRST + timedelta(days=7 * self.week + day)
                for what in plan.get(7 * self.week + day, ()):
                    await getattr(self, "_" + what)()
            await self._turn_of_week()
        self.offices.apart = set()
        await self.offices.everybody_meets(left=frozenset((BAD_GROUP,)))

    def _plan(self) -> dict[int, list[str]]:
        plan: dict[int, list[str]] = {}
        scale = self.scale
        for what, count in (("letter", scale.letters), ("hear", scale.hearings), ("need", scale.needs)):
            for _ in range(count):
                plan.setdefault(self.random.randrange(7 * WEEKS), []).append(what)
        for week in DOUBLE_WEEKS:
            plan.setdefault(7 * week + 3, []).append("double")
        plan.setdefault(7 * AMNESTY_WEEK, []).append("amnesty")
        for week in DEATH_WEEKS:
            plan.setdefault(7 * week + 1, []).append("death")
        for week in BAD_WEEKS:
            plan.setdefault(7 * week + 2, []).append("lie")
        for day in range(5, 7 * WEEKS, 14):
            plan.setdefault(day, []).append("look_after")
        return plan

    async def _turn_of_week(self) -> None:
        offices, is_bad_gone = self.offices, self.week >= BAD_WEEKS.stop
        here = [member for member in self.helpers() if self.random.random() < 0.7]
        left = frozenset((BAD_GROUP,)) if is_bad_gone else frozenset()
        await offices.meet(offices.members if self.week in BAD_WEEKS else here, left=left)
        if self.week == BAD_WEEKS.start - 1:
            await offices.everybody_meets()
            self.kept = await offices.last_entries(BAD_GROUP)
        if self.week == BAD_WEEKS.stop - 1:
            await offices.expel(BAD_GROUP, self.kept)

    # --- the beginning ------------------------------------------------------------------------------------------------
    async def _begin(self) -> None:
        places = [await self._place(number) for number in range(4)]
        for number in range(self.scale.people):
            await self._person(number, places)

    async def _place(self, number: int) -> Line:
        return await self.write(
            self.offices.members[0], "place", category="penal_colony", names__a__text=f"TEST colony {number + 1}",
            parcel_every_months=3, addresses__a__text=f"TEST street {number + 1}, TEST town",
            addresses__a__postcode=f"2000{number}",
        )  # fmt: skip

    async def _person(self, number: int, places: list[Line]) -> None:
        by, chance = self.someone(), self.random
        name = f"TEST-{GIVEN[number % len(GIVEN)]} {SURNAMES[number // len(GIVEN) % len(SURNAMES)]} {number}"
        born = date(chance.randrange(1955, 2006), chance.randrange(1, 13), chance.randrange(1, 29))
        person = await self.write(by, "person", names__a__text=name, birth_date=born.isoformat())
        arrested = FIRST - timedelta(days=chance.randrange(30, 900))
        about = person.record
        await self.write(by, "detention", person=about, arrested_on=arrested.isoformat())
        place = chance.choice(places).record
        await self.write(by, "placement", person=about, place=place, began_on=arrested.isoformat())
        status = "remand" if number % 2 else "serving_imprisonment"
        await self.write(by, "status_event", person=about, status=status, effective_on=arrested.isoformat())
        if number % 3:
            await self._take_on(by, about, f"TEST-guardian-{number}")
        decision = "recognised" if number % 4 else "not_recognised"
        await self.write(
            by, "recognition", person=about, group="TEST-Vilnius", decision=decision, decided_on=arrested.isoformat()
        )

    async def _take_on(self, by: Office, person: Record, guardian: str) -> Line:
        return await self.write(
            by, "guardianship", person=person, guardian=guardian, state="active", began_on=self.today.isoformat(),
            last_contact_on=self.today.isoformat(),
        )  # fmt: skip

    # --- what happens -------------------------------------------------------------------------------------------------
    def _anybody(self) -> Line:
        return self.random.choice(self.of("person"))

    async def _letter(self) -> None:
        by, roll = self.someone(), self.random.random()
        status = "blocked" if roll < 0.1 else "sent"
        letter = await self.write(
            by, "letter", person=self._anybody().record, direction="to_prisoner", status=status,
            sent_on=self.today.isoformat(), written_by=f"TEST-{by.name}",
        )  # fmt: skip
        if roll > 0.8:
            await self.write(
                by, "letter", person=letter.values["person"], direction="from_prisoner", answer_to=letter.record,
                received_on=self.today.isoformat(),
            )  # fmt: skip

    async def _need(self) -> None:
        by, chance = self.someone(), self.random
        need = await self.write(
            by, "need", person=self._anybody().record, category=chance.choice(NEEDS),
            urgency=chance.choice(("urgent", "high", "normal", "low")), quantity=chance.choice((1, 2, 4)),
        )  # fmt: skip
        wanted = int(str(need.values["quantity"]))
        for _ in range(chance.choice((0, 1, 1, 2))):
            await self.write(
                by, "pledge", need=need.record, by=f"TEST-{by.name}", quantity=chance.randrange(1, wanted + 1),
                status=chance.choice(("promised", "promised", "withdrawn")),
            )  # fmt: skip
        if chance.random() < 0.5:
            await self._deliver(by, need, chance.choice(("sent", "accepted", "delivered_confirmed", "refused")))

    async def _deliver(self, by: Office, need: Line, status: str) -> Line:
        reason = "the limit of parcels is used up" if status == "refused" else None
        return await self.write(
            by, "delivery", person=need.values["person"], need=need.record, category="parcel", status=status,
            sent_on=self.today.isoformat(), quantity=need.values["quantity"], failure_reason=reason,
        )  # fmt: skip

    async def _hear(self) -> None:
        by, person = self.someone(), self._anybody()
        hearing = await self.write(
            by, "hearing", person=person.record, held_on=self.today.isoformat(), starts_at="10:30",
            court_text=self.random.choice(COURTS), category="main",
        )  # fmt: skip
        if self.random.random() < 0.5:
            judgment = await self.write(
                by, "judgment", person=person.record, decided_on=self.today.isoformat(), penalty="imprisonment",
                term=f"P{self.random.randrange(1, 9)}Y", articles__a__text=self.random.choice(ARTICLES),
                court=hearing.values["court_text"],
            )  # fmt: skip
            await self.change(hearing, outcome="judgment", judgment=judgment.record)

    async def _look_after(self) -> None:
        """Guardians tell of a contact; every fifth of them vanishes after a while."""
        for number, line in enumerate(self.of("guardianship")):
            is_lost = number % 5 == 0 and self.week > 20
            if line.text("state") == "active" and not is_lost and line.by in self.helpers():
                await self.change(line, last_contact_on=self.today.isoformat())
        if self.week % 8 == 0:
            await self._hand_over()

    async def _hand_over(self) -> None:
        active = [one for one in self.of("guardianship") if one.text("state") == "active" and one.by in self.helpers()]
        line = self.random.choice(active)
        await self.change(line, state="ended", ended_on=self.today.isoformat())
        person = line.ref("person")
        assert person is not None
        await self._take_on(line.by, person, f"TEST-guardian-of-week-{self.week}")

    async def _double(self) -> None:
        """Two groups that do not hear of one another help the same person in the same way on one day."""
        one, other = (self.offices.of_group(group)[0] for group in (0, 1))
        person = next(line for line in self.of("person") if line.record not in set(self._cared()))
        need = next(iter(self.of("need")))
        for by in (one, other):
            await self._take_on(by, person.record, f"TEST-guardian-{by.name}")
            await self.write(
                by, "letter", person=person.record, direction="to_prisoner", status="sent",
                sent_on=self.today.isoformat(), written_by=f"TEST-{by.name}",
            )  # fmt: skip
            await self.write(by, "pledge", need=need.record, by=f"TEST-{by.name}", status="promised",
                             quantity=need.values["quantity"])  # fmt: skip
            await self._deliver(by, need, "sent")

    def _cared(self) -> Iterator[Record]:
        for line in self.of("guardianship"):
            person = line.ref("person")
            if line.text("state") == "active" and person is not None:
                yield person

    async def _state(self, by: Office, person: Line, status: str) -> Line:
        return await self.write(
            by, "status_event", person=person.record, status=status, effective_on=self.today.isoformat()
        )

    async def _amnesty(self) -> None:
        by = self.offices.stewards[0]
        for person in self.random.sample(self.of("person"), self.scale.people // 6):
            await self._state(by, person, "released_amnesty")

    async def _death(self) -> None:
        """One group states it, the steward of another checks it: only then it counts."""
        told, checker = self.offices.stewards[:2]
        line = await self._state(told, self._anybody(), "died_in_custody")
        await self.offices.meet([told, checker])
        await checker.attest(line.record, "status", "TEST: two relatives were asked")
        await self.offices.meet([checker])

    async def _lie(self) -> None:
        """The bad group states wrong facts."""
        liars = self.offices.of_group(BAD_GROUP)
        before = len(self.lines)
        for status in ("released_served", "died_in_custody", "unknown"):
            await self._state(self.random.choice(liars), self._anybody(), status)
        await self.write(liars[0], "need", person=self._anybody().record, category="other", urgency="urgent")
        self.wrong += [line.record for line in self.lines[before:]]
        del self.lines[before:]


def begin_year(offices: Offices, scale: Scale, seed: int) -> Year:
    """Give a year before its first day."""
    offices.today.day = FIRST
    return Year(offices=offices, scale=scale, random=Random(seed))


def first_day() -> Today:
    """Give the calendar at its beginning."""
    return Today(FIRST)
