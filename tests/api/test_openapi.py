"""The served OpenAPI document is true: requests made from it are answered as it says, others are refused as it says.

Schemathesis makes the requests and judges the answers. `pytest -m proof tests/api/test_openapi.py` asks far more.
"""

import asyncio
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.openapi import from_dict
from schemathesis.specs.openapi import checks

from node.api.v1.door import TABLE
from node.api.v1.operations import Operation
from node.service.tokens import Scope
from tests.api.desk import Desk
from tests.api.program import PREFIX, Program
from tests.api.sample import Sample

SHORT_ID = re.compile("[0-9a-f]{32}")
schemathesis.openapi.format("edtf-subset", st.sampled_from(["1985-04-24", "1985~", "2022-03/.."]))
schemathesis.openapi.format("term", st.sampled_from(["P4Y6M", "P15D", "life"]))
CHECKED = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]


async def _ask(desk: Desk, sample: Sample, told: Operation, *, examples: int) -> None:
    """Ask one operation with requests that fit the document and with some that do not."""
    program = await Program.admitted(desk, Scope.WRITE)
    document = (await program.get("/openapi.json")).json
    known = sorted(record.hex() for record in sample.records.values())

    def run() -> None:
        schema = from_dict(document)
        operation = next(
            one.ok() for one in schema.get_all_operations() if one.ok().label == f"{told.method} {told.path}"
        )
        base = f"{desk.origin}{PREFIX}"
        headers = {"Authorization": f"Bearer {program.token}"}
        modes = [schemathesis.GenerationMode.POSITIVE]
        if told.params or told.query or told.body:
            modes.append(schemathesis.GenerationMode.NEGATIVE)
        for mode in modes:

            @settings(
                max_examples=examples,
                derandomize=True,
                database=None,
                deadline=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode), record=st.sampled_from(known), at=st.booleans())
            def ask(case: schemathesis.Case, record: str, at: bool) -> None:
                places = case.path_parameters or {}
                for place, id in (("space", program.space), ("record", record)):
                    if at and SHORT_ID.fullmatch(str(places.get(place, ""))):
                        places[place] = id
                answer = case.call(base_url=base, headers=headers)
                case.validate_response(answer, checks=CHECKED)

            ask()

    await asyncio.to_thread(run)


@pytest.mark.parametrize("told", TABLE.operations, ids=lambda told: told.name)
async def test_document_is_true_of_an_operation(desk: Desk, sample: Sample, told: Operation) -> None:
    await _ask(desk, sample, told, examples=4)


@pytest.mark.proof
@pytest.mark.slow
@pytest.mark.parametrize("told", TABLE.operations, ids=lambda told: told.name)
async def test_document_is_true_of_an_operation_at_length(desk: Desk, sample: Sample, told: Operation) -> None:
    await _ask(desk, sample, told, examples=200)
