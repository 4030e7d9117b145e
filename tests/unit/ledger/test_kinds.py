"""What holds for every declared kind: words in three languages, short forms, references that resolve."""

import re

import pytest

from node.ledger import criteria
from node.ledger.declare import Field, Kind, Level, Search, Writer
from node.ledger.describe import title_of
from node.ledger.language import LANGUAGES, Labels
from node.ledger.schema import LEDGER
from node.ledger.types import Choice, Members, Scalar
from node.ledger.vocabulary import (
    aid,
    attachment,
    care,
    detention,
    judgment,
    justice,
    letter,
    person,
    place,
    recognition,
    regime,
    sameness,
    source,
    status,
    work,
)
from node.ledger.vocabulary.table import Vocabulary

KINDS = list(LEDGER)
FIELDS = [(kind, declared) for kind in KINDS for declared in kind.fields]
MODULES = (
    aid, attachment, care, detention, judgment, justice, letter, person, place, recognition, regime, sameness, source,
    status, work,
)  # fmt: skip
VOCABULARIES = [found for module in MODULES for found in vars(module).values() if isinstance(found, Vocabulary)]
ASKED_FOR = {
    "person", "detention", "placement", "place", "status_event", "recognition", "source", "need", "pledge", "delivery",
    "guardianship", "letter", "judgment", "criminal_case", "collective_case", "charge", "hearing", "regime_event",
    "ill_treatment", "health_note", "consent", "relation", "contact", "lawyer_engagement", "court", "official",
    "share",
    "article", "task", "offer", "solidarity_event", "statement", "guide", "stock", "same_as", "attachment",
}  # fmt: skip
SEALED = {"ill_treatment", "health_note", "relation", "contact", "lawyer_engagement"}
CYRILLIC = re.compile("[а-яёіў]", re.IGNORECASE)
RUSSIAN_ONLY, BELARUSIAN_ONLY = re.compile("[ищъ]", re.IGNORECASE), re.compile("[іў]", re.IGNORECASE)


def assert_complete(labels: Labels) -> None:
    for language in LANGUAGES:
        words = labels.in_language(language)
        assert words == words.strip() != ""
    assert not BELARUSIAN_ONLY.search(labels.ru), labels.ru
    assert not RUSSIAN_ONLY.search(labels.be), labels.be
    assert not CYRILLIC.search(labels.en), labels.en


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_has_words_a_short_form_and_something_required(kind: Kind) -> None:
    assert_complete(kind.labels)
    assert_complete(kind.plural)
    for group in kind.groups:
        assert_complete(group.labels)
        assert any(declared.path.startswith(f"{group.name}/*/") for declared in kind.fields)
    assert 1 <= sum(declared.is_short for declared in kind.fields) <= 7
    assert any(declared.is_required for declared in kind.fields)
    assert kind.summary


@pytest.mark.parametrize(
    ("kind", "declared"), FIELDS, ids=lambda value: getattr(value, "path", getattr(value, "name", ""))
)
def test_a_field_has_words_and_its_list_is_declared(kind: Kind, declared: Field) -> None:
    assert_complete(declared.labels)
    assert_complete(declared.type.expects)
    if declared.help:
        assert_complete(declared.help)
    if declared.is_item and not isinstance(declared.type, Members):
        assert declared.path.split("/")[0] in {group.name for group in kind.groups}
    if declared.is_required:
        assert declared.is_short


@pytest.mark.parametrize("words", VOCABULARIES, ids=lambda words: words.name)
def test_a_vocabulary_has_words_in_three_languages(words: Vocabulary) -> None:
    for word in words:
        assert_complete(word.labels)
    for language in LANGUAGES:
        shown = [word.labels.in_language(language) for word in words]
        assert len(set(shown)) == len(shown), f"two codes of {words.name} look alike"


def test_all_kinds_of_the_domain_but_money_and_publication_are_declared() -> None:
    assert {kind.name for kind in KINDS} == ASKED_FOR


@pytest.mark.parametrize("name", sorted(SEALED))
def test_no_field_of_a_sealed_kind_is_meant_for_a_wider_space(name: str) -> None:
    kind = LEDGER.kind(name)
    assert {kind.level_of(declared) for declared in kind.fields} == {Level.SEALED}


@pytest.mark.parametrize(
    ("kind", "path", "value", "expected"),
    [
        ("consent", "audience", "public", True),
        ("consent", "audience", "circle", False),
        ("ill_treatment", "may_be_used", "with_name", True),
        ("ill_treatment", "may_be_used", "no", True),
        ("guide", "money_details", "TEST", True),
        ("guide", "texts/x/text", "TEST", False),
        ("regime_event", "category", "punishment_cell", False),
    ],
)
def test_what_may_harm_needs_a_second_person(kind: str, path: str, value: str, expected: bool) -> None:
    LEDGER.check_put(kind, path, value)
    assert LEDGER.field(kind, path).needs_second(value) is expected


