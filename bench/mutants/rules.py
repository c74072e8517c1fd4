"""Changes that break invariants, narrative and extension rules of R4.

Each entry of the table says for a type what to write into such an element, and at which place below it
the rule is told ("" is the element itself).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from bench.mutants.change import GONE, Change, put
from bench.mutants.spots import Json, Spot

DIV = '<div xmlns="http://www.w3.org/1999/xhtml">'


class Rule(NamedTuple):
    key: str
    put: dict[str, Any]
    below: tuple[str, ...] = ("",)


RULES: dict[str, tuple[Rule, ...]] = {
    "Period": (Rule("per-1", {"start": "2020-02-01", "end": "2020-01-01"}),),
    "Quantity": (Rule("qty-3", {"code": "mg", "system": GONE}),),
    "ContactPoint": (Rule("cpt-2", {"value": "070", "system": GONE}),),
    "Attachment": (Rule("att-1", {"data": "YQ==", "contentType": GONE}),),
    "Extension": (Rule("ext-1", {"valueString": "x", "extension": [{"url": "http://example.org/a", "valueString": "x"}]}),),
    "Timing.repeat": (
        Rule("tim-1", {"duration": 1, "durationUnit": GONE}),
        Rule("tim-2", {"period": 1, "periodUnit": GONE}),
        Rule("tim-4", {"duration": -1, "durationUnit": "h"}),
        Rule("tim-5", {"period": -1, "periodUnit": "d"}),
        Rule("tim-6", {"durationMax": 1, "duration": GONE}),
        Rule("tim-7", {"periodMax": 1, "period": GONE}),
        Rule("tim-9", {"offset": 1, "when": GONE}),
        Rule("tim-10", {"timeOfDay": ["10:00:00"], "when": ["MORN"]}),
    ),
    "Range": (Rule("rng-2", {"low": {"value": 2}, "high": {"value": 1}}),),
    "Ratio": (Rule("rat-1", {"numerator": {"value": 1}, "denominator": GONE}),),
    "SampledData": (Rule("number needed", {"dimensions": 0}, (".dimensions",)),),
    "Organization": (Rule("org-1", {"name": GONE, "identifier": GONE}),),
    "Organization.telecom": (Rule("org-3", {"use": "home"}),),
    "Patient.contact": (Rule("pat-1", {"name": GONE, "telecom": GONE, "address": GONE, "organization": GONE}),),
    "Appointment": (
        Rule("app-2", {"start": "2020-01-01T10:00:00Z", "end": GONE}),
        Rule("app-3", {"status": "booked", "start": GONE, "end": GONE}),
        Rule("app-4", {"status": "booked", "start": "2020-01-01T10:00:00Z", "end": "2020-01-01T11:00:00Z", "cancelationReason": {"text": "x"}}),
    ),
    "Appointment.participant": (Rule("app-1", {"type": GONE, "actor": GONE}),),
    "AppointmentResponse": (Rule("apr-1", {"participantType": GONE, "actor": GONE}),),
    "CarePlan.activity": (Rule("cpl-3", {"detail": {"status": "not-started"}, "reference": {"reference": "Task/1"}}),),
    "Goal.target": (Rule("gol-1", {"measure": GONE, "detailString": "x", "detailRange": GONE, "detailQuantity": GONE}),),
    "Condition": (
        Rule("con-4", {"abatementString": "x", "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}}),
        Rule("con-5", {"verificationStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "entered-in-error"}]}, "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}}),
    ),
    "Consent": (
        Rule("ppc-1", {"policy": GONE, "policyRule": GONE}),
    ),
    "ServiceRequest": (Rule("prr-1", {"orderDetail": [{"text": "x"}], "code": GONE}),),
    "Task": (Rule("inv-1", {"authoredOn": "2020-02-01", "lastModified": "2020-01-01"}),),
    "Questionnaire.item": (
        Rule("que-1", {"type": "group", "item": GONE}),
        Rule("que-1 display", {"type": "display", "item": [{"linkId": "pk-x", "type": "display", "text": "x"}]}),
        Rule("que-3", {"type": "display", "code": [{"code": "x"}], "item": GONE}),
        Rule("que-4", {"answerOption": [{"valueString": "x"}], "answerValueSet": "http://x.se/vs", "type": "choice"}),
        Rule("que-5", {"answerOption": [{"valueString": "x"}], "type": "boolean"}),
        Rule("que-6", {"type": "display", "required": True, "item": GONE}),
        Rule("que-8", {"type": "group", "initial": [{"valueString": "x"}], "item": [{"linkId": "pk-x", "type": "display"}]}),
        Rule("que-9", {"type": "display", "readOnly": True, "item": GONE}),
        Rule("que-10", {"type": "choice", "maxLength": 5}),
        Rule("que-11", {"answerOption": [{"valueString": "x"}], "initial": [{"valueString": "x"}], "type": "choice"}),
        Rule("que-12", {"enableWhen": [{"question": "pk-a", "operator": "exists", "answerBoolean": True}, {"question": "pk-b", "operator": "exists", "answerBoolean": True}], "enableBehavior": GONE}),
        Rule("que-13", {"repeats": False, "initial": [{"valueString": "x"}, {"valueString": "y"}], "type": "string"}),
    ),
    "Questionnaire.item.enableWhen": (Rule("que-7", {"operator": "exists", "answerString": "x", "answerBoolean": GONE, "answerCoding": GONE}),),
    "QuestionnaireResponse.item": (Rule("qrs-1", {"answer": [{"valueString": "x"}], "item": [{"linkId": "x"}]}),),
    "Narrative": (
        Rule("txt-2", {"div": DIV + "</div>"}, (".div",)),
        Rule("txt-2 only space", {"div": DIV + " \n</div>"}, (".div",)),
        Rule("txt-1 script", {"div": DIV + "<script>x</script></div>"}, (".div",)),
        Rule("txt-1 form", {"div": DIV + "<form>x</form></div>"}, (".div",)),
        Rule("txt-1 onclick", {"div": DIV + '<p onclick="x()">x</p></div>'}, (".div",)),
        Rule("not closed", {"div": DIV + "<p>x</div>"}, (".div",)),
        Rule("no namespace", {"div": "<div>x</div>"}, (".div",)),
        Rule("no div", {"div": '<p xmlns="http://www.w3.org/1999/xhtml">x</p>'}, (".div",)),
        Rule("unknown entity", {"div": DIV + "&nope;</div>"}, (".div",)),
        Rule("bare ampersand", {"div": DIV + "a & b</div>"}, (".div",)),
        Rule("two roots", {"div": DIV + "x</div><p>y</p>"}, (".div",)),
        Rule("no markup", {"div": "x"}, (".div",)),
        Rule("unknown attribute", {"div": DIV + '<p foo="x">x</p></div>'}, (".div",)),
        Rule("unknown tag", {"div": DIV + "<foo>x</foo></div>"}, (".div",)),
    ),
}  # fmt: skip


def of_rules(resource: dict[str, Any], spots: list[Spot]) -> Iterator[Change]:
    kind = str(resource["resourceType"])
    yield from _by_table((), kind, kind, resource)
    for spot in spots:
        if isinstance(spot.value, dict):
            yield from _by_table(spot.way, spot.place, spot.type, spot.value)
            if spot.child is not None:
                named = f"{spot.parent}.{spot.child.name}"
                if named != spot.type:
                    yield from _by_table(spot.way, spot.place, named, spot.value)
    yield from _of_extension(resource, kind)
    yield from _of_resource(resource, kind)


def _by_table(way: Json, place: str, kind: str, value: dict[str, Any]) -> Iterator[Change]:
    for rule in RULES.get(kind, ()):
        steps = [
            ((*way, name), given)
            for name, given in rule.put.items()
            if given is not GONE or name in value
        ]
        if steps and rule.below:
            yield Change(rule.key, tuple(steps), tuple(place + below for below in rule.below))


def _of_extension(resource: dict[str, Any], kind: str) -> Iterator[Change]:
    number = len(resource.get("extension", ()))
    way: Json = ("extension", number) if number else ("extension",)
    at = f"{kind}.extension[{number}]"

    def one(name: str, made: dict[str, Any], *places: str) -> Change:
        return put(name, way, made if number else [made], *places)

    yield one("extension without a url", {"valueString": "x"}, at, f"{at}.url")
    yield one("extension without a value", {"url": "http://example.org/a"}, at)
    yield one("extension with a relative url", {"url": "a", "valueString": "x"}, at, f"{at}.url")
    yield one("extension with two values", {"url": "http://example.org/a", "valueString": "x", "valueBoolean": True}, at, f"{at}.value")  # fmt: skip
    yield one("extension with a value of no type", {"url": "http://example.org/a", "valueNope": "x"}, at, f"{at}.valueNope")  # fmt: skip
    core = "http://hl7.org/fhir/StructureDefinition/"
    yield one(
        "extension out of its context",
        {"url": f"{core}humanname-own-prefix", "valueString": "x"},
        kind,
        at,
    )
    yield one("extension with a value of a wrong type", {"url": f"{core}workflow-instantiatesUri", "valueBoolean": True}, at, f"{at}.value", f"{at}.value.ofType(boolean)")  # fmt: skip
    # An error only where the caller says so, as HL7's suite does.
    unknown = {"url": "http://x.se/fhir/y", "valueString": "x"}
    yield put("any: modifier extension that is not known", ("modifierExtension",), [unknown])


def _of_resource(resource: dict[str, Any], kind: str) -> Iterator[Change]:
    yield put("resource of no known type", ("resourceType",), "Nope", "", "Nope", kind)
    yield Change("resource without a type", ((("resourceType",), GONE),), ("", kind))
    yield put("id that is none", ("id",), "a b", f"{kind}.id")
    yield put("id too long", ("id",), "x" * 65, f"{kind}.id")
    yield put(
        "unknown rules that it must be read by", ("implicitRules",), "a b", f"{kind}.implicitRules"
    )
    yield put("language that is none", ("language",), "a b", f"{kind}.language")
    meta = resource.get("meta", {})
    yield put("unknown profile", ("meta",), {**meta, "profile": ["http://example.org/nope"]})
    yield put("profile of another type", ("meta",), {**meta, "profile": ["http://hl7.org/fhir/StructureDefinition/bp"]}, kind, f"{kind}.meta.profile[0]")  # fmt: skip
