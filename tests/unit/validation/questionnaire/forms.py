"""Small questionnaires and answers to them."""

from pk_fhir.validation import Validator

BASE = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
URL = "http://loc.test/Questionnaire/q"
SYSTEM = "http://loc.test/CodeSystem/c"
UCUM = "http://unitsofmeasure.org"

TERMINOLOGY = [
    {
        "resourceType": "CodeSystem",
        "url": SYSTEM,
        "status": "active",
        "content": "complete",
        "concept": [{"code": "a", "display": "A"}, {"code": "b"}, {"code": "c"}],
    },
    {
        "resourceType": "ValueSet",
        "url": "http://loc.test/ValueSet/ab",
        "status": "active",
        "compose": {"include": [{"system": SYSTEM, "concept": [{"code": "a"}, {"code": "b"}]}]},
    },
]


def question(link, kind="string", *below, **more):
    item = {"linkId": link, "text": f"T{link}", "type": kind, **more}
    return item | {"item": list(below)} if below else item


def answer(link, *values, below=None, **more):
    item = {"linkId": link, **more}
    if values:
        item["answer"] = [{"valueString": v} if isinstance(v, str) else v for v in values]
    return item if below is None else item | {"item": below}


def coding(code, system=SYSTEM, **more):
    return {"valueCoding": {"system": system, "code": code, **more}}


def extension(name, **value):
    return {"extension": [{"url": name if ":" in name else BASE + name, **value}]}


def questionnaire(*items, **more):
    return {
        "resourceType": "Questionnaire",
        "url": URL,
        "status": "active",
        "item": list(items),
    } | more


def response(*items, **more):
    made = {"resourceType": "QuestionnaireResponse", "questionnaire": URL, "status": "completed"}
    return made | ({"item": list(items)} if items else {}) | more


def said(asked, given, *severities, **options):
    """Severity left out: errors only. Keys and locations of what is said of answers."""
    validator = Validator.for_r4().with_definitions([*TERMINOLOGY, asked])
    wanted = severities or ("error",)
    return [
        (
            issue.key.removeprefix("answers."),
            issue.expression.removeprefix("QuestionnaireResponse").removeprefix("."),
        )
        for issue in validator.validate(given, **options)
        if issue.severity in wanted and issue.key.startswith("answers.")
    ]
