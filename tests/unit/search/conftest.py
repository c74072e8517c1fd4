"""R4's parameters, an indexer, and a reader of queries."""

from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest

from pk_fhir.definitions import Definitions
from pk_fhir.search import Context, Indexer, Registry, parse
from pk_fhir.search.rows import COLUMNS

STOCKHOLM = ZoneInfo("Europe/Stockholm")
BASE = "https://pk-fhir.example/fhir"
TYPES = ("Appointment", "CarePlan", "CareTeam", "Goal", "Group", "List", "Location", "Observation")
TYPES += ("Organization", "Patient", "Practitioner", "Task")
SYNTAX_HIERARCHY = {"root": ("root", "leaf"), "leaf": ("leaf",)}


class Codes:
    """A terminology of one value set and one hierarchy."""

    def expand(self, value_set):
        known = {"urn:vs": [("urn:s", "a"), ("urn:s", "b"), ("urn:t", "c")], "urn:empty": []}
        return known.get(value_set)

    def below(self, system, code):
        return SYNTAX_HIERARCHY.get(code) if system == "urn:s" else None

    def above(self, system, code):
        return {"leaf": ("leaf", "root")}.get(code) if system == "urn:s" else None


@pytest.fixture(scope="session")
def registry():
    return Registry(Definitions.r4())


@pytest.fixture(scope="session")
def named_rows(registry):
    """The rows of a resource for one parameter, by column name, without the number."""
    indexer = Indexer(registry, zone=STOCKHOLM, bases=(BASE,))

    def rows(resource, code, kind=None, part=""):
        parameter = registry.get(resource["resourceType"], code)
        kind = kind or parameter.kind
        return [
            dict(zip(COLUMNS[kind][1:], row[1:], strict=True))
            for row in indexer.rows(resource).of(kind)
            if row[0] == parameter.key(part)
        ]

    return rows


@pytest.fixture(scope="session")
def read(registry):
    """The query tree of a query string."""

    def reading(kind, text, *, lenient=False, language="en", now=0):
        context = Context(
            registry=registry,
            types=TYPES,
            now=now,
            zone=STOCKHOLM,
            bases=(BASE,),
            terminology=Codes(),
            lenient=lenient,
            language=language,
        )
        types = TYPES if kind == "" else (kind,)
        return parse(types, parse_qsl(text, keep_blank_values=True), context)

    return reading


@pytest.fixture(scope="session")
def tests(read):
    """The tests of the one criterion of a query, as (form, values)."""

    def of(kind, text, **options):
        (criterion,) = read(kind, text, **options).where
        return [(test.form, test.values) for test in criterion.tests]

    return of