@pytest.mark.parametrize("name", ["court", "article", "guide"])
def test_only_a_verifier_says_that_reference_data_was_checked(name: str) -> None:
    assert LEDGER.field(name, "last_verified").writer is Writer.VERIFIER
    assert LEDGER.kind(name).level is Level.PUBLIC


def test_a_hearing_has_a_title_of_day_time_and_outcome() -> None:
    values: dict[str, Scalar] = {"held_on": "2026-03-05", "starts_at": "09:30", "category": "appeal"}
    values |= {"court_text": "TEST court", "outcome": "upheld", "person": b"\x01" * 16}
    title = title_of(LEDGER, "hearing", values, "en")
    assert title == "05.03.2026 09:30 · appeal · TEST court · judgment upheld"


def test_every_vocabulary_of_a_field_is_one_of_the_declared() -> None:
    used = {declared.type.vocabulary.name for _, declared in FIELDS if isinstance(declared.type, Choice | Members)}
    assert used <= {words.name for words in VOCABULARIES}


def offered(kind: str, path: str) -> Vocabulary:
    """The words of a field with those of the country packs."""
    field_type = LEDGER.kind(kind).by_path[path].type
    assert isinstance(field_type, Choice | Members)
    return field_type.vocabulary


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (status.PERSON_STATUS, "suspected_missing detained_administrative remand house_arrest bail_or_recognizance"
         " awaiting_sentence_start serving_imprisonment serving_open_facility serving_home_confinement arrest_penalty"
         " forced_treatment released_served released_early released_pardon released_amnesty released_acquitted"
         " released_exchange_or_deported suspended_sentence fine_only fled_abroad died_in_custody died_after unknown"
         " persecuted_not_detained"),
        (aid.NEED_KIND, "lawyer_fee court_costs fine compensation parcel_food parcel_hygiene parcel_clothes medicine"
         " glasses_dental prison_shop_money letters_stamps books_press family_living children rent travel_visit"
         " psychological medical_rehab evacuation documents legalisation job training housing publicity"
         " court_attendance other"),
        (aid.NEED_STATUS, "open partly_covered covered in_delivery delivered refused_by_facility not_needed cannot"
         " expired"),
        (aid.SUPPORT_KIND, "letters court_attendance information family_support direct_aid guardian job legal medical"
         " transport translation publicity"),
        (offered("place", "category"),
         "police_station temporary_isolator offender_isolation remand_prison kgb_remand prison"
         " penal_colony colony_settlement open_facility arrest_house juvenile_colony prison_hospital psychiatric"
         " forced_treatment home border abroad unknown"),
        (recognition.CRITERIA_SET, "pace_1900 guidelines_2013 dissidentby_wide amnesty_poc wgad custom"),
        (offered("regime_event", "category"),
         "punishment_cell cell_type_room single_cell move_to_prison_regime parcels_withdrawn"
         " visits_withdrawn calls_withdrawn shop_limit correspondence_blocked preventive_register"
         " work_ban_or_forced_work search confiscation threat_art_411 hunger_strike hospitalised"
         " incommunicado_started incommunicado_ended transferred"),
        (regime.INTENT, "information intimidation punishment extortion sadism unknown"),
        (justice.HEARING_KIND, "remand preliminary main verdict appeal parole new_case administrative other"),
        (justice.CHARGE_FORM, "completed attempt preparation complicity unknown"),
        (care.CONSENT_GIVER, "self relative lawyer guardian"),
        (person.WITHHOLD_REASON, "family_request person_request risk_in_custody minor source_protection legal"
         " unverified"),
    ],
)  # fmt: skip
def test_a_vocabulary_of_the_domain_is_complete(words: Vocabulary, codes: str) -> None:
    assert set(words.codes) == set(codes.split())


def test_criteria_sets_are_the_words_of_their_vocabulary_and_their_codes_do_not_clash() -> None:
    assert {*criteria.CRITERIA_SETS, "custom"} == set(recognition.CRITERIA_SET.codes)
    codes = [criterion.code for chosen in criteria.CRITERIA_SETS.values() for criterion in chosen.criteria]
    assert len(codes) == len(set(codes))
    for chosen in criteria.CRITERIA_SETS.values():
        for criterion in chosen.criteria:
            assert_complete(criterion.labels)
            assert criterion.grants in recognition.RECOGNITION_CLASS
            LEDGER.check_put("recognition", f"answers/{criterion.code}/answer", "yes")


def test_a_name_is_searched_as_a_name() -> None:
    assert LEDGER.field("person", "names/x/text").search is Search.NAME
    assert LEDGER.field("need", "description").search is Search.TEXT
    assert LEDGER.field("person", "birth_date").search is Search.NO
