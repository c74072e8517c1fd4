"""Who a person is to the service: every number they go by, their Patients, and a key without a number."""

import hashlib
import hmac
from collections.abc import Iterable
from typing import NamedTuple

import orjson

from pk_fhir.contract import identifiers
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told
from pk_fhir.store import Store
from pk_fhir.store.people import identifiers as identifiers_of

Identifier = tuple[str, str]
# A number, the number that replaced it, and that one's neighbours in another provider's records.
ROUNDS = 3
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


class Known(NamedTuple):
    """A person: canonical national identifiers, and (tenant, Patient id) of their Patients here."""

    identifiers: frozenset[Identifier]
    patients: frozenset[tuple[str, str]]


def canonical(identifier: Identifier) -> Identifier:
    """The identifier in its one spelling, whether it can be right or not."""
    system = identifiers.canonical_system(identifier[0].strip())
    return system, identifiers.canonical_value(system, identifier[1])


def required(identifier: Identifier) -> Identifier:
    """The identifier in its one spelling; FhirError "invalid" for what names no person.

    The number itself is never part of the error.
    """
    system, value = canonical(identifier)
    if system not in identifiers.PERSON_SYSTEMS:
        systems = ", ".join(sorted(identifiers.PERSON_SYSTEMS))
        raise FhirError("invalid", told("view.error.system", systems=systems))
    finding = identifiers.check(system, value)
    if not value or (finding and finding.severity == "error"):
        raise FhirError("invalid", told("view.error.number"))
    return system, value


def person_key(secret: bytes, identifier: Identifier) -> str:
    """What a person is known by in the audit trail where there is no Patient: not to be turned back
    without the service's secret."""
    message = b"person of " + orjson.dumps(canonical(identifier))
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:40]


def unnumbered(secret: bytes, subject: str) -> str:
    """What a token's subject is called in the log: itself, but for one that is a personal number."""
    if not identifiers.holds_personal_number(subject):
        return subject
    # Letters alone, so that nothing takes it for a number again.
    digest = hmac.digest(secret, b"subject " + subject.encode(), "sha256")[:16].hex()
    return "person-" + digest.translate(_LETTERS)


async def known(store: Store, tenants: Iterable[str], identifier: Identifier) -> Known:
    """Every number that the person with this one goes by, former and linked ones too, and the Patients."""
    listed = sorted(tenants)
    numbers = {canonical(identifier)}
    asked: set[Identifier] = set()
    patients: set[tuple[str, str]] = set()
    for _ in range(ROUNDS):
        new = sorted(numbers - asked)
        if not new:
            break
        asked |= numbers
        for system, value in new:
            patients |= set(await store.people(listed, system, value))
        numbers |= set(await identifiers_of(store.database, patients))
    return Known(frozenset(numbers), frozenset(patients))
