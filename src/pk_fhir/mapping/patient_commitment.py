"""Task of what the patient does (https://hl7.org/fhir/R4/task.html), and what it repeats."""

from pk_fhir.contract import codes
from pk_fhir.contract.commitments import (
    PatientCommitment,
)
from pk_fhir.contract.part import PATIENT
from pk_fhir.contract.values import Coding
from pk_fhir.mapping import service_request, terms
from pk_fhir.mapping.concepts import (
    coding,
    codings,
    read_codings,
    read_concept,
    read_words,
)
from pk_fhir.mapping.datatypes import (
    period,
    read_period,
)
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import DATE_TIME, TEXT, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.reading import codings as stated_codings
from pk_fhir.mapping.task import (
    CLOSE,
    Common,
    read_type,
    restriction,
    write_common,
)
from pk_fhir.mapping.writing import Json, Writing


def write(stated: PatientCommitment, out: Writing) -> list[Json]:
    """The Task, and the ServiceRequest that it repeats when it does."""
    kind = [coding(terms.COMMITMENT_KIND[stated.kind])] if stated.kind else []
    task = write_common(
        out,
        "patient-commitment",
        stated,
        title="Patientens åtagande",
        lines=(
            ("Åtagande", stated.what),
            ("Beskrivning", stated.description),
            ("Status", stated.status.sv),
        ),
        code={"coding": [*kind, *codings(stated.codings)], "text": stated.what},
        goals=stated.goals,
        status=stated.status.value,
        statusReason={"text": stated.status_reason} if stated.status_reason else None,
        description=stated.description,
        focus={"reference": out.urn("ServiceRequest", stated.id)} if stated.repeated else None,
        executionPeriod=period(stated.done),
        authoredOn=stated.written,
        owner=out.ref(stated.owner),
        note=out.notes(stated.notes),
        restriction=restriction(period(stated.planned)),
    )
    return [task, *service_request.write_activity(stated, out)]


def read(node: Node, reading: Reading) -> PatientCommitment | None:
    """The patient's commitment; of another's Task too, when its owner is the patient or a relative."""
    element = node.element
    owner = reading.ref(element.child("owner"), node, CLOSE)
    ours = (terms.TASK_TYPE, "patient-commitment") in stated_codings(element.raw.get("code"))
    # A task that somebody else has, or nobody, is not the patient's commitment.
    if owner is None and (element.has("owner") or not ours):
        element.note("map-essential", "owner")
        return None
    common = Common(node, "patient-commitment", reading)
    code = read_type(element, "patient-commitment")
    kind: object = None
    what: str | None = None
    own: tuple[Coding, ...] = ()
    if code is not None:
        kind, what = read_concept(code, terms.COMMITMENT_KIND, kept=True)
        what = what or (
            kind.sv
            if isinstance(kind, codes.CommitmentKind) and code.raw.get("text") == kind.sv
            else None
        )
        own = read_codings(code)
    description = element.read("description", TEXT)
    if what is None and description is None:
        element.note("map-essential", "description")
        return None
    focus = element.child("focus")
    repeated = service_request.read_activity(focus, node, reading) if focus else None
    return build(
        PatientCommitment,
        element,
        **common.fields(),
        what=what,
        description=description,
        kind=kind,
        codings=own,
        owner=owner or PATIENT,
        status=common.status or codes.TaskStatus.ACCEPTED,
        status_reason=read_words(element.child("statusReason")),
        written=element.read("authoredOn", DATE_TIME),
        planned=common.planned,
        done=read_period(element.child("executionPeriod")),
        repeated=repeated,
    )
