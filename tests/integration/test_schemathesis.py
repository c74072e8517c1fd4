"""Schemathesis calls everything that our OpenAPI description describes, well and badly: never a 5xx, never a hang.

And each answer is of a media type that the description names.

Contracts, the view and FHIR, of a server that runs (https://schemathesis.readthedocs.io).
"""

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import schemathesis
from bench.served import served
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance

EXAMPLES = 10
SECONDS = 120  # an answer that takes longer is a hang
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def schema() -> Iterator[schemathesis.BaseSchema]:
    with tempfile.TemporaryDirectory(prefix="pk-fhir-api-") as name:
        folder = Path(name)
        with served(f"sqlite:///{folder / 'api.db'}", folder) as server:
            yield schemathesis.openapi.from_url(f"{server.url}/openapi.json")


@pytest.mark.parametrize("mode", MODES)
def test_no_operation_answers_with_a_fault_of_ours(
    schema: schemathesis.BaseSchema, mode: GenerationMode
) -> None:
    called = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        # Where nothing can be wrong by the description, there is nothing bad to send.
        with suppress(Unsatisfiable):
            _call(operation, mode)
            called += 1
    assert called > 15


def _call(operation: schemathesis.APIOperation, mode: GenerationMode) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def answered(case: schemathesis.Case) -> None:
        response = case.call(timeout=SECONDS)
        case.validate_response(response, checks=[not_a_server_error, content_type_conformance])

    answered()
