"""Rows of Viasna's list, with every dirty pattern real exports hold. All people are invented."""

import pytest

from node.ledger.language import LANGUAGES
from node.ledger.schema import LEDGER
from node.ledger.tables import Layout, Observation, Observed, Reason, Withheld, layout_of, observe, read_table
from node.ledger.tables.row import REASON_LABELS
from node.ledger.types import Scalar

MACHINE = [
    "id",
    "url",
    "name",
    "status",
    "gender",
    "photo",
    "description",
    "birthday",
    "arrested",
    "articles",
    "prison",
    "declaration",
    "decision",
    "penalty",
    "judge",
    "councel",
    "penalty_start_date",
    "release_date",
    "verdict_date",
    "appeal_date",
    "fake_terrorist_list",
    "died",
    "clusters",
    "prison/title",
    "prison/address",
    "articles/0",
    "articles/1",
    "articles/12",
]
HUMAN = [
    "Name and surname",
    "Status",
    "Date of birth",
    "Gender",
    "Date of detention",
    "Charges indicted",
    "Date of verdict",
    "Sentence",
    "Penalty",
    "Judge",
    "Prosecutor",
    "Prison",
]


def seen(**cells: str) -> Observation:
    """The observation of a machine row; `name` and `id` are filled in where not given."""
    given = {"id": "TEST-1", "name": "Тэст Узораў"} | {name.replace("__", "/"): cell for name, cell in cells.items()}
    assert set(given) <= set(MACHINE)
    return observe(LEDGER, Layout.VIASNA_MACHINE, MACHINE, [given.get(name, "FALSE") for name in MACHINE])


def record(observation: Observation, kind: str) -> Observed:
    (found,) = [one for one in observation.records if one.kind == kind]
    return found


def reasons(observation: Observation) -> set[tuple[str, Reason]]:
    return {(one.column, one.reason) for one in observation.withheld}


@pytest.mark.parametrize(
    ("header", "layout"),
    [
        (MACHINE, Layout.VIASNA_MACHINE),
        (["status", "name", "id"], Layout.VIASNA_MACHINE),
        (HUMAN, Layout.VIASNA_HUMAN),
        (["name  and SURNAME ", "Status"], Layout.VIASNA_HUMAN),
        (["name", "status"], None),
        ([], None),
    ],
)
def test_a_header_tells_its_list_or_none(header: list[str], layout: Layout | None) -> None:
    assert layout_of(header) is layout


@pytest.mark.parametrize("empty", ["FALSE", "false", "", " ", "null", "-"])
def test_false_and_its_like_are_no_value(empty: str) -> None:
    columns = {name.replace("/", "__"): empty for name in MACHINE if name not in ("id", "name")}
    observation = seen(**columns)
    assert [one.kind for one in observation.records] == ["person"]
    assert observation.withheld == ()


@pytest.mark.parametrize("name", ["", " ", "FALSE", "\u200b"])
def test_a_row_without_a_name_is_rejected_with_its_reason(name: str) -> None:
    observation = seen(name=name, birthday="1982-04-24")
    assert observation.is_rejected
    assert observation.source_id == "TEST-1"
    assert observation.withheld == (Withheld(column="name", reason=Reason.NO_NAME),)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("24 April 1982", "1982-04-24"),
        ("1982-04-24", "1982-04-24"),
        ("april 2026", "2026-04"),
        ("2026", "2026"),
        ("1985-03", "1985-03"),
        ("unknown", "unknown"),
    ],
)
def test_dates_in_every_style_are_read(written: str, stored: str) -> None:
    assert record(seen(birthday=written), "person").fields["birth_date"] == stored


