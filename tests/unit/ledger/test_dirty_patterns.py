"""Every dirty pattern that real exports hold, one by one: what stands in the file, what is read, what is left out why.

`PATTERNS` is the list; each is read from the bytes of a file with a byte order mark and CRLF. The generator of dirty
lists, which benchmarks and other tests import, is looked through for the same patterns. All people are invented.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from examples.dirty import MACHINE as GENERATED
from examples.dirty import as_csv, machine_rows
from node.ledger.schema import LEDGER
from node.ledger.tables import Layout, Observation, Reason, layout_of, read_lines, read_table

HEADER = (
    "id", "url", "name", "status", "gender", "photo", "description", "birthday", "arrested",
    *(f"articles/{number}" for number in range(13)),
    "prison/title", "prison/address", "decision", "penalty", "judge", "councel", "penalty_start_date", "release_date",
    "verdict_date", "died",
)  # fmt: skip
SERVING = {"penalty": "imprisonment", "verdict_date": "2021-06-01", "arrested": "2021-03-25"}
AWAITING = "Released awaiting the commencement of the sentence"
ATTEMPT = "Part 1 of Article 13 and Article 293"


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """Cells by column, and what is expected: values by kind and path (None: nothing), reasons, rows that come in."""

    cells: Mapping[str, str]
    told: Mapping[str, object] = field(default_factory=dict)
    reasons: frozenset[Reason] = frozenset()
    is_generated: Callable[[dict[str, str]], bool] | None = None  # whether a row of the generator shows it


def has(column: str, pattern: str) -> Callable[[dict[str, str]], bool]:
    """Whether a column of a generated row fits."""
    return lambda row: re.search(pattern, row[column]) is not None


PATTERNS = {
    "FALSE for no value": Pattern(
        cells={"photo": "FALSE", "articles/0": "FALSE", "prison/title": "FALSE", "prison/address": "FALSE"},
        told={"judgment": None, "place": None, "person photo": None},
        is_generated=has("photo", "^FALSE$"),
    ),
    "flattened articles": Pattern(
        cells={**SERVING, "articles/0": "342", "articles/1": "FALSE", "articles/12": "361-1"},
        told={"judgment articles/a0/text": "342", "judgment articles/a1/text": "361-1",
              "judgment articles/a2/text": None},
        is_generated=has("articles/1", "^3"),
    ),
    "councel with several names": Pattern(
        cells={**SERVING, "councel": "TEST Advakat, TEST Abaronca"},
        told={"judgment lawyer": None, "lawyer_engagement": None},
        reasons=frozenset({Reason.NAMES_A_HELPER}),
        is_generated=has("councel", ","),
    ),
    "4 1/2 years": Pattern(cells={**SERVING, "decision": "4 1/2 years"}, told={"judgment term": "P4Y6M"},
                           is_generated=has("decision", "4 1/2 years")),
    "2 2/3 years": Pattern(cells={**SERVING, "decision": "2 2/3 years"}, told={"judgment term": "P2Y8M"},
                           is_generated=has("decision", "2 2/3 years")),
    "1 year and 2 months": Pattern(cells={**SERVING, "decision": "1 year and 2 months"},
                                   told={"judgment term": "P1Y2M"}, is_generated=has("decision", "1 year and 2")),
    "19 months": Pattern(cells={**SERVING, "decision": "19 months"}, told={"judgment term": "P1Y7M"},
                         is_generated=has("decision", "19 months")),
    "3 months of arrest": Pattern(
        cells={**SERVING, "decision": "3 months", "penalty": "arrest"},
        told={"judgment term": "P3M", "judgment penalty": "arrest"},
        is_generated=lambda row: (row["decision"], row["penalty"]) == ("3 months", "arrest"),
    ),
    "fine without a term": Pattern(cells={**SERVING, "penalty": "fine"},
                                   told={"judgment penalty": "fine", "judgment term": None},
                                   is_generated=has("penalty", "^fine$")),
    "comma decimal": Pattern(cells={**SERVING, "decision": "2,5 years"}, told={"judgment term": "P2Y6M"},
                             is_generated=has("decision", "2,5")),
    **{
        f"penalty: {phrase}": Pattern(
            cells={**SERVING, "penalty": phrase},
            told={"judgment penalty": penalty, "judgment regime": regime},
            is_generated=has("penalty", f"^{re.escape(phrase)}$"),
        )
        for phrase, penalty, regime in (
            ("imprisonment in a general-security penal colony", "imprisonment", "general"),
            ("imprisonment in a medium-security penal colony", "imprisonment", "medium"),
            ("imprisonment in a maximum-security penal colony", "imprisonment", "strict"),
            ('restricted freedom in an open penal facility ("khimiya")', "open_facility", None),
            ('restricted freedom under home confinement ("domashnyaya khimiya")', "home_confinement", None),
            ("suspended imprisonment", "suspended", None),
            ("imprisonment in a high security prison", "imprisonment", "prison"),
        )
    },
    "attempt or preparation": Pattern(cells={**SERVING, "articles/0": ATTEMPT},
                                      told={"judgment articles/a0/text": ATTEMPT},
                                      is_generated=has("articles/0", "Part 1 of Article 13")),
    "released awaiting the sentence": Pattern(
        cells={"prison/title": AWAITING},
        told={"status_event status": "awaiting_sentence_start", "place": None, "placement": None},
        is_generated=has("prison/title", AWAITING),
    ),
    **{
        f"date: {written}": Pattern(
            cells={"birthday": written}, told={"person birth_date": stored}, is_generated=has("birthday", pattern)
        )
        for written, stored, pattern in (
            ("24 April 1982", "1982-04-24", r"^\d+ [A-Z][a-z]+ \d{4}$"),
            ("1982-04-24", "1982-04-24", r"^\d{4}-\d\d-\d\d$"),
            ("april 2026", "2026-04", r"^[a-z]+ \d{4}$"),
            ("2026", "2026", r"^\d{4}$"),
            ("1985-03", "1985-03", r"^\d{4}-\d\d$"),
            ("24.04.1982", "1982-04-24", r"^\d\d\.\d\d\.\d{4}$"),
            ("unknown", "unknown", "^unknown$"),
            ("красавік 1982", "1982-04", "^$|."),
            ("апрель 1982", "1982-04", "^$|."),
        )
    },
    "term counted from the verdict": Pattern(
        cells={**SERVING, "penalty_start_date": "1 June 2021"},
        told={"judgment counted_from": None, "judgment decided_on": "2021-06-01"},
        reasons=frozenset({Reason.COUNTED_FROM_VERDICT}),
        is_generated=lambda row: row["penalty_start_date"] not in ("", "FALSE"),
    ),
    "verdict before the arrest": Pattern(
        cells={**SERVING, "verdict_date": "2020-03-01"},
        told={"judgment decided_on": None, "detention arrested_on": "2021-03-25"},
        reasons=frozenset({Reason.VERDICT_BEFORE_ARREST}),
        is_generated=has("verdict_date", "2020-03-01"),
    ),
    "slug in another romanisation": Pattern(
        cells={"name": "Aliaksandr Testovich", "url": "https://example.org/aljaksandr-tjestowicz"},
        told={"person names/list/text": "Aliaksandr Testovich",
              "person external/list/url": "https://example.org/aljaksandr-tjestowicz"},
        is_generated=has("url", "w"),
    ),
    "surname and given name swapped": Pattern(
        cells={"name": "Узорава Ганна"}, told={"person names/list/text": "Узорава Ганна"},
        is_generated=lambda _row: True,  # by chance, see `examples.dirty`
    ),
    "initials only": Pattern(cells={"name": "Гражданин К."}, told={"person names/list/text": "Гражданин К."},
                             reasons=frozenset({Reason.INITIALS_ONLY}), is_generated=has("name", "Гражданин К")),
    "several judges": Pattern(
        cells={**SERVING, "judge": "TEST Sudovič, TEST Sudzin"},
        told={"judgment judges/j0/text": "TEST Sudovič", "judgment judges/j1/text": "TEST Sudzin"},
        is_generated=has("judge", ","),
    ),
    "status of several lines": Pattern(
        cells={"status": "former\nRecognized ex post facto"}, told={"recognition decision": "recognised_ex_post"},
        is_generated=has("status", "\n"),
    ),
    "prison of several lines": Pattern(
        cells={"prison/title": "Remand prison No. 99\n3 Test street"},
        told={"place names/list/text": "Remand prison No. 99", "place addresses/list/text": "3 Test street",
              "place category": "remand_prison"},
        is_generated=has("prison/title", "\n"),
    ),
    "prison;address": Pattern(
        cells={"prison/title": "Penal colony No. 98;2 Test street"},
        told={"place names/list/text": "Penal colony No. 98", "place addresses/list/text": "2 Test street"},
        is_generated=has("prison/title", ";"),
    ),
    "gaps between ids": Pattern(cells={"id": "TEST-9000"}, told={"person external/list/id": "TEST-9000"},
                                is_generated=lambda _row: True),
    **{
        f"text in {language}": Pattern(
            cells={"name": name, "gender": sex, "penalty": penalty},
            told={"person names/list/language": language, "person sex": "female", "judgment penalty": "imprisonment"},
            is_generated=None if language == "ru" else has("name", "[А-я]" if language == "be" else "[A-z]"),
        )
        for language, name, sex, penalty in (
            ("be", "Ганна Прыкладніца", "жаночы", "пазбаўленне волі"),
            ("ru", "Анна Узорова", "женский", "лишение свободы"),
            ("en", "Hanna Uzorava", "female", "imprisonment"),
        )
    },
    "death and release": Pattern(
        cells={"died": "2024-02-01", "release_date": "2023-01-01"}, told={"status_event": None},
        reasons=frozenset({Reason.ASKS_A_PERSON}), is_generated=lambda row: row["died"] != "FALSE",
    ),
    "no name": Pattern(cells={"name": "FALSE"}, told={"person": None}, reasons=frozenset({Reason.NO_NAME}),
                       is_generated=has("name", "^FALSE$")),
}  # fmt: skip
ROWS = [dict(zip(GENERATED, row, strict=True)) for row in machine_rows(2_000)]


def observed(cells: Mapping[str, str]) -> Observation:
    """Read one row from the bytes of a file."""
    given = {"id": "TEST-1", "name": "Ганна Ўзорава", **cells}
    assert given.keys() <= set(HEADER)
    row = [given.get(title, "FALSE") for title in HEADER]
    table = read_table(b"\xef\xbb\xbf" + as_csv(HEADER, iter([row])).encode())
    assert layout_of(table.header) is Layout.VIASNA_MACHINE
    (line,) = read_lines(LEDGER, table, Layout.VIASNA_MACHINE).lines
    return line.observation


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS.keys())
def test_dirty_pattern_is_read_as_meant_and_what_is_left_out_has_its_reason(pattern: Pattern) -> None:
    observation = observed(pattern.cells)
    by_kind = {one.kind: one.fields for one in observation.records}
    for what, value in pattern.told.items():
        kind, _, path = what.partition(" ")
        found = by_kind.get(kind, {}).get(path) if path else by_kind.get(kind)
        assert found == value, what
    assert {withheld.reason for withheld in observation.withheld} >= pattern.reasons
    unexpected = {withheld.reason for withheld in observation.withheld} - pattern.reasons
    assert unexpected <= {Reason.INCOMPLETE}  # one cell of a judgment alone is never a whole one


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS.keys())
def test_dirty_pattern_stands_in_the_generated_list(pattern: Pattern) -> None:
    if pattern.is_generated is not None:
        assert any(pattern.is_generated(row) for row in ROWS)


def test_generated_list_has_gaps_swapped_names_line_ends_and_three_languages() -> None:
    numbers = [int(row["id"].removeprefix("TEST-")) for row in ROWS]
    assert numbers[-1] > len(numbers)
    assert "\r\n" in as_csv(GENERATED, machine_rows(2))
    names = [row["name"].split() for row in ROWS if "." not in row["name"]]
    assert {name[0] for name in names} & {name[-1] for name in names}  # one word is the first and elsewhere the last
    text = " ".join(row["name"] for row in ROWS)
    assert all(re.search(letters, text) for letters in ("[ўі]", "[ыэщ]", "[A-Za-z]"))
