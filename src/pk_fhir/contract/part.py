"""What every part of a contract has that is kept as a record of its own."""

from pydantic import field_validator

from pk_fhir.contract.base import Key, Model, said
from pk_fhir.contract.problems import BrokenValueError
from pk_fhir.contract.values import Identifier

PATIENT = "patient"


class Keyed(Model):
    """A part with a key, by which the other parts and later versions know it."""

    id: Key = said(
        en="Key",
        sv="Nyckel",
        about="the same in every version of the contract",
        om="samma i varje version av kontraktet",
    )
    withheld_from_patient: bool = said(
        False, en="Not released to the patient", sv="Inte utlämnad till patienten", strict=True
    )

    @field_validator("id")
    @classmethod
    def _not_the_patient(cls, value: str) -> str:
        if value == PATIENT:
            raise BrokenValueError("pk-json-key-patient")
        return value


class Part(Keyed):
    """A part that may have identifiers of the record system it comes from."""

    identifiers: tuple[Identifier, ...] = said(
        (), en="Identifiers in the record system", sv="Identiteter i journalsystemet"
    )
