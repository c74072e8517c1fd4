"""Generated resources and queries: few names and values, so that they meet often."""

from hypothesis import strategies as st

PATIENTS = ("anna", "bo")
UNITS = (None, "SE1-U1", "SE1-U2")


def _reference(kind, idents):
    return st.sampled_from(idents).map(lambda ident: {"reference": f"{kind}/{ident}"})


def _some(**fields):
    return st.fixed_dictionaries({}, optional=fields)


dates = st.sampled_from(
    ["2026", "2027-01", "2027-01-15", "2027-01-15T09:00:00+01:00", "2027-01-15T23:30:00Z"]
)
codes = st.sampled_from(["a", "b"])
systems = st.sampled_from(["urn:s", "urn:t"])
coding = _some(system=systems, code=codes, display=st.sampled_from(["Åtgärd", "Atgard två"]))
concept = _some(coding=st.lists(coding, max_size=2), text=st.sampled_from(["Ett", "ETT två"]))
period = _some(start=dates, end=dates)
identifier = st.fixed_dictionaries({"value": codes}, optional={"system": systems})

patient = st.fixed_dictionaries(
    {"resourceType": st.just("Patient"), "id": st.sampled_from(PATIENTS)},
    optional={
        "identifier": st.lists(identifier, min_size=1, max_size=2),
        "name": st.lists(
            st.fixed_dictionaries(
                {"family": st.sampled_from(["Åberg", "Aberg", "Berg%", "Berg_strand"])}
            ),
            min_size=1,
            max_size=2,
        ),
        "gender": st.sampled_from(["male", "female"]),
        "birthDate": dates.filter(lambda text: "T" not in text),
        "active": st.booleans(),
        "meta": _some(
            tag=st.lists(coding, min_size=1, max_size=1),
            profile=st.sampled_from([["http://p/a"], ["http://p/a/b|1"], ["http://p/ab"]]),
        ),
    },
)
plan = st.fixed_dictionaries(
    {
        "resourceType": st.just("CarePlan"),
        "id": st.sampled_from(["p1", "p2", "p3"]),
        "status": st.sampled_from(["active", "draft"]),
        "subject": _reference("Patient", PATIENTS),
    },
    optional={
        "period": period,
        "category": st.lists(concept, min_size=1, max_size=2),
        "goal": st.lists(_reference("Goal", ("g1", "g2")), min_size=1, max_size=2),
        "partOf": st.lists(_reference("CarePlan", ("p1", "p2", "p3")), min_size=1, max_size=1),
        "instantiatesUri": st.sampled_from([["http://p/a"], ["http://p/a/b"]]),
    },
)
goal = st.fixed_dictionaries(
    {
        "resourceType": st.just("Goal"),
        "id": st.sampled_from(["g1", "g2"]),
        "lifecycleStatus": st.sampled_from(["active", "planned"]),
        "subject": _reference("Patient", PATIENTS),
    },
    optional={"startDate": dates.filter(lambda text: "T" not in text)},
)
quantity = st.sampled_from(
    [
        {"value": 5, "system": "http://unitsofmeasure.org", "code": "mg"},
        {"value": 0.005, "system": "http://unitsofmeasure.org", "code": "g"},
        {"value": 7, "unit": "mg"},
        {"value": 5.4, "comparator": "<", "system": "http://unitsofmeasure.org", "code": "mg"},
    ]
)
observation = st.fixed_dictionaries(
    {
        "resourceType": st.just("Observation"),
        "id": st.sampled_from(["o1", "o2"]),
        "status": st.just("final"),
        "code": concept,
    },
    optional={
        "valueQuantity": quantity,
        "component": st.lists(
            st.fixed_dictionaries({"code": concept}, optional={"valueQuantity": quantity}),
            min_size=1,
            max_size=2,
        ),
        "subject": _reference("Patient", PATIENTS),
    },
)
listed = st.fixed_dictionaries(
    {
        "resourceType": st.just("List"),
        "id": st.just("l1"),
        "status": st.just("current"),
        "entry": st.lists(
            st.one_of(_reference("CarePlan", ("p1", "p2")), _reference("Patient", PATIENTS)).map(
                lambda item: {"item": item}
            ),
            min_size=1,
            max_size=2,
        ),
    }
)
resources = st.one_of(patient, plan, plan, goal, observation, listed)

