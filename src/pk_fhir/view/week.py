"""Days of the week and times of day, as Swedes write them: ``måndag, onsdag och fredag``, ``16.30``."""

import re

from pk_fhir.view.vocabulary import DASH
from pk_fhir.view.words import listed, said

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def days(codes: object) -> str:
    """Codes of days (https://hl7.org/fhir/R4/valueset-days-of-week.html) in words; three or more in a row as
    from and to."""
    named = codes if isinstance(codes, list) else []
    indices = sorted({DAYS.index(d) for d in named if isinstance(d, str) and d in DAYS})
    runs: list[list[int]] = []
    for index in indices:
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return listed([words for run in runs for words in _run(run)]) if runs else ""


def _run(run: list[int]) -> list[str]:
    names = [said(f"view.day.{DAYS[index]}") or "" for index in run]
    return names if len(names) < 3 else [f"{names[0]}{DASH}{names[-1]}"]  # noqa: PLR2004 (a row)


def time_of_day(value: object) -> str | None:
    """``08:00:00`` as ``8``; ``16:30`` as ``16.30``."""
    found = re.match(r"^(\d{2}):(\d{2})", value) if isinstance(value, str) else None
    if not found:
        return None
    hour, minute = found.groups()
    return str(int(hour)) if minute == "00" else f"{int(hour)}.{minute}"
