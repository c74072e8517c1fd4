"""A view as plain text in Swedish, in the order in which a person asks: what is next, whom to turn to.

Everything that the view has is said, and each line names the care provider that it comes from.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from pk_fhir.portal.dates import in_words as date_in_words
from pk_fhir.portal.dates import span
from pk_fhir.view.model import (
    Agreement,
    Commitment,
    Contact,
    FollowUp,
    Goal,
    Plan,
    Relative,
    Review,
    Statement,
    Time,
    Unit,
    View,
    WarningSign,
)

# One thing of the view: what it is, and what more there is to say of it.
Told = tuple[str, list[str]]


def in_words(view: View, now: datetime) -> str:
    """The whole view; `now` decides which dates need their year."""
    name = view.person.name or "okänt namn"
    parts = [f"Patientkontrakt för {name}"]
    if view.person.protected:
        parts.append("Personen har skyddade personuppgifter. Visa inte utskriften för någon annan.")
    parts.append(_missing(view))
    parts.append(_next_step(view, now))
    for title, field, tell in _SECTIONS:
        parts.append(_section(title, getattr(view, field), tell, now))
    parts += [_contradictions(view), _duplicates(view, now), _quality(view)]
    parts += [_sources(view, now), view.notice]
    return "\n\n".join(part for part in parts if part)


def _missing(view: View) -> str:
    return "" if view.complete else _block("Det här kan saknas", view.reasons)


def _next_step(view: View, now: datetime) -> str:
    step = view.next_step
    if step is None:
        return _block("Nästa steg", ["Inget datum är bestämt."])
    who = f" Med {'; '.join(step.with_whom)}." if step.with_whom else ""
    when = date_in_words(step.when, now, weekday=True)
    return _block("Nästa steg", [f"{when}: {step.text}.{who} [{step.source_name}]"])


def _section(
    title: str, lines: Sequence[Any], tell: Callable[[Any, datetime], Told], now: datetime
) -> str:
    if not lines:
        return ""
    return "\n".join([title, *(told for line in lines for told in _item(line, tell(line, now)))])


def _item(line: Any, told: Told) -> Iterator[str]:  # noqa: ANN401 - any kind of line of a view
    head, more = told
    yield f"  - {_flat(head)} [{line.source_name}]"
    for each in more:
        if each:
            yield f"      {_flat(each)}"


def _flat(text: str) -> str:
    """On one line, without control characters: the words are those of strangers."""
    return "".join(each if each.isprintable() else " " for each in " ".join(text.split()))


def _agreement(line: Agreement, now: datetime) -> Told:
    parts = [
        f"{part.part}: {part.outcome}{_tail(part.by, date_in_words(part.when, now))}"
        for part in line.parts
    ]
    return f"{line.title}: {line.status_text}", [
        f"version {line.version}" if line.version else "",
        _named("gäller", _period(line.period_start, line.period_end, now)),
        _named("upprättat", _tail(line.drawn_up_by, date_in_words(line.created, now)).strip(" ()")),
        _named("anledning", ", ".join(line.indications)),
        *parts,
    ]


def _statement(line: Statement, now: datetime) -> Told:
    return f"{line.topic_text}: {line.text}", [date_in_words(line.said, now)]


def _contact(line: Contact, now: datetime) -> Told:
    role = ", ".join(dict.fromkeys(filter(None, (line.kind_text, line.role, line.unit))))
    return f"{line.name}{f' ({role})' if role else ''}", [
        "samordnar vården" if line.coordinating else "",
        _not_now(line, now),
        *_reached(line.reach),
        "; ".join(line.hours),
        *line.notes,
    ]


def _not_now(line: Contact, now: datetime) -> str:
    if line.current:
        return ""
    if line.proposed:
        return _named(
            "föreslagen, gäller inte än; från", date_in_words(line.period_start, now)
        ) or ("föreslagen, gäller inte än")
    return _named("tidigare kontakt, till", date_in_words(line.period_end, now)) or "gäller inte nu"


def _reached(reach: Iterable[Any]) -> Iterator[str]:
    for way in reach:
        hours = f" ({'; '.join(way.hours)})" if way.hours else ""
        yield f"{way.label + ': ' if way.label else ''}{way.value}{hours}"


def _sign(line: WarningSign, now: datetime) -> Told:
    del now
    return line.text, [
        _named("gör först", line.first),
        _named("vänd dig till", "; ".join(line.turn_to)),
        *_reached(line.reach),
    ]


def _time(line: Time, now: datetime) -> Told:
    when = (
        span(line.start, line.end, now)
        if line.start
        else " till ".join(date_in_words(day, now) for day in line.between)
    )
    return f"{when + ': ' if when else ''}{line.about} ({line.state_text})", [
        _named("med", "; ".join(line.who)),
        _named("hur", line.form),
        _named("var", line.place),
        _named("typ av vård", line.care_level),
        _named("du gör", line.instructions),
        _named("stöd", ", ".join(line.support)),
        _named("senast", date_in_words(line.latest_by, now)),
        _named("svar", line.answer),
    ]


def _commitment(line: Commitment, now: datetime) -> Told:
    return f"{line.text} ({line.status_text})", [
        line.details or "",
        _named("vem", "; ".join(line.who)),
        _named("slag", ", ".join(line.categories)),
        _named("hur ofta", line.repeats),
        _named("från", date_in_words(line.start, now)),
        _named("senast", date_in_words(line.due, now)),
        _named("gjort", date_in_words(line.done, now)),
        _named("mål", "; ".join(line.goals)),
        *line.notes,
    ]


def _goal(line: Goal, now: datetime) -> Told:
    return f"{line.description} ({line.status_text})", [
        _named("hur det går", line.achievement_text),
        _named("mäts med", line.measure),
        _named("till", date_in_words(line.due, now)),
        _named("uttryckt av", line.expressed_by),
        *(
            f"{note.text}{_tail(note.by, date_in_words(note.when, now))}"
            for note in line.reassessments
        ),
    ]


def _plan(line: Plan, now: datetime) -> Told:
    return f"{line.title} ({line.status_text})", [
        _named("slag", line.kind_text),
        line.description or "",
        _named("gäller", _period(line.period_start, line.period_end, now)),
        _named("finns hos", line.owner) if line.elsewhere else "",
        _named("enligt", line.statute),
    ]


def _relative(line: Relative, now: datetime) -> Told:
    return f"{line.name}, {line.relation}", [
        ""
        if line.current
        else _named("gäller inte nu", _period(line.period_start, line.period_end, now))
        or "gäller inte nu",
        _named("får besluta om", ", ".join(line.scope)),
        _named("önskemål", line.wish),
        *_reached(line.reach),
    ]


def _unit(line: Unit, now: datetime) -> Told:
    del now
    return line.name, [", ".join(line.ways), *_reached(line.reach), "; ".join(line.hours)]


def _review(line: Review, now: datetime) -> Told:
    return f"{line.text} ({line.status_text})", [
        _named("senast", date_in_words(line.due, now)),
        _named("av", line.by),
    ]


def _follow_up(line: FollowUp, now: datetime) -> Told:
    head = f"Uppföljning {date_in_words(line.when, now)}{_tail(line.by, '')}"
    return head, [
        f"{each.question} {each.answer}{f' ({each.comment})' if each.comment else ''}"
        for each in line.answers
    ]


_SECTIONS: list[tuple[str, str, Callable[[Any, datetime], Told]]] = [
    ("Vad är viktigt", "what_matters", _statement),
    ("Tider", "times", _time),
    ("Fasta kontakter", "contacts", _contact),
    ("Håll koll på", "warning_signs", _sign),
    ("Patientens åtaganden", "my_commitments", _commitment),
    ("Vårdens åtaganden", "care_commitments", _commitment),
    ("Övriga insatser", "other_efforts", _commitment),
    ("Mål", "goals", _goal),
    ("Planer", "plans", _plan),
    ("Andra som hjälper till", "team", _contact),
    ("Närstående", "relatives", _relative),
    ("Sätt att ta kontakt", "units", _unit),
    ("Berättelsen", "story", _statement),
    ("Nästa uppföljning", "reviews", _review),
    ("Uppföljningar", "follow_ups", _follow_up),
    ("Överenskommelser", "agreements", _agreement),
]


def _contradictions(view: View) -> str:
    return _block("Att reda ut", [each.text for each in view.contradictions])


def _duplicates(view: View, now: datetime) -> str:
    heads = {
        line.id: f"{tell(line, now)[0]} [{line.source_name}]"
        for _, field, tell in _SECTIONS
        for line in getattr(view, field)
    }
    return _block(
        "Kan vara samma sak",
        [
            f"{'; '.join(heads.get(line, line) for line in each.lines)}: {each.reason}"
            for each in view.duplicates
        ],
    )


def _quality(view: View) -> str:
    return _block("Om uppgifterna", [note.text for note in view.quality])


def _sources(view: View, now: datetime) -> str:
    return _block(
        "Källor",
        [
            f"{each.state_text}{f' {each.reason}' if each.reason else ''}"
            f"{f' Hämtat {date_in_words(each.fetched, now)}.' if each.fetched else ''}"
            for each in view.sources
        ],
    )


def _block(title: str, lines: Sequence[str]) -> str:
    return "\n".join([title, *(f"  - {_flat(line)}" for line in lines)]) if lines else ""


def _named(name: str, value: str | None) -> str:
    return f"{name}: {value}" if value else ""


def _tail(who: str | None, when: str) -> str:
    said = ", ".join(each for each in (who, when) if each)
    return f" ({said})" if said else ""


def _period(start: str | None, end: str | None, now: datetime) -> str:
    first, last = date_in_words(start, now), date_in_words(end, now)
    return " till ".join(each for each in (first, last) if each)
