"""A plan as rows of the tables, in the order of their columns; the same for both databases."""

from collections import defaultdict
from typing import Any

from pk_fhir.store.plan import Answer, AuditRow, Change, Plan

RowsByTable = dict[str, list[tuple[Any, ...]]]


def of_plan(plan: Plan) -> RowsByTable:
    """Every row that a plan adds, by table; rows of `versions` lack `since_tx` and `until_tx`."""
    found: RowsByTable = defaultdict(list)
    for change in plan.changes:
        found["versions"].append(version(change))
        _beside(change, found)
        for destination in plan.destinations:
            found["outbox"].append(_outbox(change, destination))
    if plan.audit:
        found["audit"] = [audit(row) for row in plan.audit]
    if plan.answer is not None:
        found["answers"] = [_answer(plan.answer)]
    return found


def version(change: Change) -> tuple[Any, ...]:
    """The row of `versions`, in the order of its columns."""
    return (
        change.shard,
        change.number,
        change.tenant,
        change.type,
        change.id,
        change.version,
        change.body,
        change.last_updated,
        change.method,
        change.deleted,
        change.patient,
        change.care_unit,
        change.care_giver,
        change.released,
        *change.about,
        None,
    )


def directory(change: Change) -> tuple[Any, ...]:
    """The resource's entry in the directory."""
    return (
        change.tenant,
        change.type,
        change.id,
        change.shard,
        change.number,
        change.version,
        change.deleted,
    )


def _beside(change: Change, found: RowsByTable) -> None:
    key = (change.shard, change.number, change.tenant, change.type)
    for table, rows in change.index.items():
        found[table].extend(key + row for row in rows)
    tenant = change.tenant
    found["mentions"].extend(
        (tenant, kind, ident, change.shard, change.number) for kind, ident in change.mentions
    )
    found["identities"].extend(
        (tenant, system, value, change.id) for system, value in change.identities
    )
    for other in change.links:
        found["links"] += [(tenant, change.id, other), (tenant, other, change.id)]


def _outbox(change: Change, destination: str) -> tuple[Any, ...]:
    return (
        change.shard,
        change.number,
        destination,
        change.tenant,
        "waiting",
        0,
        change.last_updated,
        None,
        None,
        change.last_updated,
    )


def audit(row: AuditRow) -> tuple[Any, ...]:
    """The row of `audit`, in the order of its columns."""
    return (
        row.tenant,
        row.number,
        row.at,
        row.interaction,
        row.subject,
        row.role,
        row.unit,
        row.provider,
        row.purpose,
        row.request_id,
        row.type,
        row.id,
        row.version,
        row.patient,
        row.outcome,
        row.query,
        row.name,
        row.assignment,
        row.client,
        row.person,
        row.owner_unit,
        row.owner_provider,
        row.reason,
        row.until,
        row.event,
        row.title,
    )


def _answer(answer: Answer) -> tuple[Any, ...]:
    return (
        answer.tenant,
        answer.subject,
        answer.key,
        answer.request,
        answer.answer,
        answer.at,
    )
