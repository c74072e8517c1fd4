"""Plans and times of common searches on a filled database, and how both grow with it.

    python bench/search_plans.py --database postgresql://... --patients 1000,100000

Fills an empty database with made-up patients, each with a contract's resources, through the store's
own write path, up to each of the numbers; at each it runs every common search. Prints the times and
the database's size, and whether a plan reads a whole table or a time has grown with the patients, and
ends with 1 where one does. Patients do not share their values (numbers, names spread), so a search
whose time grows with their number has lost its index. Works on SQLite as well.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from pk_fhir.definitions import Definitions
from pk_fhir.search import Context, Indexer, Registry, parse
from pk_fhir.store import Change, Grant, Plan, Store, Visibility
from pk_fhir.store.index_tables import index_rows
from pk_fhir.store.search import Asked, search
from pk_fhir.store.search.run import scope_of
from pk_fhir.store.search.select import page

TENANT = "bench"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
REGISTRY = Registry(Definitions.r4())
FORM = "https://example.org/Questionnaire/"
FORMS = 3
TYPES = (
    "Appointment",
    "CarePlan",
    "Goal",
    "Organization",
    "Patient",
    "Questionnaire",
    "QuestionnaireResponse",
    "Task",
)
NOW = int(datetime(2026, 11, 2, tzinfo=UTC).timestamp() * 1_000_000)
FAMILY = ("Testsson", "Provström", "Exempelberg", "Påhittsdotter", "Fiktivius", "Övningsjö")
IN_A_PLAN = 400
# A time has grown where it is this many times the first one, and more than so many milliseconds.
GROWN_TIMES = 4.0
GROWN_MS = 5.0
BIG = ("versions", "directory", "index_")

# What journal systems, portals and views ask for; {n} is a patient in the middle of them all.
SEARCHES = (
    ("Patient", "_id=p{n}"),
    ("Patient", "identifier=urn:example:bench|{n}"),
    ("Patient", "identifier={n}"),
    ("Patient", "family=Exempelberg{n}"),
    ("Patient", "name=exempelberg{n}"),
    ("Patient", "gender=female&_count=20"),
    ("CarePlan", "patient=p{n}"),
    ("CarePlan", "patient=Patient/p{n}&status=active"),
    ("CarePlan", "subject=Patient/p{n}&date=ge2026-01-01"),
    ("CarePlan", "patient=p{n}&_include=CarePlan:goal"),
    ("CarePlan", "patient=p{n}&_sort=-date"),
    ("CarePlan", "status=active"),
    ("CarePlan", "status=active&_count=50"),
    ("CarePlan", "status=draft,on-hold"),
    ("CarePlan", "patient.identifier=urn:example:bench|{n}"),
    ("CarePlan", "subject:Patient.family=Exempelberg{n}"),
    ("CarePlan", "status=active&patient.identifier=urn:example:bench|{n}"),
    ("CarePlan", "identifier=urn:example:plan|{n},urn:example:plan|1"),
    ("CarePlan", "goal=Goal/g{n}"),
    ("Appointment", "patient=p{n}&date=ge2026-11-01"),
    ("Appointment", "date=2027-01-15&_count=20"),
    ("Appointment", "date=ge2027-01-15&date=lt2027-01-16"),
    ("Goal", "patient=p{n}&_revinclude=CarePlan:goal"),
    ("Patient", "_has:CarePlan:patient:identifier=urn:example:plan|{n}"),
    ("QuestionnaireResponse", f"questionnaire={FORM}1|1"),
    ("QuestionnaireResponse", f"questionnaire={FORM}1|1&patient=p{{n}}"),
    ("QuestionnaireResponse", "questionnaire.title=formul%C3%A4r&patient=p{n}"),
    (
        "QuestionnaireResponse",
        "questionnaire.status=active&patient.identifier=urn:example:bench|{n}",
    ),
    ("Questionnaire", "_has:QuestionnaireResponse:questionnaire:patient=p{n}"),
    ("CarePlan", "status:not=active"),
    ("CarePlan", "replaces:missing=true"),
    ("Patient", "_lastUpdated=gt2026-11-02T00:00:00Z&_count=10"),
    ("CarePlan", "_sort=-_lastUpdated"),
    ("CarePlan", ""),
)
# The same for somebody who sees one patient's compartment, and asks as if there were no others.
OF_A_PATIENT = (
    ("Appointment", "status=booked"),
    ("CarePlan", ""),
    ("CarePlan", "_sort=-date"),
    ("Patient", "name=exempelberg"),
)


def contract(n: int) -> Iterator[dict[str, Any]]:
    """The resources of patient number `n`, and, of the first ones, a form that all fill in."""
    if n < FORMS:
        yield {
            "resourceType": "Questionnaire",
            "id": f"f{n}",
            "url": f"{FORM}{n}",
            "version": "1",
            "status": "active",
            "title": f"Formulär {n}",
        }
    subject = {"reference": f"Patient/p{n}"}
    day = date(2026, 11, 2) + timedelta(days=n % 365)
    yield {
        "resourceType": "Patient",
        "id": f"p{n}",
        "active": True,
        "identifier": [{"system": "urn:example:bench", "value": str(n)}],
        "name": [{"family": f"{FAMILY[n % 6]}{n}", "given": ["Åke"]}],
        "gender": "female" if n % 2 else "male",
        "birthDate": f"{1930 + n % 90}-01-01",
    }
    yield {
        "resourceType": "CarePlan",
        "id": f"c{n}",
        "status": "draft" if n % 50 == 0 else "active",
        "intent": "plan",
        "title": "Patientkontrakt",
        "identifier": [{"system": "urn:example:plan", "value": str(n)}],
        "category": [{"text": "Patientkontrakt"}],
        "subject": subject,
        "period": {"start": "2026-11-02", "end": "2027-11-01"},
        "goal": [{"reference": f"Goal/g{n}"}],
    }
    yield {
        "resourceType": "Goal",
        "id": f"g{n}",
        "lifecycleStatus": "active",
        "subject": subject,
        "description": {"text": "Kunna gå till affären på egen hand"},
        "startDate": "2026-11-02",
        "target": [{"dueDate": "2027-02-01"}],
    }
    yield {
        "resourceType": "Appointment",
        "id": f"a{n}",
        "status": "booked",
        "start": f"{day}T09:00:00+01:00",
        "end": f"{day}T09:45:00+01:00",
        "participant": [{"actor": subject, "status": "accepted"}],
    }
    yield {
        "resourceType": "QuestionnaireResponse",
        "id": f"r{n}",
        "status": "completed",
        "subject": subject,
        "questionnaire": f"{FORM}{n % FORMS}|1",
        "authored": "2026-11-02",
    }


async def fill(store: Store, patients: int, there: int = 0) -> None:
    """Write patients up to that many, a few hundred resources at a time."""
    indexer = Indexer(REGISTRY, zone=STOCKHOLM)
    changes: list[Change] = []
    for n in range(there, patients):
        changes += [_change(store, indexer, n, resource) for resource in contract(n)]
        if len(changes) >= IN_A_PLAN or n == patients - 1:
            await store.write(Plan(tenant=TENANT, changes=tuple(changes)))
            changes = []
    if store.statements.name == "postgresql":
        await store.execute([sa.text("ANALYZE")])


def _change(store: Store, indexer: Indexer, n: int, resource: dict[str, Any]) -> Change:
    patient = None if resource["resourceType"] == "Questionnaire" else f"p{n}"
    return Change(
        tenant=TENANT,
        type=resource["resourceType"],
        id=resource["id"],
        version=1,
        shard=f"{TENANT}/{patient}" if patient else TENANT,
        number=store.numbers.next(),
        body=json.dumps(resource, ensure_ascii=False).encode(),
        last_updated=NOW + n * 1000,
        method="PUT",
        patient=patient,
        index=index_rows(indexer.rows(resource)),
    )


def asked(kind: str, text: str, n: int, patients: frozenset[str] | None = None) -> Asked:
    """The search as the one care provider's staff would ask it, or (`patients`) one of its patients."""
    context = Context(registry=REGISTRY, types=TYPES, now=NOW, zone=STOCKHOLM)
    query = parse((kind,), parse_qsl(text.format(n=n), keep_blank_values=True), context)
    return Asked(
        query=query,
        tenant=TENANT,
        visibility=Visibility((Grant(tenant=TENANT, patients=patients),)),
        count=query.count or 20,
        counted=500,
    )