owners = st.fixed_dictionaries(
    {
        "patient": st.sampled_from([None, *PATIENTS]),
        "released": st.booleans(),
        "care_unit": st.sampled_from(UNITS),
        "care_giver": st.sampled_from((None, "SE1")),
    }
)

token = st.sampled_from(["a", "b", "urn:s|a", "urn:t|b", "|a", "urn:s|", "a,b", "urn:s|a,urn:s|b"])
prefix = st.sampled_from(["", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"])
date = st.tuples(prefix, dates).map(lambda pair: "".join(pair).replace("+", "%2B"))
amount = st.tuples(
    prefix,
    st.sampled_from(
        [
            "5",
            "5.4",
            "7",
            "5|http://unitsofmeasure.org|mg",
            "0.0054|http://unitsofmeasure.org|g",
            "5||mg",
        ]
    ),
).map("".join)
name = st.sampled_from(["aberg", "Å", "berg%25", "berg_", "x", "Berg"])


def _pairs(kind, table):
    return st.sampled_from(sorted(table)).flatmap(
        lambda code: table[code].map(lambda value: (kind, f"{code}={value}"))
    )


goals = {"lifecycle-status": st.sampled_from(["active", "planned"]), "start-date": date}
patients = {
    "identifier": token,
    "family": name,
    "family:contains": name,
    "family:exact": st.sampled_from(["Åberg", "Aberg"]),
    "name": name,
    "gender": st.sampled_from(["male", "female", "male,female"]),
    "gender:not": st.just("male"),
    "birthdate": date,
    "active": st.sampled_from(["true", "http://hl7.org/fhir/special-values|true"]),
    "deceased": st.just("false"),
    "_tag": token,
    "_profile": st.sampled_from(["http://p/a", "http://p/a/b"]),
    "_profile:below": st.sampled_from(["http://p/a", "http://p"]),
    "_profile:above": st.just("http://p/a/b/c"),
    "_id": st.sampled_from(["anna", "anna,bo", "cy"]),
    "_id:not": st.just("anna"),
    "identifier:missing": st.sampled_from(["true", "false"]),
    "_has:CarePlan:patient:status": st.sampled_from(["active", "draft"]),
    "_has:CarePlan:subject:_has:CarePlan:part-of:status": st.just("active"),
    "_has:Observation:patient:code": token,
    "_list": st.just("l1"),
}
plans = {
    "status": st.sampled_from(
        [
            "active",
            "draft",
            "active,draft",
            "http://hl7.org/fhir/request-status|active",
            "urn:s|active",
        ]
    ),
    "status:not": st.just("active"),
    "patient": st.sampled_from(
        ["anna", "Patient/bo", "anna,bo", "https://pk-fhir.example/fhir/Patient/anna"]
    ),
    "subject": st.sampled_from(["anna", "Patient/bo", "Group/anna"]),
    "subject:Patient": st.just("anna"),
    "date": date,
    "category": token,
    "category:text": st.sampled_from(["ett", "atgard", "två"]),
    "category:not": token,
    "instantiates-uri": st.sampled_from(["http://p/a", "http://p/a/b"]),
    "instantiates-uri:below": st.just("http://p/a"),
    "goal:missing": st.sampled_from(["true", "false"]),
    "patient.identifier": token,
    "subject:Patient.family": name,
    "subject.gender:not": st.just("male"),
    "goal.lifecycle-status": st.sampled_from(["active", "planned"]),
    "goal.patient.family": name,
    "part-of.part-of.status": st.sampled_from(["active", "draft"]),
    "part-of.subject:Patient.name": name,
    "_list": st.just("l1"),
    "_lastUpdated": date,
}
observations = {
    "code": token,
    "value-quantity": amount,
    "code-value-quantity": st.tuples(token.filter(lambda text: "," not in text), amount).map(
        "$".join
    ),
    "component-code-value-quantity": st.tuples(
        token.filter(lambda text: "," not in text), amount
    ).map("$".join),
    "combo-value-quantity": amount,
    "patient:Patient.name": name,
}


def _joined(kind, table):
    return st.lists(_pairs(kind, table), min_size=1, max_size=3).map(
        lambda pairs: (kind, "&".join(text for _, text in pairs))
    )


queries = st.one_of(
    _joined("Patient", patients),
    _joined("CarePlan", plans),
    _joined("CarePlan", plans),
    _joined("Goal", goals),
    _joined("Observation", observations),
)
