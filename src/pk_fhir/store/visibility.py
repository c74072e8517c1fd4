"""Which rows a caller may see: a value, compiled into every query, and the same judgement of one row.

`access` makes the value from a `Caller`; nothing below it knows why a row may be seen. A statement
calls `clause` for **every** alias of `versions` that it uses (the matches, an include, each step of
a chain, `_has`, a count, history), so that rows that may not be seen can neither be returned nor
change what is returned. `sees` judges a row by its own columns; where rows of other tables matter
too (blocks, what a scope narrows to), `Store.seen` asks the database with the same `clause`.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

import msgspec
import sqlalchemy as sa

from pk_fhir.search.query import Criterion
from pk_fhir.store.barriers import Barrier, passes


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """One way of seeing rows: a row is seen when it meets every part that is stated.

    `types`: of these types, `but`: and of none of these. `patients`: in the compartment of one of these Patients (by id);
    `inside`, `outside`: in some, in no patient's compartment. `released`: released to the patient. `units`, `givers`:
    owned by one of these care units, care givers. `known_owner`: with a stated unit and giver.
    `hidden_units`, `hidden_givers`: not owned by these (blocks), and their owner is known. `narrowed`:
    meeting all of these search criteria, which are of the types that are stated.
    """

    tenant: str
    types: frozenset[str] | None = None
    but: frozenset[str] = frozenset()
    patients: frozenset[str] | None = None
    inside: bool = False
    outside: bool = False
    released: bool = False
    units: frozenset[str] | None = None
    givers: frozenset[str] | None = None
    known_owner: bool = False
    hidden_units: frozenset[str] = frozenset()
    hidden_givers: frozenset[str] = frozenset()
    narrowed: tuple[Criterion, ...] = ()


class Visibility(msgspec.Struct, frozen=True):
    """A row is seen when at least one grant lets it be seen, and the barrier does not hide it; without
    grants nothing is."""

    grants: tuple[Grant, ...] = ()
    barrier: Barrier | None = None

    @property
    def is_plain(self) -> bool:
        """Whether a row's own columns say all."""
        return self.barrier is None and not any(grant.narrowed for grant in self.grants)


class Owned(Protocol):
    """The columns that are judged: a row of `versions`, or a version about to be written."""

    @property
    def tenant(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def patient(self) -> str | None: ...
    @property
    def care_unit(self) -> str | None: ...
    @property
    def care_giver(self) -> str | None: ...
    @property
    def released(self) -> bool: ...


Compiled = Callable[[str, sa.FromClause, tuple[Criterion, ...]], list[sa.ColumnElement[bool]]]

# How criteria become conditions is said by the search (`store.search.build`), which stands on this module.
_criteria: list[Compiled] = []


def compiled_by(criteria: Compiled) -> None:
    """Say, once, how the criteria of a grant become conditions."""
    _criteria.append(criteria)


def sees(visibility: Visibility, row: Owned) -> bool:
    """Whether this one row may be seen by its own columns: agrees with `clause` of a plain visibility
    (a property test holds them together), and is never narrower than that of another."""
    return any(_grants(grant, row) for grant in visibility.grants)


def _grants(grant: Grant, row: Owned) -> bool:
    return (
        row.tenant == grant.tenant
        and _one_of(grant.types, row.type)
        and row.type not in grant.but
        and _one_of(grant.patients, row.patient)
        and not (grant.inside and row.patient is None)
        and not (grant.outside and row.patient is not None)
        and not (grant.released and not row.released)
        and _owner_allows(grant, row)
    )


def _owner_allows(grant: Grant, row: Owned) -> bool:
    unit, giver = row.care_unit, row.care_giver
    return (
        _one_of(grant.units, unit)
        and _one_of(grant.givers, giver)
        and not (grant.known_owner and (unit is None or giver is None))
        and not (grant.hidden_units and (unit is None or unit in grant.hidden_units))
        and not (grant.hidden_givers and (giver is None or giver in grant.hidden_givers))
    )


def _one_of(allowed: frozenset[str] | None, value: str | None) -> bool:
    return allowed is None or value in allowed


def clause(visibility: Visibility, table: sa.FromClause) -> sa.ColumnElement[bool]:
    """The same judgement as SQL over `versions` or an alias of it."""
    if not visibility.grants:
        return sa.false()
    granted = sa.or_(*(sa.and_(*_conditions(grant, table)) for grant in visibility.grants))
    if visibility.barrier is None:
        return granted
    return sa.and_(granted, passes(visibility.barrier, table))


def _conditions(grant: Grant, table: sa.FromClause) -> Iterable[sa.ColumnElement[bool]]:
    columns = table.c
    yield columns.tenant == grant.tenant
    for column, allowed in (
        (columns.type, grant.types),
        (columns.patient, grant.patients),
        (columns.care_unit, grant.units),
        (columns.care_giver, grant.givers),
    ):
        if allowed is not None:
            yield column.in_(sorted(allowed))
    if grant.but:
        yield columns.type.not_in(sorted(grant.but))
    if grant.inside:
        yield columns.patient.is_not(None)
    if grant.outside:
        yield columns.patient.is_(None)
    if grant.released:
        yield columns.released
    yield from _owner_conditions(grant, columns)
    if grant.narrowed:
        [criteria] = _criteria
        yield from criteria(grant.tenant, table, grant.narrowed)


def _owner_conditions(grant: Grant, columns: Any) -> Iterable[sa.ColumnElement[bool]]:
    if grant.known_owner:
        yield columns.care_unit.is_not(None)
        yield columns.care_giver.is_not(None)
    # NULL is in no list: a row whose owner is unknown is hidden where anything is hidden.
    if grant.hidden_units:
        yield columns.care_unit.not_in(sorted(grant.hidden_units))
    if grant.hidden_givers:
        yield columns.care_giver.not_in(sorted(grant.hidden_givers))
