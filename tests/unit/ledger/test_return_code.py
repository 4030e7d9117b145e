"""Codes on helpers' sheets: read back, slips told."""

from hypothesis import given
from hypothesis import strategies as st

from node.ledger.return_code import SIGNS, code_of, prefix_of

RECORDS = st.binary(min_size=16, max_size=16)


@given(RECORDS)
def test_code_gives_the_beginning_of_the_id_however_it_is_typed(record: bytes) -> None:
    code = code_of(record)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} ", code.replace("1", "I")):
        assert prefix_of(typed) == record[:5]


@given(RECORDS, st.integers(0, 8), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_told(record: bytes, place: int, sign: str) -> None:
    signs = code_of(record).replace("-", "")
    if signs[place] != sign:
        assert prefix_of(signs[:place] + sign + signs[place + 1 :]) is None


@given(st.text(max_size=20))
def test_anything_else_is_no_code(text: str) -> None:
    found = prefix_of(text)
    assert found is None or len(found) == 5


def test_signs_that_are_misread_for_one_another_are_not_used() -> None:
    assert len(set(SIGNS)) == 32
    assert not set("ILO0") & set(SIGNS)