def test_a_bad_cell_is_withheld_and_the_person_stays() -> None:
    observation = seen(birthday="31 February 1982", gender="?", arrested="soon", penalty="a walk", decision="long")
    assert set(record(observation, "person").fields) == {
        "names/list/text", "names/list/language", "external/list/org", "external/list/id",
    }  # fmt: skip
    assert reasons(observation) == {
        ("born", Reason.NOT_UNDERSTOOD),
        ("sex", Reason.NOT_UNDERSTOOD),
        ("arrested", Reason.NOT_UNDERSTOOD),
        ("penalty", Reason.NOT_UNDERSTOOD),
        ("term", Reason.NOT_UNDERSTOOD),
        ("judgment", Reason.INCOMPLETE),
    }
    assert record(observation, "judgment").fields == {"term_text": "long"}


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("4 1/2 years", "P4Y6M"),
        ("4,5 years", "P4Y6M"),
        ("2 2/3 years", "P2Y8M"),
        ("1 year and 2 months", "P1Y2M"),
        ("19 months", "P1Y7M"),
        ("3 months", "P3M"),
    ],
)
def test_terms_are_read_and_kept_as_written(written: str, stored: str) -> None:
    fields = record(seen(decision=written, penalty="arrest"), "judgment").fields
    assert (fields["term"], fields["term_text"], fields["penalty"]) == (stored, written, "arrest")


@pytest.mark.parametrize(
    ("phrase", "penalty", "regime"),
    [
        ("imprisonment in a general-security penal colony", "imprisonment", "general"),
        ("imprisonment in a medium-security penal colony", "imprisonment", "medium"),
        ("imprisonment in a maximum-security penal colony", "imprisonment", "strict"),
        ("imprisonment in a high security prison", "imprisonment", "prison"),
        ('restricted freedom in an open penal facility ("khimiya")', "open_facility", None),
        ('restricted freedom under home confinement ("domashnyaya khimiya")', "home_confinement", None),
        ("suspended imprisonment", "suspended", None),
        ("fine", "fine", None),
    ],
)
def test_penalty_phrases_become_words(phrase: str, penalty: str, regime: str | None) -> None:
    fields = record(seen(penalty=phrase), "judgment").fields
    assert (fields["penalty"], fields.get("regime")) == (penalty, regime)


def test_flattened_articles_and_parts_of_articles_are_kept_as_written() -> None:
    attempt = "Part 1 of Article 13 and Article 293"
    fields = record(
        seen(penalty="fine", articles__0="342", articles__1="FALSE", articles__12=attempt), "judgment"
    ).fields
    assert [fields[path] for path in sorted(fields) if path.startswith("articles/")] == ["342", attempt]


def test_several_judges_are_several_and_lawyers_are_not_taken() -> None:
    observation = seen(penalty="fine", judge="TEST Узорава, TEST Пробны\nTEST Трэці", councel="TEST A, TEST B")
    fields = record(observation, "judgment").fields
    judges = [value for path, value in fields.items() if path.startswith("judges/")]
    assert judges == ["TEST Узорава", "TEST Пробны", "TEST Трэці"]
    assert ("lawyer", Reason.NAMES_A_HELPER) in reasons(observation)
    assert "TEST A" not in str(observation.records)


def test_awaiting_the_sentence_is_a_status_and_no_place() -> None:
    observation = seen(prison="Released awaiting the commencement of the sentence")
    assert record(observation, "status_event").fields["status"] == "awaiting_sentence_start"
    assert not {"place", "placement"} & {one.kind for one in observation.records}


@pytest.mark.parametrize(
    ("cells", "address"),
    [
        ({"prison": "Penal colony No. 99; 1 Test street"}, "1 Test street"),
        ({"prison": "Penal colony No. 99\n1 Test street"}, "1 Test street"),
        ({"prison__title": "Penal colony No. 99", "prison__address": "1 Test street"}, "1 Test street"),
        ({"prison": "Penal colony No. 99", "prison__address": "FALSE"}, None),
    ],
)
def test_a_place_and_its_address_are_told_apart(cells: dict[str, str], address: str | None) -> None:
    observation = seen(**cells)
    place, stay = record(observation, "place"), record(observation, "placement")
    assert (place.fields["names/list/text"], place.fields["category"]) == ("Penal colony No. 99", "penal_colony")
    assert place.fields.get("addresses/list/text") == address
    assert stay.refs == {"person": "viasna:TEST-1", "place": place.key}


