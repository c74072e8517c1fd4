"""Pull everything that one external FHIR server has about one person's agreement.

First the person's Patients, by identifier; then ``$everything`` where the server has it and may be asked
for everything, else a search for each type that it may be asked for; always also the Tasks and the Provenance, which R4's Patient compartment leaves
out (https://hl7.org/fhir/R4/compartmentdefinition-patient.html); then what these refer to (teams'
members, units) and did not bring. A server that knows the person only by identifier in `subject` is
asked for that.

Ids of remote Patients may themselves be personal numbers: then nothing is asked that puts one in a
URL.
"""

from typing import Any

import httpx

from pk_fhir.sync.belongs import SHARED, belonging, key, local
from pk_fhir.sync.outcome import Note
from pk_fhir.sync.pages import Gathered, everything, search
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.source import Person, Source

# What an agreement is made of, and the search parameter that names the person.
TYPES: dict[str, str] = {
    "CarePlan": "subject",
    "CareTeam": "subject",
    "Goal": "subject",
    "ServiceRequest": "subject",
    "Appointment": "actor",
    "QuestionnaireResponse": "subject",
    "RelatedPerson": "patient",
}
LOGICAL = ("CarePlan", "CareTeam", "Goal", "ServiceRequest", "Task")
# PractitionerRole → Practitioner, Organization → partOf: three steps reach all that is shown.
REFERENCE_ROUNDS = 3
CHUNK = 50


async def pull(client: httpx.AsyncClient, source: Source, person: Person) -> Gathered:
    """The person's resources, each (type, id) once. SourceError when not even a Patient can be asked for."""
    base_url = source.base_url or ""
    found = await search(client, source, "Patient", {"identifier": person.tokens()})
    matching = [p for p in found.resources if _is_patient(p, person)]
    gathered = Gathered(resources=matching, sent=found.sent, unread=found.unread, notes=found.notes)
    if found.reason is not None:
        gathered.falls_short(found.state, found.reason)
    patients = {key(p) for p in matching}
    for patient in sorted(patients):
        gathered.join(await _of_patient(client, source, person, patient))
    if not patients:
        gathered.join(await _by_identifier(client, source, person))
    await _complete(client, source, gathered, base_url)
    if unasked := [kind for kind in (*TYPES, "Task") if not source.asks_for(kind)]:
        gathered.notes.append(
            Note(key="view.note.not-asked-for", values={"types": ", ".join(unasked)})
        )
    return _cleaned(gathered, person, patients, base_url)


def _is_patient(resource: dict[str, Any], person: Person) -> bool:
    return (
        resource["resourceType"] == "Patient"
        and person.has(resource.get("identifier"))
        and bool(key(resource))
    )


async def _of_patient(
    client: httpx.AsyncClient, source: Source, person: Person, patient: str
) -> Gathered:
    gathered = await _whole_compartment(client, source, person, patient)
    if gathered is None:
        gathered = Gathered()
        for kind in filter(source.asks_for, TYPES):
            gathered.join(await _optional(client, source, kind, {TYPES[kind]: patient}))
    if source.asks_for("Task"):
        form = {"patient": patient}
        if source.asks_for("Provenance"):
            form["_revinclude"] = "Provenance:target"
        gathered.join(await _optional(client, source, "Task", form))
    return gathered


async def _whole_compartment(
    client: httpx.AsyncClient, source: Source, person: Person, patient: str
) -> Gathered | None:
    """``$everything``, or None where the server has no such operation, or may not be asked for everything."""
    patient_id = patient.removeprefix("Patient/")
    if source.ask_for or any(value in patient_id for _, value in person.identifiers):
        return None
    try:
        return await everything(client, source, patient_id)
    except SourceError as error:
        if error.status is not None and error.state == "failed":
            return None
        raise


async def _optional(
    client: httpx.AsyncClient, source: Source, kind: str, form: dict[str, str]
) -> Gathered:
    """A search that a server may lack: then its type is missing and said to be, and the rest goes on."""
    try:
        return await search(client, source, kind, form)
    except SourceError as error:
        gathered = Gathered()
        gathered.could_not(error)
        gathered.notes.append(Note(key="view.note.type-not-read", values={"type": kind}))
        if error.status is None or error.state == "not-authorised" or error.status >= 500:  # noqa: PLR2004 (HTTP's server errors)
            gathered.falls_short("truncated", error.reason)
        return gathered


async def _by_identifier(client: httpx.AsyncClient, source: Source, person: Person) -> Gathered:
    """Resources whose subject is an identifier and no Patient resource (logical references)."""
    gathered = Gathered()
    for kind in filter(source.asks_for, LOGICAL):
        form = {"subject:identifier": person.tokens()}
        try:
            gathered.join(await search(client, source, kind, form))
        except SourceError as error:
            if error.status is None:
                raise
    return gathered


async def _complete(
    client: httpx.AsyncClient, source: Source, gathered: Gathered, base_url: str
) -> None:
    """Bring the Provenance of all, and what is referred to and is not there yet."""
    targets = sorted({key(r) for r in gathered.resources} - {""})
    for chunk in _chunks(targets) if source.asks_for("Provenance") else ():
        gathered.join(await _optional(client, source, "Provenance", {"target": ",".join(chunk)}))
    asked: set[str] = set()
    for _ in range(REFERENCE_ROUNDS):
        missing = _missing(gathered.resources, base_url) - asked
        if not missing:
            return
        asked |= missing
        for kind in sorted({reference.partition("/")[0] for reference in missing}):
            ids = sorted(r.partition("/")[2] for r in missing if r.startswith(f"{kind}/"))
            for chunk in _chunks(ids):
                gathered.join(await _optional(client, source, kind, {"_id": ",".join(chunk)}))


def _missing(resources: list[dict[str, Any]], base_url: str) -> set[str]:
    there = {key(r) for r in resources}
    wanted: set[str] = set()
    for resource in resources:
        for reference in _references(resource):
            target = local(reference, base_url)
            kind, _, identity = target.partition("/")
            if kind in SHARED and identity and "/" not in identity:
                wanted.add(target)
    return wanted - there


def _references(value: object) -> list[object]:
    """Every `reference` anywhere inside, without recursion that a deep resource could exhaust."""
    found: list[object] = []
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            if "reference" in item:
                found.append(item["reference"])
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return found


def _chunks(items: list[str]) -> list[list[str]]:
    return [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]


def _cleaned(gathered: Gathered, person: Person, patients: set[str], base_url: str) -> Gathered:
    once: dict[str, dict[str, Any]] = {}
    for resource in gathered.resources:
        once.setdefault(key(resource) or f"#{len(once)}", resource)
    kept, others = belonging(list(once.values()), person, patients, base_url)
    if others:
        gathered.notes.append(Note(key="view.note.not-about-you", values={"count": str(others)}))
    nothing = not any(r["resourceType"] not in (*SHARED, "Patient") for r in kept)
    if nothing and gathered.reason is None:
        gathered.state, gathered.reason = "empty", None
    gathered.resources = [] if nothing else kept
    gathered.notes = list({_identity(n): n for n in gathered.notes}.values())
    return gathered


def _identity(note: Note) -> tuple[str, str, str, str]:
    return note.key, note.resource, note.expression, str(sorted(note.values.items()))
