"""A ledger of people who do not exist, for tests and measurements: the same seed gives the same records.

Every person, place, organisation and helper is invented; names are marked by surnames such as Testovič and Uzorava,
ids begin with TEST-. 5 % of names are withheld, 3 % of people stand twice under noisy spellings, 2 % carry conflicting
facts.

    python examples/synthetic.py 60 | head        one JSON object a line
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from examples.invented_names import InventedName, invent, noisy

Scalar = bytes | str | int | bool | None
Fields = dict[str, Scalar]
Item = tuple[str, str, Fields]  # key, kind, fields; a reference holds the key of its target

SIZES: Final = {"small": 60, "medium": 2_000, "large": 10_000}
TODAY: Final = date(2026, 6, 1)  # the day the records were made for
REFERENCES: Final = frozenset(("person", "detention", "place", "need", "pledge", "source", "answer_to"))
_FIRST_ARREST: Final = date(2020, 8, 9)
_ORGS: Final = ("TEST-Spring", "TEST-Aid", "TEST-Diaspora")
_PLACES: Final = (  # kind, Belarusian, Russian, English; the numbers do not exist
    ("penal_colony", "Папраўчая калонія № {}", "Исправительная колония № {}", "Penal colony No. {}"),
    ("remand_prison", "Следчы ізалятар № {}", "Следственный изолятор № {}", "Remand prison No. {}"),
    ("prison", "Турма № {}", "Тюрьма № {}", "Prison No. {}"),
    ("open_facility", "Установа адкрытага тыпу № {}", "Учреждение открытого типа № {}", "Open facility No. {}"),
)
_PLACE_COUNT: Final = 20
_REGIONS: Final = ("Тэстаўская вобласць", "Узорная вобласць", "Прыкладная вобласць")
_GROUPS: Final = ("journalist", "student", "medic", "it", "worker", "activist", "teacher", "business", "pensioner")
_NEEDS: Final = (
    "lawyer_fee",
    "parcel_food",
    "parcel_hygiene",
    "medicine",
    "family_living",
    "books_press",
    "travel_visit",
)
_CIRCUMSTANCES: Final = ("home_raid", "workplace", "street", "protest", "border", "summons")
_AGENCIES: Final = ("police", "gubopik", "omon", "kgb", "investigative_committee", "unknown")
_DECISIONS: Final = ("recognised", "recognised", "recognised", "under_review", "not_recognised", "not_assessed")
_URGENCIES: Final = ("urgent", "high", "normal", "normal", "low")
_HELPERS: Final = ("alice", "bob", "carol", "TEST-helper-4", "TEST-helper-5", "TEST-helper-6")
_TERMS: Final = ("P1Y", "P1Y6M", "P2Y", "P2Y6M", "P3Y", "P4Y6M", "P5Y", "P8Y", "P12Y")
_ENDED: Final = ("released_served", "released_early", "released_pardon", "released_amnesty")


@dataclass(slots=True, kw_only=True)
class _Case:
    """What the records of one person agree on."""

    number: int
    key: str
    name: InventedName
    arrested: date
    born: str
    penalty: str
    ended: date | None
    random: Random
    place_keys: list[str] = field(default_factory=list)


def generate(persons: int, seed: int = 1) -> Iterator[Item]:
    """Yield the records of `persons` people, places and sources first; targets come before what refers to them."""
    random = Random(seed)
    places = list(_places())
    yield from places
    sources = list(_sources(random, 3 + persons // 20))
    yield from sources
    place_keys = [key for key, _, _ in places]
    source_keys = [key for key, _, _ in sources]
    for number in range(persons):
        case = _case(random, number, place_keys)
        yield from _person(case)
        yield from _custody(case, random.choice(source_keys))
        yield from _court(case)
        yield from _aid(case)
        yield from _letters(case)


def resolved(items: Iterable[Item], id_of: Callable[[str], bytes] | None = None) -> Iterator[tuple[bytes, str, Fields]]:
    """The same records with 16-byte ids in place of keys; without `id_of`, hashes of the keys."""
    to_id = id_of or record_id
    for key, kind, fields in items:
        yield to_id(key), kind, {path: to_id(str(v)) if path in REFERENCES else v for path, v in fields.items()}


def record_id(key: str) -> bytes:
    """A 16-byte id that depends on the key alone."""
    return blake2b(key.encode(), digest_size=16).digest()


def _case(random: Random, number: int, place_keys: list[str]) -> _Case:
    arrested = _FIRST_ARREST + timedelta(days=random.randrange((TODAY - _FIRST_ARREST).days))
    is_over = random.random() < 0.35
    ended = arrested + timedelta(days=random.randrange(10, 1_500)) if is_over else None
    return _Case(
        number=number,
        key=f"TEST-person-{number}",
        name=invent(random),
        arrested=arrested,
        born=_birthday(random, number),
        penalty=random.choice(("imprisonment", "imprisonment", "imprisonment", "open_facility", "home_confinement")),
        ended=ended if ended and ended < TODAY else None,
        random=random,
        place_keys=random.sample(place_keys, 2),
    )


def _birthday(random: Random, number: int) -> str:
    """Mostly days; months, years, uncertain ones and birthdays without year too; every fiftieth on 29 February."""
    if number % 50 == 7:
        return f"{random.choice((1964, 1976, 1988, 2000))}-02-29"
    year, month, day = random.randrange(1945, 2006), random.randrange(1, 13), random.randrange(1, 29)
    forms = (f"{year}-{month:02d}", f"{year}", f"{year}~", f"{year}?", f"--{month:02d}-{day:02d}", "unknown")
    return random.choice(forms) if random.random() < 0.2 else f"{year}-{month:02d}-{day:02d}"


def _places() -> Iterator[Item]:
    for number in range(_PLACE_COUNT):
        category, be, ru, en = _PLACES[number % len(_PLACES)]
        shown = 80 + number
        yield (
            f"TEST-place-{number}",
            "place",
            {
                "category": category,
                "number": str(shown),
                "names/be/text": be.format(shown),
                "names/be/language": "be",
                "names/ru/text": ru.format(shown),
                "names/ru/language": "ru",
                "names/en/text": en.format(shown),
                "names/en/language": "en",
                "addresses/a1/text": f"вул. Выдуманая {shown}, Тэставічы",
                "addresses/a1/postcode": f"0000{number % 10}0",
                "addresses/a1/valid_from": "2020",
                "region": _REGIONS[number % len(_REGIONS)],
                "parcel_kg": 50,
                "parcel_every_months": 3 + number % 3,
                "external/x/org": "TEST-Places",
                "external/x/id": f"TEST-{shown}",
            },
        )


def _sources(random: Random, count: int) -> Iterator[Item]:
    for number in range(count):
        yield (
            f"TEST-source-{number}",
            "source",
            {
                "category": random.choice(("ngo", "family", "lawyer", "media", "released_prisoner")),
                "title": f"TEST source {number}",
                "published_on": _some_day(random).isoformat(),
                "reliability": random.choice(("highly_reliable", "likely_reliable", "unsure")),
                "protect_source": number % 4 == 0,
                "external/x/org": random.choice(_ORGS),
                "external/x/id": f"TEST-S{number}",
            },
        )


def _person(case: _Case) -> Iterator[Item]:
    random, name = case.random, case.name
    fields: Fields = {"sex": "female" if name.is_female else "male", "birth_date": case.born}
    for item, language, form in (("be", "be", 0), ("ru", "ru", 1), ("en", "en", 2)):
        fields |= {
            f"names/{item}/text": name.full(form),
            f"names/{item}/surname": name.surname[form],
            f"names/{item}/given": name.given[form],
            f"names/{item}/patronymic": name.patronymic[form],
            f"names/{item}/language": language,
            f"names/{item}/script": "latin" if form == 2 else "cyrillic",
        }
    fields["names/be/kind"] = "legal"
    for group in random.sample(_GROUPS, random.randrange(3)):
        fields[f"groups/{group}"] = True
    fields |= {"external/x/org": random.choice(_ORGS), "external/x/id": f"TEST-{case.number}"}
    if random.random() < 0.05:
        reason = random.choice(("family_request", "person_request", "risk_in_custody"))
        fields |= {"identity_withheld": True, "withhold_reason": reason, "code": f"BY-TEST-{case.number}"}
    yield case.key, "person", fields
    if random.random() < 0.03:
        yield f"{case.key}-again", "person", _duplicate(case)


def _duplicate(case: _Case) -> Fields:
    written = noisy(case.name, case.random)
    return {
        "names/m/text": written,
        "names/m/script": "latin" if written.isascii() else "cyrillic",
        "names/m/scheme": "media",
        "birth_date": case.born[:4] if case.born[:4].isdigit() else "unknown",
        "external/y/org": "TEST-Other",
        "external/y/id": f"TEST-OTHER-{case.number}",
    }


def _custody(case: _Case, source: str) -> Iterator[Item]:
    random, arrested = case.random, case.arrested
    detention: Fields = {
        "person": case.key,
        "arrested_on": arrested.isoformat() if random.random() < 0.9 else arrested.strftime("%Y-%m"),
        "arrest_place": f"Тэставічы, {random.choice(_REGIONS)}",
        "agency": random.choice(_AGENCIES),
        f"circumstances/{random.choice(_CIRCUMSTANCES)}": True,
        "violence": random.random() < 0.2,
        "confession_video": random.random() < 0.3,
        "source": source,
    }
    if case.ended:
        detention |= {"ended_on": case.ended.isoformat(), "ended_how": "released"}
    yield f"{case.key}-detention", "detention", detention
    moved = arrested + timedelta(days=random.randrange(40, 300))
    last = case.ended or TODAY
    yield f"{case.key}-placement-1", "placement", _stay(case, 0, arrested, min(moved, last))
    if moved < last:
        yield f"{case.key}-placement-2", "placement", _stay(case, 1, moved, case.ended)
    yield from _statuses(case, source)


def _stay(case: _Case, index: int, began: date, ended: date | None) -> Fields:
    fields: Fields = {
        "person": case.key,
        "detention": f"{case.key}-detention",
        "place": case.place_keys[index],
        "began_on": began.isoformat(),
        "whereabouts": case.random.choice(("confirmed_with_contact", "confirmed_no_contact", "presumed")),
        "may_write": case.random.random() < 0.8,
    }
    if ended:
        fields["ended_on"] = ended.isoformat()
    return fields


def _statuses(case: _Case, source: str) -> Iterator[Item]:
    told = [("remand", case.arrested)]
    verdict = _verdict(case)
    serving = {"imprisonment": "serving_imprisonment", "open_facility": "serving_open_facility"}
    if verdict:
        told.append((serving.get(case.penalty, "serving_home_confinement"), verdict))
    if case.ended:
        told.append((case.random.choice(_ENDED), case.ended))
    if case.random.random() < 0.02:
        told.append(("serving_imprisonment" if case.ended else "released_served", told[-1][1]))
    for index, (status, since) in enumerate(told):
        fields: Fields = {
            "person": case.key,
            "status": status,
            "effective_on": since.isoformat(),
            "stated_by": _ORGS[index % len(_ORGS)],
            "source": source,
        }
        yield f"{case.key}-status-{index}", "status_event", fields


def _verdict(case: _Case) -> date | None:
    decided = case.arrested + timedelta(days=90 + case.number % 200)
    return decided if decided < (case.ended or TODAY) else None


def _court(case: _Case) -> Iterator[Item]:
    random, verdict = case.random, _verdict(case)
    if verdict:
        yield (
            f"{case.key}-judgment",
            "judgment",
            {
                "person": case.key,
                "decided_on": verdict.isoformat(),
                "instance": "first",
                "court": f"TEST court No. {case.number % 12}",
                "judges/j/text": "TEST Узораў А. Б.",
                "articles/a/text": random.choice(("342", "368", "361-1", "130")),
                "penalty": case.penalty,
                "term": random.choice(_TERMS),
            },
        )
    for index, org in enumerate(random.sample(_ORGS, random.randrange(1, 3))):
        criterion = random.choice(("guide_conscience", "guide_trial", "guide_selective"))
        yield (
            f"{case.key}-recognition-{index}",
            "recognition",
            {
                "person": case.key,
                "group": org,
                "decision": random.choice(_DECISIONS),
                "class": "political_prisoner",
                "criteria_set": "guidelines_2013",
                f"answers/{criterion}/answer": random.choice(("yes", "yes", "no", "unclear")),
                "decided_on": min(case.arrested + timedelta(days=60), TODAY).isoformat(),
            },
        )


def _aid(case: _Case) -> Iterator[Item]:
    random = case.random
    if random.random() < 0.6:
        yield f"{case.key}-guardianship", "guardianship", _guardianship(case)
    for index in range(random.randrange(4)):
        need = f"{case.key}-need-{index}"
        amount = random.randrange(5, 200) * 1_000
        yield (
            need,
            "need",
            {
                "person": case.key,
                "category": random.choice(_NEEDS),
                "description": f"TEST патрэба {case.number}-{index}",
                "urgency": random.choice(_URGENCIES),
                "amount": f"BYN:{amount}",
                "due_on": (TODAY + timedelta(days=random.randrange(-90, 180))).isoformat(),
                "repeat": random.choice(("once", "once", "monthly", "quarterly")),
            },
        )
        yield from _answers(case, need, amount)


def _guardianship(case: _Case) -> Fields:
    random = case.random
    return {
        "person": case.key,
        "guardian": random.choice(_HELPERS),
        "category": random.choice(("personal", "group", "letters_only")),
        "state": random.choice(("active", "active", "active", "paused", "ended", "offered")),
        "began_on": min(case.arrested + timedelta(days=30), TODAY).isoformat(),
        "commitments/letters": True,
        "last_contact_on": _some_day(random).isoformat(),
    }


def _answers(case: _Case, need: str, amount: int) -> Iterator[Item]:
    """Pledges and deliveries of one need; some needs are promised twice."""
    random = case.random
    for index in range(random.choice((0, 0, 1, 1, 2))):
        pledge = f"{need}-pledge-{index}"
        fields: Fields = {
            "need": need,
            "by": random.choice(_HELPERS),
            "amount": f"BYN:{amount * random.choice((1, 1, 2)) // 2}",
            "status": random.choice(("promised", "promised", "kept", "withdrawn")),
        }
        yield pledge, "pledge", fields
        if fields["status"] == "kept":
            sent = _some_day(random)
            yield (
                f"{pledge}-delivery",
                "delivery",
                {
                    "person": case.key,
                    "need": need,
                    "pledge": pledge,
                    "category": "parcel",
                    "contents": "TEST: чай, мыла, шкарпэткі",
                    "sent_on": sent.isoformat(),
                    "status": random.choice(("sent", "accepted", "delivered_confirmed", "refused")),
                    "amount": fields["amount"],
                },
            )


def _letters(case: _Case) -> Iterator[Item]:
    random = case.random
    for index in range(random.randrange(4)):
        is_answer = index > 0 and random.random() < 0.4
        fields: Fields = {
            "person": case.key,
            "direction": "from_prisoner" if is_answer else "to_prisoner",
            "language": random.choice(("be", "ru")),
            "sent_on": _some_day(random).isoformat(),
            "channel": random.choice(("post", "electronic")),
            "written_by": random.choice(_HELPERS),
            "status": random.choice(("sent", "sent", "delivered_confirmed", "blocked")),
        }
        if is_answer:
            fields["answer_to"] = f"{case.key}-letter-{index - 1}"
        yield f"{case.key}-letter-{index}", "letter", fields


def _some_day(random: Random) -> date:
    return TODAY - timedelta(days=random.randrange(700))


def main(arguments: list[str]) -> None:
    """Print the records of as many people as asked for (60 without an argument)."""
    persons = int(arguments[0]) if arguments else SIZES["small"]
    for key, kind, fields in generate(persons):
        print(json.dumps([key, kind, fields], ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