async def whole_tables(store: Store, search_: Asked) -> list[str]:
    """The big tables that the plan of the first page reads from end to end."""
    statement = page(scope_of(store, search_), search_.query, search_.count)
    if store.statements.name == "postgresql":
        return [found for found in await _scans(store, statement) if found.startswith(BIG)]
    rows = await store.fetch(_Explain("EXPLAIN QUERY PLAN", statement))
    told = [str(row[3]) for row in rows]
    small = (
        "SCAN transaction_counter",
        "SCAN picked",
        "SCAN places",
        "SCAN start",
        "SCAN CONSTANT",
    )
    return [each for each in told if each.startswith("SCAN") and not each.startswith(small)]


async def ways(store: Store, search_: Asked) -> set[str]:
    """The indexes by which the first page reads versions, on PostgreSQL."""
    statement = page(scope_of(store, search_), search_.query, search_.count)
    return {
        str(node["Index Name"])
        async for node in _nodes(store, statement)
        if node.get("Relation Name") == "versions" and "Index Name" in node
    }


async def _scans(store: Store, statement: sa.Select[Any]) -> list[str]:
    return [
        str(node["Relation Name"])
        async for node in _nodes(store, statement)
        if node["Node Type"] in ("Seq Scan", "Parallel Seq Scan")
    ]