@pytest.mark.parametrize(
    ("status", "decision"),
    [
        ("active", "recognised"),
        ("former", "recognised"),
        ("np", "politically_motivated_not_recognised"),
        ("Former political prisoner\nRecognized ex post facto", "recognised_ex_post"),
        ("maybe", None),
    ],
)
def test_a_status_cell_is_a_recognition_by_its_group_and_never_a_status(status: str, decision: str | None) -> None:
    observation = seen(status=status)
    assert "status_event" not in {one.kind for one in observation.records}
    if decision is None:
        assert reasons(observation) == {("status", Reason.NOT_UNDERSTOOD)}
    else:
        assert record(observation, "recognition").fields == {"decision": decision, "group": "Viasna"}


def test_common_slips_in_dates_are_withheld() -> None:
    slip = seen(penalty="fine", arrested="2021-05-10", verdict_date="2021-03-01")
    assert "decided_on" not in record(slip, "judgment").fields
    assert reasons(slip) == {("verdict", Reason.VERDICT_BEFORE_ARREST)}
    same = seen(penalty="fine", verdict_date="2021-03-01", penalty_start_date="1 March 2021")
    assert "counted_from" not in record(same, "judgment").fields
    assert record(same, "judgment").fields["decided_on"] == "2021-03-01"
    assert reasons(same) == {("counted_from", Reason.COUNTED_FROM_VERDICT)}
    rough = seen(penalty="fine", arrested="2021-05-10", verdict_date="2021")
    assert record(rough, "judgment").fields["decided_on"] == "2021"


def test_a_death_and_a_release_wait_for_a_person() -> None:
    observation = seen(died="2024-02-01", release_date="2024-01-01")
    assert [one.kind for one in observation.records] == ["person"]
    assert reasons(observation) == {("died", Reason.ASKS_A_PERSON), ("released", Reason.ASKS_A_PERSON)}


@pytest.mark.parametrize("name", ["Гражданин К.", "А. Б.", "K."])
def test_initials_are_taken_with_a_warning(name: str) -> None:
    observation = seen(name=name)
    assert record(observation, "person").fields["names/list/text"] == name
    assert reasons(observation) == {("name", Reason.INITIALS_ONLY)}


@pytest.mark.parametrize(
    ("name", "language"),
    [("Тэст Узораў", "be"), ("Тест Узоров", "ru"), ("Test Uzoraŭ", "en"), ("Uzorava Test", "en")],
)
def test_a_name_is_kept_as_written_with_its_language(name: str, language: str) -> None:
    fields = record(seen(name=name, url="https://example.org/tjest-uzoraw"), "person").fields
    assert (fields["names/list/text"], fields["names/list/language"]) == (name, language)
    assert fields["external/list/url"] == "https://example.org/tjest-uzoraw"


def test_one_id_has_one_key_whatever_else_changed_and_ids_may_have_gaps() -> None:
    assert seen(name="Тест Узоров").records[0].key == seen().records[0].key == "viasna:TEST-1"
    assert seen(id="TEST-900").records[0].key != seen().records[0].key


def test_a_human_table_is_read_from_bytes_to_records() -> None:
    cells = ["Test Uzorava", "Political prisoner", "24 April 1982", "Female", "10 May 2021", "342", "1 December 2021"]
    cells += ["4 1/2 years", "imprisonment in a general-security penal colony", "TEST Sudovič", "TEST Prakuror"]
    cells += ['"Penal colony No. 99\r\n1 Test street"']
    table = read_table("\ufeff".encode() + "\r\n".join((";".join(HUMAN), ";".join(cells), "")).encode())
    layout = layout_of(table.header)
    assert layout is Layout.VIASNA_HUMAN
    (row,) = table.rows
    observation = observe(LEDGER, layout, table.header, row)
    assert observation.withheld == ()
    assert [one.kind for one in observation.records] == [
        "person", "detention", "judgment", "recognition", "place", "placement",
    ]  # fmt: skip
    expected: dict[str, Scalar] = {
        "penalty": "imprisonment",
        "regime": "general",
        "term": "P4Y6M",
        "term_text": "4 1/2 years",
        "decided_on": "2021-12-01",
        "prosecutor": "TEST Prakuror",
        "articles/a0/text": "342",
        "judges/j0/text": "TEST Sudovič",
    }
    assert record(observation, "judgment").fields == expected


def test_every_reason_has_words_in_three_languages() -> None:
    for reason in Reason:
        assert all(REASON_LABELS[reason].in_language(language) for language in LANGUAGES)
