"""One person's part from a real FHIR server, whatever it can and cannot do."""

import msgspec
import pytest
from tests.integration.view.servers import FhirServer, served
from tests.unit.view import three_sources as given

from pk_fhir.sync import ExternalSources, Limits, Person, Pulled, Source
from pk_fhir.sync.belongs import SHARED
from pk_fhir.view import identity
from pk_fhir.view.sources import reasons

pytestmark = pytest.mark.anyio

ELSA = identity.person([(given.PERSONNUMMER, given.NUMBER)])
PATIENT = Limits(total=60, read=60)


async def pulled(server: FhirServer, limits: Limits | None = None) -> Pulled:
    source = Source(
        key="s",
        name="Källan",
        base_url=server.url,
        allow_private=True,
        limits=limits or PATIENT,
    )
    async with ExternalSources([source], clock=lambda: given.NOW) as sources:
        [answer] = await sources.ask_all(ELSA, 60)
    return answer


def names(answer: Pulled) -> list[str]:
    return sorted(f"{r['resourceType']}/{r['id']}" for r in answer.resources)


EKEBY = given.ekeby().resources
WHOLE = sorted(f"{r['resourceType']}/{r['id']}" for r in EKEBY)


@pytest.mark.parametrize("has_everything", [True, False])
@pytest.mark.parametrize("page_size", [1000, 3])
async def test_all_of_it_comes_by_everything_or_by_searches_in_one_page_or_many(
    has_everything: bool, page_size: int
) -> None:
    with served(FhirServer(EKEBY, has_everything=has_everything, page_size=page_size)) as server:
        answer = await pulled(server)
    assert (answer.state, answer.reason, answer.notes) == ("fresh", None, [])
    assert answer.fetched == given.NOW
    assert names(answer) == WHOLE


async def test_no_address_ever_holds_the_number() -> None:
    own_number_as_id = [
        given.patient(given.EKEBY) | {"id": given.NUMBER},
        given.goal("01") | {"subject": {"reference": f"Patient/{given.NUMBER}"}},
    ]
    with served(FhirServer(own_number_as_id)) as server:
        answer = await pulled(server)
    assert names(answer) == ["Goal/ga", f"Patient/{given.NUMBER}"]
    assert server.asked
    assert not [path for _, path, _ in server.asked if given.NUMBER in path]


@pytest.mark.parametrize("has_everything", [True, False])
async def test_a_source_is_asked_for_nothing_but_what_it_is_registered_for_and_that_is_said(
    has_everything: bool,
) -> None:
    with served(FhirServer(EKEBY, has_everything=has_everything)) as server:
        source = Source(
            key="s",
            name="Källan",
            base_url=server.url,
            allow_private=True,
            ask_for=frozenset({"CareTeam", "Goal"}),
        )
        async with ExternalSources([source], clock=lambda: given.NOW) as sources:
            [answer] = await sources.ask_all(ELSA, 60)
    asked = {path.split("/")[2] for _, path, _ in server.asked}
    assert {"Patient", "CareTeam", "Goal"} <= asked <= {"Patient", "CareTeam", "Goal", *SHARED}
    kinds = {"CareTeam", "Goal", "Patient", *SHARED}
    assert names(answer) == [name for name in WHOLE if name.partition("/")[0] in kinds]
    assert not [path for _, path, _ in server.asked if path.endswith("$everything")]
    others = "CarePlan, ServiceRequest, Appointment, QuestionnaireResponse, RelatedPerson, Task"
    assert [(n.key, n.values) for n in answer.notes] == [
        ("view.note.not-asked-for", {"types": others})
    ]
    assert reasons([answer]) == [
        f"Enligt överenskommelse frågas Källan inte efter uppgifter av typen {others}."
    ]


async def test_nobody_there_is_an_empty_answer() -> None:
    with served(FhirServer([given.patient(given.EKEBY) | {"identifier": []}])) as server:
        answer = await pulled(server)
    assert (answer.state, answer.resources, answer.reason) == ("empty", [], None)


async def test_a_patient_without_anything_is_an_empty_answer() -> None:
    with served(FhirServer([given.patient(given.EKEBY)])) as server:
        answer = await pulled(server)
    assert (answer.state, answer.resources, answer.reason) == ("empty", [], None)


async def test_a_server_that_ignores_parameters_shows_nobody_elses_data() -> None:
    bo = {
        "resourceType": "Patient",
        "id": "bo",
        "identifier": [{"system": given.PERSONNUMMER, "value": "197909212388"}],
    }
    goal_of_bo = given.goal("01") | {"id": "bos", "subject": {"reference": "Patient/bo"}}
    task_of_bo = given.task("bos", "review", "uppföljning", **{"for": {"reference": "Patient/bo"}})
    time_of_bo = given.time("bos", given.EKEBY, "Besök", "2026-12-01", "2026-12-01") | {
        "participant": [{"actor": {"reference": "Patient/bo"}}]
    }
    others = [bo, goal_of_bo, task_of_bo, time_of_bo]
    with served(
        FhirServer([*EKEBY, *others], ignores_parameters=True, has_everything=False)
    ) as server:
        answer = await pulled(server)
    assert names(answer) == WHOLE
    assert [(n.key, n.values) for n in answer.notes] == [
        ("view.note.not-about-you", {"count": "3"})
    ]


async def test_records_that_name_the_person_by_number_alone_are_found() -> None:
    logical = given.goal("01") | {
        "subject": {"identifier": {"system": given.PERSONNUMMER, "value": given.NUMBER}}
    }
    with served(FhirServer([logical])) as server:
        answer = await pulled(server)
    assert (answer.state, names(answer)) == ("fresh", ["Goal/ga"])


@pytest.mark.parametrize(
    ("status", "state", "missing"),
    [(400, "fresh", True), (403, "truncated", True), (500, "truncated", True)],
)
async def test_a_type_that_cannot_be_read_is_said_to_be_missing(
    status: int, state: str, missing: bool
) -> None:
    with served(FhirServer(EKEBY, has_everything=False)) as server:
        server.status["Goal"] = status
        answer = await pulled(server)
    assert answer.state == state
    assert names(answer) == [name for name in WHOLE if not name.startswith("Goal/")]
    assert any(n.values == {"type": "Goal"} for n in answer.notes) is missing


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("http://elsewhere.example/fhir/pages/1/1", "view.reason.next-elsewhere"),
        ("https://127.0.0.1/fhir/pages/1/1", "view.reason.next-elsewhere"),
        ("{base}/Patient/elsa/$everything", "view.reason.page-loop"),
    ],
)
async def test_a_next_link_that_leads_astray_is_not_followed(link: str, reason: str) -> None:
    with served(FhirServer(EKEBY, page_size=4)) as server:
        server.next_link = lambda _: link.replace("{base}", server.url)
        answer = await pulled(server)
    assert (answer.state, answer.reason and answer.reason.key) == ("truncated", reason)
    assert "Patient/elsa" in names(answer)


async def test_paging_ends_at_the_limit() -> None:
    with served(FhirServer(EKEBY, page_size=1)) as server:
        answer = await pulled(server, msgspec.structs.replace(PATIENT, pages=3))
    assert (answer.state, answer.reason and answer.reason.key) == (
        "truncated",
        "view.reason.too-many",
    )


def test_a_person_is_never_written_out() -> None:
    assert repr(ELSA) == "Person(2 identifiers)"
    assert given.NUMBER not in repr(Person(identifiers=((given.PERSONNUMMER, given.NUMBER),)))