async def _nodes(store: Store, statement: sa.Select[Any]) -> AsyncIterator[dict[str, Any]]:
    """The steps of the plan."""
    [(plan,)] = await store.fetch(_Explain("EXPLAIN (FORMAT JSON)", statement))
    left = [(json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]]
    while left:
        node = left.pop()
        left.extend(node.get("Plans", ()))
        yield node


class _Explain(sa.sql.expression.Executable, sa.ClauseElement):
    """A statement with EXPLAIN before it."""

    inherit_cache = False

    def __init__(self, how: str, statement: sa.Select[Any]) -> None:
        self.how = how
        self.statement = statement


@compiles(_Explain)
def _explain(element: _Explain, compiler: Any, **kw: object) -> str:  # noqa: ANN401 - SQLAlchemy's own signature
    return f"{element.how} {compiler.process(element.statement, **kw)}"


async def _timed(store: Store, search_: Asked, times: int = 8) -> tuple[float, int]:
    """Milliseconds, as fast as a search that is asked often is: the sixth time may have another plan."""
    took, found = [], 0
    for _ in range(times):
        started = time.perf_counter()
        answer = await search(store, search_)
        took.append(time.perf_counter() - started)
        found = len(answer.matches)
    return min(took[5:]) * 1000, found


async def size(store: Store) -> float:
    """MiB on the disk."""
    if store.statements.name == "postgresql":
        text = "SELECT pg_database_size(current_database())"
    else:
        text = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    [(total,)] = await store.fetch(sa.text(text))
    return float(total) / 2**20


Times = dict[tuple[str, str, bool], float]


async def measured(store: Store, patients: int) -> tuple[Times, int]:
    """The time of each search in ms, and how many plans read a whole table."""
    bad = 0
    times: Times = {}
    middle = patients // 12 * 6 + 2
    own = frozenset({f"p{middle}"})
    for kind, text, whose in (
        *((kind, text, None) for kind, text in SEARCHES),
        *((kind, text, own) for kind, text in OF_A_PATIENT),
    ):
        search_ = asked(kind, text, middle, whose)
        scans = await whole_tables(store, search_)
        took, found = await _timed(store, search_)
        times[kind, text, whose is not None] = took
        bad += bool(scans)
        told = f"WHOLE {scans}" if scans else ""
        print(f"{took:8.2f} ms {found:4d} {kind}?{text} {told}", flush=True)
    return times, bad


def grown(first: Times, last: Times) -> list[str]:
    """The searches whose time has grown with the patients: more than the machine's own unrest."""
    return [
        f"{kind}?{text}: {first[kind, text, own]:.2f} -> {took:.2f} ms"
        for (kind, text, own), took in last.items()
        if took > GROWN_MS and took > GROWN_TIMES * first[kind, text, own]
    ]


async def main() -> int:
    """The program; 1 when a plan reads a whole table, or a time has grown."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--database", required=True, help="an empty database, or a filled one")
    arguments.add_argument("--patients", default="1000,100000")
    arguments.add_argument("--filled", action="store_true", help="the database is filled already")
    options = arguments.parse_args()
    store = await Store.open(options.database)
    bad, there = 0, 0
    found: list[Times] = []
    try:
        for patients in map(int, options.patients.split(",")):
            if not options.filled:
                started = time.perf_counter()
                await fill(store, patients, there)
                print(f"filled in {time.perf_counter() - started:.0f} s")
                there = patients
            print(f"{patients} patients, {await size(store):.0f} MiB", flush=True)
            times, whole = await measured(store, patients)
            found.append(times)
            bad += whole
    finally:
        await store.close()
    slower = grown(found[0], found[-1])
    for told in slower:
        print(f"GROWN {told}")
    return 1 if bad or slower else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
