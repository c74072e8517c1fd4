"""Generated resources and queries: few names and values, so that they meet often.

Made from a seed by plain random choices: worlds as dense as this one are rare among what Hypothesis
draws by itself, and a seed is all that it must find again.
"""

from random import Random
from urllib.parse import quote

PATIENTS = ("anna", "bo", "cy")
PLANS = tuple(f"p{n}" for n in range(8))
GOALS = tuple(f"g{n}" for n in range(5))
DATES = (
    "2026",
    "2027",
    "2026-12",
    "2027-01",
    "2027-01-14",
    "2027-01-15",
    "2027-01-15T09:00:00+01:00",
    "2027-01-15T09:00:00.000+01:00",
    "2027-01-15T09:00:30.5+01:00",
    "2027-01-15T23:30:00Z",
)
DAYS = tuple(date for date in DATES if "T" not in date)
CODES = ("a", "b", "c")
SYSTEMS = ("urn:s", "urn:t")
PREFIXES = ("", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")
QUANTITIES = (
    {"value": 5, "system": "http://unitsofmeasure.org", "code": "mg"},
    {"value": 0.005, "system": "http://unitsofmeasure.org", "code": "g"},
    {"value": 5.2, "system": "http://unitsofmeasure.org", "code": "mg", "unit": "milligram"},
    {"value": 7, "unit": "mg"},
    {"value": 5.4, "comparator": "<", "system": "http://unitsofmeasure.org", "code": "mg"},
)


class Maker:
    """Makes resources, owners, grants and queries from one random generator."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)  # noqa: S311 - test data

    def one(self, *choices):
        return self.rng.choice(choices)

    def maybe(self, chance=0.7):
        return self.rng.random() < chance

    def many(self, make, most=2):
        return [make() for _ in range(self.rng.randint(1, most))]

    def some(self, required, **optional):
        """The required fields, and each of the others most of the time."""
        return required | {name: make() for name, make in optional.items() if self.maybe()}

    def reference(self, kind, idents):
        return {"reference": f"{kind}/{self.one(*idents)}"}

    def coding(self):
        return self.some(
            {"code": self.one(*CODES)},
            system=lambda: self.one(*SYSTEMS),
            display=lambda: self.one("Åtgärd", "Atgard två"),
        )

    def concept(self):
        return self.some(
            {"coding": self.many(self.coding)}, text=lambda: self.one("Ett", "ETT två")
        )

    def identifier(self):
        return self.some({"value": self.one(*CODES)}, system=lambda: self.one(*SYSTEMS))

    def date(self):
        return self.one(*DATES)

    def day(self):
        return self.one(*DAYS)

    def period(self):
        return self.some({}, start=self.date, end=self.date)

    def patient(self, ident):
        return self.some(
            {"resourceType": "Patient", "id": ident},
            identifier=lambda: self.many(self.identifier),
            name=lambda: self.many(
                lambda: {"family": self.one("Åberg", "Aberg", "Berg%", "Berg_strand")}
            ),
            gender=lambda: self.one("male", "female"),
            birthDate=self.day,
            active=lambda: self.one(True, False),
            deceasedBoolean=lambda: self.one(True, False),
            meta=lambda: {
                "tag": [self.coding()],
                "profile": [self.one("http://p/a", "http://p/a/b|1", "http://p/ab")],
            },
        )

    def plan(self, ident):
        return self.some(
            {
                "resourceType": "CarePlan",
                "id": ident,
                "status": self.one("active", "draft"),
                "subject": self.reference("Patient", PATIENTS),
            },
            period=self.period,
            category=lambda: self.many(self.concept),
            goal=lambda: self.many(lambda: self.reference("Goal", GOALS)),
            partOf=lambda: [self.reference("CarePlan", PLANS)],
            instantiatesUri=lambda: [self.one("http://p/a", "http://p/a/b", "http://p/ab")],
        )

    def goal(self, ident):
        return self.some(
            {
                "resourceType": "Goal",
                "id": ident,
                "lifecycleStatus": self.one("active", "planned"),
                "subject": self.reference("Patient", PATIENTS),
            },
            startDate=self.day,
        )

    def observation(self, ident):
        return self.some(
            {
                "resourceType": "Observation",
                "id": ident,
                "status": "final",
                "code": self.concept(),
                "subject": self.reference("Patient", PATIENTS),
            },
            valueQuantity=lambda: self.one(*QUANTITIES),
            component=lambda: self.many(
                lambda: self.some(
                    {"code": self.concept()}, valueQuantity=lambda: self.one(*QUANTITIES)
                )
            ),
        )

    def list(self, ident):
        def entry():
            return {
                "item": self.one(
                    self.reference("CarePlan", PLANS), self.reference("Patient", PATIENTS)
                )
            }

        return {
            "resourceType": "List",
            "id": ident,
            "status": "current",
            "entry": self.many(entry, 4),
        }

    def world(self):
        """Resources in a random order, some of them twice: the later one is the current version."""
        made = [self.patient(ident) for ident in PATIENTS]
        made += [self.plan(ident) for ident in PLANS] + [self.plan(self.one(*PLANS))]
        made += [self.goal(ident) for ident in GOALS]
        made += [self.observation(f"o{n}") for n in range(5)] + [self.list("l1"), self.list("l2")]
        self.rng.shuffle(made)
        return made

    def owner(self):
        return {
            "patient": self.one(None, "anna", "bo"),
            "released": self.one(True, True, False),
            "care_unit": self.one(None, "SE1-U1", "SE1-U2"),
            "care_giver": self.one(None, "SE1", "SE2"),
        }

    def grant(self):
        return {
            "types": self.one(
                None,
                None,
                frozenset({"CarePlan", "Patient"}),
                frozenset({"CarePlan", "Goal", "List"}),
            ),
            "patients": self.one(None, None, frozenset({"anna"})),
            "outside": self.maybe(0.2),
            "released": self.maybe(0.3),
            "units": self.one(None, None, frozenset({"SE1-U1"})),
            "known_owner": self.maybe(0.2),
            "hidden_units": self.one(frozenset(), frozenset({"SE1-U2"})),
            "hidden_givers": self.one(frozenset(), frozenset({"SE2"})),
        }

    # Queries

    def token(self):
        return self.one("a", "b", "urn:s|a", "urn:t|b", "|a", "urn:s|", "a,b", "urn:s|a,urn:s|b")

    def one_token(self):
        return self.one("a", "b", "urn:s|a", "urn:t|b", "|a")

    def moment(self):
        return quote(self.one(*PREFIXES) + self.date())

    def amount(self):
        text = self.one(
            "5",
            "5.4",
            "7",
            "5|http://unitsofmeasure.org|mg",
            "0.0054|http://unitsofmeasure.org|g",
            "5.2|http://unitsofmeasure.org|mg",
            "5||mg",
            "5||milligram",
        )
        return self.one(*PREFIXES) + text

    def name(self):
        return quote(self.one("aberg", "Å", "berg%", "berg_", "x", "Berg"))

    def query(self):
        """A type, and one to three parameters."""
        kind = self.one("Patient", "CarePlan", "CarePlan", "CarePlan", "Goal", "Observation")
        table = getattr(self, f"_{kind.lower()}")()
        codes = self.rng.sample(sorted(table), self.one(1, 1, 2, 3))
        return kind, "&".join(f"{code.strip()}={table[code]}" for code in codes)

    def filter(self, *tests):
        """One to three tests, with and, or, not and parentheses between them."""
        made = [
            self.one("{}", "({})", "not ({})").format(test) for test in self.rng.sample(tests, 2)
        ]
        return quote(self.one(" and ", " or ").join(made))

    def _goal(self):
        return {
            "_filter": self.filter(
                f"start-date {self.one('po', 'co', 'ge', 'lt', 'ne')} {self.date()}",
                "patient.gender eq MALE",
                "patient[family sw ber].active ne true",
                "lifecycle-status eq active",
            ),
            "lifecycle-status": self.one("active", "planned"),
            "start-date": self.moment(),
            "start-date ": self.moment(),
            "patient.gender": self.one("male", "female"),
            "_has:CarePlan:goal:status": self.one("active", "draft"),
        }

    def _patient(self):
        return {
            "_filter": self.filter(
                f'family {self.one("eq", "ne", "co", "sw", "ew", "ge", "lt")} "{self.one("Åberg", "berg", "B")}"',
                f"identifier pr {self.one('true', 'false')}",
                f"identifier {self.one('eq', 'ne')} {self.one_token()}",
                "_id ne anna",
                "_profile sw http://p/a",
            ),
            "identifier": self.token(),
            "family": self.name(),
            "family:contains": self.name(),
            "family:exact": quote(self.one("Åberg", "Aberg")),
            "name": self.name(),
            "gender": self.one("male", "female", "male,female"),
            "gender:not": "male",
            "birthdate": self.moment(),
            "active": self.one("true", "http://hl7.org/fhir/special-values|true", "urn:s|true"),
            "deceased": self.one("true", "false"),
            "_tag": self.token(),
            "_profile": self.one("http://p/a", "http://p/a/b"),
            "_profile:below": self.one("http://p/a", "http://p"),
            "_profile:above": "http://p/a/b/c",
            "_id": self.one("anna", "anna,bo", "dan"),
            "_id:not": "anna",
            "_id:missing": self.one("true", "false"),
            "identifier:missing": self.one("true", "false"),
            "_has:CarePlan:patient:status": self.one("active", "draft"),
            "_has:CarePlan:patient:date": self.moment(),
            "_has:CarePlan:subject:_has:CarePlan:part-of:status": "active",
            "_has:Observation:patient:code": self.token(),
            "_list": self.one("l1", "l2"),
        }

    def _careplan(self):
        return {
            "_filter": self.filter(
                "subject.family eq aberg",
                "part-of[status eq active].subject re Patient/anna",
                f"goal {self.one('ne', 're')} Goal/g1",
                f"date {self.one('po', 'co')} {self.date()}",
                "not (goal.lifecycle-status eq active)",
            ),
            "part-of:below": self.one(*PLANS),
            "part-of:above": self.one(*PLANS),
            "status": self.one(
                "active",
                "draft",
                "active,draft",
                "http://hl7.org/fhir/request-status|active",
                "urn:s|active",
            ),
            "status:not": "active",
            "patient": self.one(
                "anna", "Patient/bo", "anna,bo", "https://pk-fhir.example/fhir/Patient/anna"
            ),
            "subject": self.one("anna", "Patient/bo", "Group/anna"),
            "subject:Patient": "anna",
            "date": self.moment(),
            "date ": self.moment(),
            "category": self.token(),
            "category:text": quote(self.one("ett", "atgard", "två")),
            "category:not": self.token(),
            "instantiates-uri": self.one("http://p/a", "http://p/a/b"),
            "instantiates-uri:below": "http://p/a",
            "goal:missing": self.one("true", "false"),
            "patient.identifier": self.token(),
            "subject:Patient.family": self.name(),
            "subject.gender:not": "male",
            "goal.lifecycle-status": self.one("active", "planned"),
            "goal.patient.family": self.name(),
            "part-of.part-of.status": self.one("active", "draft"),
            "part-of.subject:Patient.name": self.name(),
            "_list": self.one("l1", "l2"),
            "_lastUpdated": self.moment(),
        }

    def _observation(self):
        return {
            "code": self.token(),
            "value-quantity": self.amount(),
            "code-value-quantity": f"{self.one_token()}${self.amount()}",
            "component-code-value-quantity": f"{self.one_token()}${self.amount()}",
            "combo-value-quantity": self.amount(),
            "patient:Patient.name": self.name(),
        }
