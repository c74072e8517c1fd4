"""Patient: the person whose contract it is (https://hl7.org/fhir/R4/patient.html)."""

import re

from pk_fhir.contract import codes
from pk_fhir.contract.people import Patient
from pk_fhir.mapping import terms
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import read_code
from pk_fhir.mapping.datatypes import (
    human_name,
    read_name,
    read_person_identifiers,
    read_telecom,
    telecom,
)
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import BOOLEAN, DATE, TEXT, Element
from pk_fhir.mapping.writing import Json, Writing, compact


def write(patient: Patient, out: Writing) -> Json:
    """The Patient. Its narrative has no number: narratives are copied around."""
    name = patient.name.whole if patient.name else None
    security: list[Json] = []
    if patient.protection is not None:
        security = [
            {
                "system": terms.SECURITY_LABEL,
                "code": patient.protection.value,
                "display": patient.protection.sv.capitalize(),
            }
        ]
        name = None
    extension: list[Json] = []
    if patient.interpreter_required is not None:
        url = terms.INTERPRETER_REQUIRED
        extension = [{"url": url, "valueBoolean": patient.interpreter_required}]
    numbers = [{"system": one.system, "value": one.value} for one in patient.identifiers]
    key = {"system": terms.PERSON_SYSTEM, "value": out.person_key}
    return out.resource(
        "Patient", "pk-patient", "Patient", (("Namn", name),), security=security
    ) | compact(
        {
            "extension": extension,
            "identifier": [*numbers, key],
            "name": human_name(patient.name),
            "telecom": telecom(patient.telecom),
            "gender": patient.gender.value if patient.gender else None,
            "birthDate": patient.birth_date,
            "communication": _communication(patient.language),
        }
    )


def _communication(language: str | None) -> list[Json]:
    if language is None:
        return []
    coding = {"system": terms.LANGUAGE, "code": language}
    return [{"language": {"coding": [coding]}, "preferred": True}]


def read(node: Node) -> Patient:
    """The patient."""
    element = node.element
    element.seen = True
    read_common(node)
    interpreter = element.extension(terms.INTERPRETER_REQUIRED)
    return Patient(
        identifiers=read_person_identifiers(element),
        name=read_name(element),
        birth_date=element.read("birthDate", DATE),
        gender=read_code(element, "gender", codes.Gender),
        language=_read_language(element),
        telecom=read_telecom(element),
        interpreter_required=interpreter.read("valueBoolean", BOOLEAN) if interpreter else None,
        protection=_read_protection(element),
    )


def _read_language(element: Element) -> str | None:
    """The preferred language, else the first."""
    listed = element.raw.get("communication")
    entries = listed if isinstance(listed, list) else []
    preferred = [one for one in entries if isinstance(one, dict) and one.get("preferred") is True]
    chosen = preferred[0] if preferred else next(iter(entries), None)
    for one in element.pick("communication", lambda one: one.raw is chosen):
        language = one.child("language")
        if one.raw.get("preferred") is True:
            one.ignore("preferred")
        if language is None:
            continue
        for coding in language.pick("coding", _is_language):
            coding.ignore("system", "code", "display")
            language.ignore("text")
            code = coding.read("code", TEXT)
            if code is not None and _LANGUAGE.fullmatch(code):
                return code
            coding.note("map-value", "code")
    return None


_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def _is_language(element: Element) -> bool:
    return element.raw.get("system") == terms.LANGUAGE


def _read_protection(element: Element) -> codes.Protection | None:
    meta = element.child("meta")
    if meta is None:
        return None
    for label in meta.pick("security", lambda one: one.raw.get("system") == terms.SECURITY_LABEL):
        label.ignore("system", "display", "version")
        found = read_code(label, "code", codes.Protection)
        if found is not None:
            return found
    return None
