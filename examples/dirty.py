"""A list as human rights groups publish it, with every slip that such lists contain; nobody in it exists.

    python examples/dirty.py 100 > list.csv        machine columns, UTF-8
    python examples/dirty.py 100 --history         six columns, two of them free text, as printed lists have them

The same seed gives the same bytes. `newer=True` is the same list some weeks later: every 50th row is changed.
"""

import csv
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from random import Random
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from examples.invented_names import InventedName, invent

MACHINE: Final = (
    "id", "url", "name", "status", "gender", "photo", "description", "birthday", "arrested", "articles/0", "articles/1",
    "prison/title", "prison/address", "declaration", "decision", "penalty", "judge", "councel", "penalty_start_date",
    "release_date", "verdict_date", "appeal_date", "fake_terrorist_list", "died", "clusters",
)  # fmt: skip
HISTORY: Final = ("№ п/п", "ФИО", "Пол", "Биографические сведения", "Приговор и место", "Источник")
_TERMS: Final = ("4 1/2 years", "2 2/3 years", "1 year and 2 months", "19 months", "3 months", "4 1/2", "", "2,5 years")
_PENALTIES: Final = (
    "imprisonment in a general-security penal colony",
    "imprisonment in a medium-security penal colony",
    "imprisonment in a maximum-security penal colony",
    'restricted freedom in an open penal facility ("khimiya")',
    'restricted freedom under home confinement ("domashnyaya khimiya")',
    "suspended imprisonment",
    "imprisonment in a high security prison",
    "arrest",
    "fine",
    "FALSE",
)
_ARTICLES: Final = ("342", "Part 1 of Article 13 and Article 293", "361-1", "FALSE", "130", "368")
_STATUSES: Final = ("active", "former", "np", "former\nRecognized ex post facto", "active")
_PRISONS: Final = (
    ("Penal colony No. 97", "1 Test street"),
    ("Penal colony No. 98;2 Test street", "FALSE"),
    ("Remand prison No. 99\n3 Test street", ""),
    ("Released awaiting the commencement of the sentence", "FALSE"),
    ("FALSE", "FALSE"),
)
_NEWER_EVERY: Final = 50


def machine_rows(count: int, *, seed: int = 1, newer: bool = False) -> Iterator[list[str]]:
    """Yield the rows of the machine columns, without the header."""
    random = Random(seed)
    number = 0
    for index in range(count):
        number += 1 + (random.random() < 0.05)  # ids have gaps
        yield _machine_row(random, number, index, newer and index % _NEWER_EVERY == 0)


def _machine_row(random: Random, number: int, index: int, is_newer: bool) -> list[str]:
    name = invent(random)
    year, month, day = random.randint(1950, 2005), random.randint(1, 12), random.randint(1, 28)
    arrest, verdict = f"2021-{month:02}-{day:02}", f"2022-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    started = verdict if index % 11 == 0 else ""
    if index % 37 == 0:
        verdict = "2020-03-01"
    title, address = random.choice(_PRISONS)
    birthday = _written(random, year, month, day)
    penalty, term = random.choice(_PENALTIES), random.choice(_TERMS)
    return [
        f"TEST-{number}",
        f"https://example.org/{name.full(2).lower().replace(' ', '-').replace('v', 'w')}",
        _name(random, name, index),
        random.choice(_STATUSES),
        random.choice(("female", "male", "FALSE")),
        "FALSE",
        "TEST- people call it a political case" if index % 3 else "FALSE",
        birthday,
        "24 April 2021" if is_newer else arrest,
        random.choice(_ARTICLES),
        random.choice(_ARTICLES),
        title,
        address,
        "FALSE",
        term,
        penalty,
        "TEST Sudovič, TEST Sudzin" if index % 5 == 0 else "TEST Sudovič",
        "TEST Advakat, TEST Abaronca" if index % 4 == 0 else "FALSE",
        started,
        "2023-01-01" if index % 29 == 0 else "FALSE",
        verdict,
        "FALSE",
        "FALSE",
        "2023-02-02" if index % 97 == 0 else "FALSE",
        "FALSE",
    ]


def _name(random: Random, name: InventedName, index: int) -> str:
    if index % 200 == 199:
        return "FALSE"
    if index % 50 == 49:
        return "Гражданин К."
    whole = name.full(index % 3)
    return " ".join(reversed(whole.split())) if random.random() < 0.05 else whole


def _written(random: Random, year: int, month: int, day: int) -> str:
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
              "November", "December")  # fmt: skip
    forms = (
        f"{year}-{month:02}-{day:02}",
        f"{day} {months[month - 1]} {year}",
        f"{day:02}.{month:02}.{year}",
        f"{months[month - 1].lower()} {year}",
        f"{year}-{month:02}",
        str(year),
        "unknown",
        "FALSE",
    )
    return random.choice(forms)


def history_rows(count: int, *, seed: int = 1) -> Iterator[list[str]]:
    """Yield rows of six columns in the form of printed lists of long ago: two hold free text."""
    random = Random(seed)
    for index in range(count):
        name = invent(random)
        year, month = random.randint(1880, 1915), random.randint(1, 9)
        trade = random.choice(("крестьянин", "колхозник", "учитель", "рабочий завода"))
        place = f"Тестовская обл., д. Узорово-{index % 40}"
        born = (
            f"Родился в {year} г., {place}; белорус; образование начальное; {trade}.",
            f"{year} г.р., урож. д. Узорово-{index % 40} Тестовского р-на, белорус, {trade}",
            f"Род. 0{month}.05.{year}, {place}; {trade}",
        )
        fate = (
            f"Приговорен: тройкой 15 января 1938 г., ст. 58-10; {index % 9 + 2} лет ИТЛ. Тюрьма № 99, Узорово",
            f"Осужден 12.0{month}.1937 по ст. 58-6 на {index % 9 + 5} лет лишения свободы; содержится в ИК-98",
        )
        text = random.choice(born)
        yield [
            str(index + 1),
            name.full(1),
            "м" if index % 7 else "муж.",
            text,
            random.choice(fate),
            "TEST- Книга памяти",
        ]


def as_csv(header: tuple[str, ...], rows: Iterator[list[str]], *, separator: str = ",") -> str:
    """Return a CSV text with line ends as spreadsheets write them."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def main(arguments: list[str]) -> None:
    """Print a list."""
    count = int(arguments[0]) if arguments else 60
    table = (HISTORY, history_rows(count)) if "--history" in arguments else (MACHINE, machine_rows(count))
    sys.stdout.write(as_csv(*table))


if __name__ == "__main__":
    main(sys.argv[1:])
