"""Who reads for whom: minors, their guardians, and representatives of adults.

An age is reached at midnight in Sweden on the birthday (29 February: on 1 March in other years).
"""

from datetime import date

from pk_fhir.access.policy.facts import Facts, Representative
from pk_fhir.access.policy.table import Policy


def age(born: date, today: date) -> int:
    """Whole years at the start of `today`."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def may_read_own(policy: Policy, facts: Facts, today: date) -> bool:
    """Whether a person of this age reads the own record; one whose birth date is unknown does."""
    return facts.born is None or age(facts.born, today) >= policy.own_record_from_age


def may_represent(policy: Policy, facts: Facts, who: tuple[str, str], today: date, at: int) -> bool:
    """Whether the person with this canonical identifier reads for the one whom the facts are about.

    A guardian while the child is young; somebody registered as a representative of an adult. A link
    that is cut (inactive, ended) is none, and with protected identity nobody reads for another.
    """
    if facts.protected and policy.protected_identity_cuts_links:
        return False
    standing = [
        each
        for each in facts.representatives
        if each.identifier == who and each.active and each.period.holds(at)
    ]
    return any(_may(policy, each, facts, today) for each in standing)


def _may(policy: Policy, link: Representative, facts: Facts, today: date) -> bool:
    if facts.born is None:
        return not link.guardian and policy.representatives_read
    years = age(facts.born, today)
    if link.guardian:
        return years < policy.guardian_until_age
    return policy.representatives_read and years >= policy.own_record_from_age
