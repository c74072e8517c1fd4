"""What a new version of a contract may not change of the one before it."""

from pk_fhir.contract import codes
from pk_fhir.contract.contract import PatientContract
from pk_fhir.contract.problems import Problem, pointer


def succession_problems(before: PatientContract, after: PatientContract) -> list[Problem]:
    """Each alternative that has become a commitment, and the other way: an intent never changes.

    What is chosen is a commitment of its own, which names the alternative (`chosenFrom`).
    """
    alternatives = {
        one.id: one.standing is codes.Standing.ALTERNATIVE for one in before.care_commitments
    }
    return [
        Problem(
            severity="error",
            key="pk-standing-fixed",
            pointer=pointer("careCommitments", index, "standing"),
            values={"name": one.id},
        )
        for index, one in enumerate(after.care_commitments)
        if alternatives.get(one.id, one.standing is codes.Standing.ALTERNATIVE)
        is not (one.standing is codes.Standing.ALTERNATIVE)
    ]
