"""Near-by wrong variants of every example's contract JSON: a small edit, and every error that is told."""

from dataclasses import dataclass

from tests.conformance.edits import (
    Edit,
    drop,
    put,
    repeat,
)


@dataclass(frozen=True)
class ContractVariant:
    """A contract JSON made wrong: the errors that are told, as (pointer, key)."""

    example: str
    name: str
    edit: Edit
    errors: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        return f"{self.example}: {self.name}"


CONTRACT_VARIANTS = (
    ContractVariant(
        "elderly-with-sip",
        "a part not discussed",
        drop("discussed.2"),
        (("/discussed", "pk-part-time"),),
    ),
    ContractVariant(
        "elderly-with-sip",
        "two coordinators",
        put("fixedContacts.1.coordinating", True),
        (("/fixedContacts/1/coordinating", "pk-one-coordinator"),),
    ),
    ContractVariant(
        "cancer-with-contact-nurse",
        "no indication",
        drop("indications"),
        (("/indications", "pk-indication"),),
    ),
    ContractVariant(
        "cancer-with-contact-nurse",
        "a time that ends nowhere",
        drop("times.0.end"),
        (("/times/0", "pk-json-start-end"),),
    ),
    ContractVariant(
        "child-in-habilitation",
        "a goal that nobody has heard of",
        put("patientCommitments.0.goals.0", "mal-flyga"),
        (("/patientCommitments/0/goals/0", "pk-link-missing"),),
    ),
    ContractVariant(
        "child-in-habilitation",
        "a wrong check digit",
        put("patient.identifiers.0.value", "201701012394"),
        (("/patient/identifiers/0", "pk-id-personnummer-check"),),
    ),
    ContractVariant(
        "psychiatric-care-lpt",
        "a time agreed without the patient",
        put("times.0.patientReply", "needs-action"),
        (("/times/0/patientReply", "pk-time-agreed"),),
    ),
    ContractVariant(
        "psychiatric-care-lpt",
        "nobody responsible outside",
        drop("externalEfforts.0.performers"),
        (("/externalEfforts/0/performers", "pk-external-responsible"),),
    ),
    ContractVariant(
        "person-with-god-man",
        "a neighbour who decides",
        put("relatives.0.relations.0.code", "neighbour"),
        (("/relatives/0/mayDecide", "pk-representation"),),
    ),
    ContractVariant(
        "person-with-god-man",
        "agrees instead of the patient from care",
        put("agreements.1.forPatient", True),
        (("/agreements/1/forPatient", "pk-agreed-for-patient"),),
    ),
    ContractVariant(
        "draft-premature-infant",
        "made active as it is",
        put("status", "active"),
        (
            ("/discussed", "pk-part-time"),
            ("/discussed", "pk-part-planning"),
            ("/indications", "pk-indication"),
            ("/established", "pk-established"),
            ("/period", "pk-period"),
            ("/times/0/wished", "pk-time-wished"),
            ("/warningSigns/0/whereToTurn", "pk-warning-where"),
        ),
    ),
    ContractVariant(
        "draft-premature-infant",
        "a misspelt field",
        put("titel", "Utkast"),
        (("/titel", "pk-json-unknown-near"),),
    ),
    ContractVariant(
        "completed-hip-rehabilitation",
        "agreed to a version to come",
        put("agreements.0.version", 5),
        (("/agreements/0/version", "pk-agreed-version"),),
    ),
    ContractVariant(
        "completed-hip-rehabilitation",
        "ends before it begins",
        put("period.end", "2026-04-01"),
        (("/period", "pk-period-backwards"),),
    ),
    ContractVariant(
        "revoked-family-moved",
        "an unknown status",
        put("status", "återkallat"),
        (("/status", "pk-json-code"),),
    ),
    ContractVariant(
        "revoked-family-moved",
        "a day that does not exist",
        put("established", "2026-02-30"),
        (("/established", "pk-json-date"),),
    ),
    ContractVariant(
        "protected-identity", "drawn up by nobody", drop("author"), (("/author", "pk-author"),)
    ),
    ContractVariant(
        "protected-identity",
        "nowhere to turn",
        drop("warningSigns.0.whereToTurn"),
        (("/warningSigns/0/whereToTurn", "pk-warning-where"),),
    ),
    ContractVariant(
        "disagreeing-primary-care",
        "in force from no day",
        drop("period"),
        (("/period", "pk-period"),),
    ),
    ContractVariant(
        "disagreeing-primary-care",
        "an HSA-id without its hyphen",
        put("professionals.0.hsaId", "SE9999999901P102"),
        (("/professionals/0/hsaId", "pk-id-hsa-form"),),
    ),
    ContractVariant(
        "disagreeing-specialist", "version 0", put("version", 0), (("/version", "pk-json-small"),)
    ),
    ContractVariant(
        "disagreeing-specialist",
        "the same key twice",
        put("times.0.id", "mata"),
        (("/times/0", "pk-link-key-twice"),),
    ),
    ContractVariant(
        "municipal-home-care",
        "the patient without a number",
        drop("patient.identifiers"),
        (("/patient/identifiers", "pk-patient-identifier"),),
    ),
    ContractVariant(
        "municipal-home-care",
        "a part twice",
        repeat("discussed"),
        (("/discussed/4", "pk-part-twice"),),
    ),
    ContractVariant("minimal", "no title", drop("title"), (("/title", "pk-title"),)),
    ContractVariant(
        "minimal",
        "established on no day",
        drop("established"),
        (("/established", "pk-established"),),
    ),
    ContractVariant(
        "eye-clinic-private",
        "a sign without a place to turn to",
        drop("warningSigns.0.whereToTurn"),
        (("/warningSigns/0/whereToTurn", "pk-warning-where"),),
    ),
    ContractVariant(
        "eye-clinic-private",
        "support of an unknown kind",
        put("times.0.support.0.need", "taxi"),
        (("/times/0/support/0/need", "pk-json-code"),),
    ),
)
