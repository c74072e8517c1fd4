"""The rules of law and trust: facts in, a decision out; no clock, no store."""

from pk_fhir.access.policy.blocks import hides
from pk_fhir.access.policy.facts import (
    Block,
    Consent,
    Facts,
    Lifting,
    Opening,
    Period,
    Reader,
    Record,
    Relation,
    Representative,
)
from pk_fhir.access.policy.minors import may_read_own, may_represent
from pk_fhir.access.policy.sharing import Decision, decide, shows
from pk_fhir.access.policy.table import TABLE, Policy, Rule

__all__ = [
    "TABLE",
    "Block",
    "Consent",
    "Decision",
    "Facts",
    "Lifting",
    "Opening",
    "Period",
    "Policy",
    "Reader",
    "Record",
    "Relation",
    "Representative",
    "Rule",
    "decide",
    "hides",
    "may_read_own",
    "may_represent",
    "shows",
]
