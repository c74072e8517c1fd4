"""What an agreement still lacks: one function for each rule, each with a stable key.

A draft may be incomplete, so it gets warnings where an active contract gets errors. A contract that
is over (completed, revoked, entered in error) was active once, and is not asked again.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from pk_fhir.contract import codes, identifiers
from pk_fhir.contract.contract import PatientContract
from pk_fhir.contract.follow_up import FIVE_QUESTIONS
from pk_fhir.contract.moments import earliest, latest
from pk_fhir.contract.people import PersonIdentifier
from pk_fhir.contract.problems import Problem, Severity, pointer

_Rule = Callable[[PatientContract], Iterator[Problem]]

# The end of the key of each of the four parts' rules.
PART_KEYS = {
    codes.PartName.AGREEMENT: "pk-part-agreement",
    codes.PartName.CONTACT: "pk-part-contact",
    codes.PartName.TIME: "pk-part-time",
    codes.PartName.PLANNING: "pk-part-planning",
}


def problems(contract: PatientContract) -> list[Problem]:
    """Everything that is missing or does not agree, in the order of the rules."""
    if contract.status in _OVER:
        return [found for rule in _ALWAYS for found in rule(contract)]
    asked = [found for rule in _RULES for found in rule(contract)]
    if contract.status is not codes.ContractStatus.ACTIVE:
        asked = [_softened(found) for found in asked]
    return [*asked, *(found for rule in _ALWAYS for found in rule(contract))]


_OVER = frozenset(
    {
        codes.ContractStatus.COMPLETED,
        codes.ContractStatus.REVOKED,
        codes.ContractStatus.ENTERED_IN_ERROR,
    }
)


def _softened(found: Problem) -> Problem:
    return Problem(severity="warning", key=found.key, pointer=found.pointer, values=found.values)


def _found(key: str, *steps: str | int, severity: Severity = "error", **values: str) -> Problem:
    return Problem(severity=severity, key=key, pointer=pointer(*steps), values=values)


def _part_is_discussed(part: codes.PartName) -> _Rule:
    def rule(contract: PatientContract) -> Iterator[Problem]:
        times = Counter(stated.part for stated in contract.discussed)[part]
        if times == 0:
            yield _found(PART_KEYS[part], "discussed")

    return rule


def _part_once(contract: PatientContract) -> Iterator[Problem]:
    seen: set[codes.PartName] = set()
    for index, stated in enumerate(contract.discussed):
        if stated.part in seen:
            yield _found("pk-part-twice", "discussed", index, part=stated.part.value)
        seen.add(stated.part)


def _part_has_date(contract: PatientContract) -> Iterator[Problem]:
    for index, stated in enumerate(contract.discussed):
        if stated.when is None or stated.by is None:
            yield _found("pk-part-when-by", "discussed", index, severity="warning")


def _indication(contract: PatientContract) -> Iterator[Problem]:
    if not any(stated.code for stated in contract.indications):
        yield _found("pk-indication", "indications")


def _patient_is_named(contract: PatientContract) -> Iterator[Problem]:
    if not contract.patient.identifiers:
        yield _found("pk-patient-identifier", "patient", "identifiers")


def _title(contract: PatientContract) -> Iterator[Problem]:
    if contract.title is None:
        yield _found("pk-title", "title")


def _established(contract: PatientContract) -> Iterator[Problem]:
    if contract.established is None:
        yield _found("pk-established", "established")


def _author(contract: PatientContract) -> Iterator[Problem]:
    if contract.author is None:
        yield _found("pk-author", "author")


def _period(contract: PatientContract) -> Iterator[Problem]:
    if contract.period is None or contract.period.start is None:
        yield _found("pk-period", "period")


def _patient_agreed(contract: PatientContract) -> Iterator[Problem]:
    current = [one for one in contract.agreements if one.version == contract.version]
    if not any(one.party == "patient" or one.for_patient for one in current):
        yield _found(
            "pk-agreed-patient", "agreements", severity="warning", version=str(contract.version)
        )
    if not any(one.party != "patient" and not one.for_patient for one in current):
        yield _found(
            "pk-agreed-care", "agreements", severity="warning", version=str(contract.version)
        )


def _agreed_means_there_is(contract: PatientContract) -> Iterator[Problem]:
    """A part that is agreed on has something in it."""
    held = {
        codes.PartName.AGREEMENT: bool(
            contract.goals or contract.patient_commitments or contract.care_commitments
        ),
        codes.PartName.CONTACT: bool(contract.fixed_contacts),
        codes.PartName.TIME: bool(contract.times),
        codes.PartName.PLANNING: bool(
            contract.plans or contract.other_plans or contract.care_commitments
        ),
    }
    for index, stated in enumerate(contract.discussed):
        if stated.outcome is codes.PartOutcome.AGREED and not held[stated.part]:
            yield _found(f"{PART_KEYS[stated.part]}-empty", "discussed", index, severity="warning")


def _one_coordinator(contract: PatientContract) -> Iterator[Problem]:
    coordinating = [
        index
        for index, contact in enumerate(contract.fixed_contacts)
        if contact.coordinating and contact.status is codes.TeamStatus.ACTIVE
    ]
    for index in coordinating[1:]:
        yield _found("pk-one-coordinator", "fixedContacts", index, "coordinating")


def _reachable(contract: PatientContract) -> Iterator[Problem]:
    """Whom the patient turns to must be possible to reach."""
    reached = {person.id for person in contract.professionals if person.telecom}
    for index, contact in enumerate(contract.fixed_contacts):
        if contact.status is codes.TeamStatus.ACTIVE and contact.professional not in reached:
            yield _found("pk-contact-telecom", "fixedContacts", index, severity="warning")


def _review(contract: PatientContract) -> Iterator[Problem]:
    if not any(review.status not in _DONE for review in contract.reviews):
        yield _found("pk-next-review", "reviews", severity="warning")


_DONE = frozenset(
    {
        codes.TaskStatus.COMPLETED,
        codes.TaskStatus.CANCELLED,
        codes.TaskStatus.REJECTED,
        codes.TaskStatus.FAILED,
        codes.TaskStatus.ENTERED_IN_ERROR,
    }
)


def _time_is_of_its_kind(contract: PatientContract) -> Iterator[Problem]:
    for index, time in enumerate(contract.times):
        if time.status is codes.TimeStatus.WISHED and (time.start or not time.wished):
            yield _found("pk-time-wished", "times", index, "wished")
        if time.status is codes.TimeStatus.AGREED and time.patient_reply is not _ACCEPTED:
            yield _found("pk-time-agreed", "times", index, "patientReply")


_ACCEPTED = codes.Reply.ACCEPTED


def _ongoing_has_start(contract: PatientContract) -> Iterator[Problem]:
    for name, efforts in (
        ("careCommitments", contract.care_commitments),
        ("externalEfforts", contract.external_efforts),
    ):
        for index, effort in enumerate(efforts):
            if effort.period is not None and effort.period.start is None:
                yield _found("pk-effort-start", name, index, "period", "start")


def _external_has_responsible(contract: PatientContract) -> Iterator[Problem]:
    for index, effort in enumerate(contract.external_efforts):
        if not effort.performers:
            yield _found("pk-external-responsible", "externalEfforts", index, "performers")


def _sign_has_place(contract: PatientContract) -> Iterator[Problem]:
    for index, sign in enumerate(contract.warning_signs):
        if not sign.where_to_turn:
            yield _found("pk-warning-where", "warningSigns", index, "whereToTurn")


def _team_has_members(contract: PatientContract) -> Iterator[Problem]:
    for index, team in enumerate(contract.teams):
        if not team.members:
            yield _found("pk-team-members", "teams", index, "members")


def _chosen_from_alternative(contract: PatientContract) -> Iterator[Problem]:
    offered = {effort.id: effort for effort in contract.care_commitments}
    for index, effort in enumerate(contract.care_commitments):
        source = offered.get(effort.chosen_from or "")
        if source is not None and source.standing is not codes.Standing.ALTERNATIVE:
            yield _found("pk-chosen-from", "careCommitments", index, "chosenFrom")
        elif source is not None and source.status is codes.EffortStatus.ACTIVE:
            yield _found("pk-chosen-open", "careCommitments", index, "chosenFrom", name=source.id)


def _representative_decides(contract: PatientContract) -> Iterator[Problem]:
    for index, relative in enumerate(contract.relatives):
        relations = {relation.code for relation in relative.relations}
        if relative.may_decide and not relations & REPRESENTATIVES:
            yield _found("pk-representation", "relatives", index, "mayDecide")


REPRESENTATIVES = frozenset(
    {
        codes.Relation.SPECIAL_REPRESENTATIVE,
        codes.Relation.ADMINISTRATOR,
        codes.Relation.CUSTODIAN,
        codes.Relation.GUARDIAN,
        codes.Relation.PROXY,
    }
)


def _agrees_for_patient(contract: PatientContract) -> Iterator[Problem]:
    relatives = {relative.id for relative in contract.relatives}
    for index, agreement in enumerate(contract.agreements):
        if agreement.for_patient and agreement.party not in relatives:
            yield _found("pk-agreed-for-patient", "agreements", index, "forPatient")
        if agreement.version > contract.version:
            yield _found("pk-agreed-version", "agreements", index, "version")


def _periods_run_forward(contract: PatientContract) -> Iterator[Problem]:
    """Every period in the contract, wherever it stands, and the times."""
    for steps, period in _periods(contract.to_json(), ()):
        if earliest(period["start"]) > latest(period["end"]):
            yield _found("pk-period-backwards", *steps)


def _periods(
    value: object, steps: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], dict[str, str]]]:
    if isinstance(value, dict):
        if "start" in value and "end" in value:
            yield steps, value
        for name, member in value.items():
            yield from _periods(member, (*steps, name))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _periods(member, (*steps, index))


def _time_is_possible(contract: PatientContract) -> Iterator[Problem]:
    for index, time in enumerate(contract.times):
        if time.start is None and time.status not in _WITHOUT_START:
            yield _found("pk-time-start", "times", index, "start")
        if time.cancel_reason is not None and time.status not in _CANCELLED:
            yield _found("pk-time-cancel-reason", "times", index, "cancelReason")


# https://hl7.org/fhir/R4/appointment.html, app-3 and app-4.
_WITHOUT_START = frozenset(
    {codes.TimeStatus.WISHED, codes.TimeStatus.CANCELLED, codes.TimeStatus.WAITLIST}
)
_CANCELLED = frozenset({codes.TimeStatus.CANCELLED, codes.TimeStatus.NO_SHOW})


def _five_questions(contract: PatientContract) -> Iterator[Problem]:
    for index, stated in enumerate(contract.follow_ups):
        answered = [getattr(stated, question) for question in FIVE_QUESTIONS]
        whole = all(one is not None and one.answer is not None for one in answered)
        if stated.status is codes.FormStatus.COMPLETED and not whole:
            yield _found("pk-five-questions", "followUps", index)


def _organizations_have_no_home(contract: PatientContract) -> Iterator[Problem]:
    for index, organization in enumerate(contract.organizations):
        for place, point in enumerate(organization.telecom):
            if point.use is codes.ContactUse.HOME:
                steps = ("organizations", index, "telecom", place, "use")
                yield _found("pk-organization-telecom", *steps)


def _reserve_numbers(contract: PatientContract) -> Iterator[Problem]:
    people: list[tuple[tuple[str | int, ...], tuple[PersonIdentifier, ...]]] = [
        (("patient", "identifiers"), contract.patient.identifiers)
    ]
    people += [
        (("relatives", index, "numbers"), relative.numbers)
        for index, relative in enumerate(contract.relatives)
    ]
    for steps, numbers in people:
        for place, number in enumerate(numbers):
            finding = identifiers.check(number.system, number.value)
            if finding is not None:
                yield _found(finding.key, *steps, place, severity=finding.severity)


# What an active contract must have; a draft is told what it still lacks.
_RULES: tuple[_Rule, ...] = (
    *(_part_is_discussed(part) for part in PART_KEYS),
    _part_has_date,
    _agreed_means_there_is,
    _indication,
    _patient_is_named,
    _title,
    _established,
    _author,
    _period,
    _patient_agreed,
    _reachable,
    _review,
    _time_is_of_its_kind,
    _ongoing_has_start,
    _external_has_responsible,
    _sign_has_place,
    _team_has_members,
)

# What no contract may do, whatever its status.
_ALWAYS: tuple[_Rule, ...] = (
    _part_once,
    _one_coordinator,
    _chosen_from_alternative,
    _representative_decides,
    _agrees_for_patient,
    _periods_run_forward,
    _time_is_possible,
    _five_questions,
    _organizations_have_no_home,
    _reserve_numbers,
)
