"""What the `pk-fhir source` commands ask of the service's database: the sources, and what is known of each."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
import typer

from pk_fhir.app.registrations import Registrations, stated_as
from pk_fhir.app.sources import source_of
from pk_fhir.cli.answer import REFUSED, UNUSABLE, stop
from pk_fhir.cli.settings import settings_of
from pk_fhir.config import Settings, SourceSettings
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.store import Store
from pk_fhir.store.breakers import Breakers
from pk_fhir.store.quarantine import Quarantine
from pk_fhir.store.set_aside import Asides, SetAside
from pk_fhir.sync import Source
from pk_fhir.sync.check import left_alone, sentence
from pk_fhir.sync.credentials import unusable
from pk_fhir.sync.pausing import LeftAlone, Pauses

MICROS = 1_000_000


class Opened(msgspec.Struct, frozen=True):
    """The database of the service, and what of it commands ask."""

    store: Store
    registrations: Registrations

    @property
    def quarantine(self) -> Quarantine:
        """What could not be read."""
        return Quarantine(self.store.database)


class Listed(msgspec.Struct, frozen=True):
    """A source as it is stated, where, and as it is asked; why it is not asked just now, if so; and whom it
    could not tell of."""

    where: str
    stated: SourceSettings
    source: Source
    alone: LeftAlone | None
    aside: Asides = Asides()

    def as_data(self) -> dict[str, Any]:
        """For programs."""
        stated = self.stated.model_dump(mode="json", exclude_none=True)
        why = self.why_alone()
        aside = {"set_aside": self.aside.count} if self.aside.count else {}
        return {"from": self.where, **stated} | aside | ({"left_alone": why} if why else {})

    def lines(self) -> Iterator[str]:
        """For people."""
        stated = self.stated
        how: list[str] = [stated.auth.kind] if stated.auth else []
        if stated.client_certificate:
            how.append("client certificate")
        shown = " and ".join(how) or "no authentication"
        yield f"{stated.name}  {stated.title}  {stated.base_url}  ({shown}; {self.where})"
        if stated.ask_for:
            yield f"  It is asked for {', '.join(stated.ask_for)} only."
        if self.aside.count:
            yield f"  {who_is_aside(self.aside)}"
        if why := self.why_alone():
            yield f"  {why}"

    def why_alone(self) -> str | None:
        """Until when it is not asked, and why, if so."""
        if self.alone is None:
            return None
        until = self.alone.until.isoformat(timespec="seconds")
        return sentence(left_alone(self.alone, until), self.source, "en")


def who_is_aside(aside: Asides) -> str:
    """Persons whom a source could not tell of, in words."""
    since, due = (
        datetime.fromtimestamp((at or 0) / MICROS, UTC).isoformat(timespec="seconds")
        for at in (aside.since, aside.due)
    )
    who = "1 person" if aside.count == 1 else f"{aside.count} persons"
    return f"It cannot tell of {who} since {since} ({aside.problem}): tried again from {due}."


async def registered(opened: Opened, asked: dict[str, Any]) -> None:
    """Register a source, once what we are to show it can be used. FhirError or ValueError that says why not."""
    stated = stated_as(asked)
    opened.registrations.refuse_taken(stated.name)
    if problem := await unusable(source_of(stated)):
        raise ValueError(problem)
    await opened.registrations.add(stated)


async def every(opened: Opened) -> list[Listed]:
    """Every source that can be read; of one that cannot, it is told what to do."""
    pauses = Pauses(Breakers(opened.store.database, "read"))
    await pauses.learn()
    found = []
    for each in await opened.registrations.all():
        if each.stated is None:
            told = f"the registration of {each.name} cannot be read: remove it, and add it again"
            typer.echo(f"pk-fhir source: {told}", err=True)
            continue
        source = source_of(each.stated)
        aside = await SetAside(opened.store.database).of(source.key)
        found.append(Listed(each.where, each.stated, source, pauses.of(source), aside))
    return found


T = TypeVar("T")


def run(command: str, database: str | None, work: Callable[[Opened], Awaitable[T]]) -> T:
    """What `work` gives of the opened database; or else a plain last word."""
    settings = settings_of(f"source {command}")
    try:
        return asyncio.run(_with(settings, database or settings.database_url, work))
    except FhirError as error:
        refused = error.kind in ("conflict", "not-found")
        stop(f"source {command}", error, REFUSED if refused else UNUSABLE)
    except ModuleNotFoundError as error:
        stop(f"source {command}", f"{error.name} is missing: install pk-fhir[postgresql]")
    except sa.exc.SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or error
        stop(f"source {command}", f"the database cannot be used: {reason}")
    except (OSError, ValueError) as error:
        stop(f"source {command}", error)


async def _with(settings: Settings, url: str, work: Callable[[Opened], Awaitable[T]]) -> T:
    store = await Store.open(url)
    try:
        return await work(Opened(store, Registrations(settings, store.database)))
    finally:
        await store.close()
