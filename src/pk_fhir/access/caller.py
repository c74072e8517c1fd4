"""Who is asking: every interaction and every view takes a `Caller`.

Made at the edge from a bearer token (or, by an explicit development setting, from nothing); the
rooms below never see tokens.
"""

from typing import Literal

import msgspec

from pk_fhir.access.policy import Policy
from pk_fhir.messages import Language

Role = Literal["patient", "staff", "system", "admin"]


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """A person or a system, on behalf of one care provider.

    `tenant` is the care provider (vårdgivare) whose data the caller works in; `subject` the token's
    subject; `patient` the id of the Patient in context (patient role), `unit` the HSA-id of the
    care unit that the caller acts for, `provider` the HSA-id of its care giver; `purpose` a
    v3-PurposeOfUse code; `request_id` follows the call into log and audit. `development` is true
    when authentication is off.

    `employee` is the HSA-id of a member of staff, `assignment` that of the commission
    (medarbetaruppdrag) they act on, `title` what they are, `client` the calling program.
    `represents` is the identifier of the person for whom a patient caller acts (a child, say):
    `patient` is then that person's Patient, and `patient_identifier` stays the caller's own.

    `language` is the one that texts are answered in. `policy` are the rules of law and trust under which the caller reads, `at` the moment of the request
    (microseconds since 1970; None: now).
    """

    tenant: str
    subject: str
    role: Role
    scopes: frozenset[str] = frozenset()
    patient: str | None = None
    patient_identifier: tuple[str, str] | None = None
    unit: str | None = None
    provider: str | None = None
    name: str | None = None
    employee: str | None = None
    assignment: str | None = None
    title: str | None = None
    client: str | None = None
    represents: tuple[str, str] | None = None
    purpose: str = "TREAT"
    request_id: str = ""
    development: bool = False
    language: Language = "en"
    policy: Policy = Policy()
    at: int | None = None
