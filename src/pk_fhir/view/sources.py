"""What each source came to, in words; and whether the view as a whole is whole."""

from collections.abc import Sequence

from pk_fhir.messages import text
from pk_fhir.sync import NOT_ASKED, WHOLE, Note, Pulled, Reason
from pk_fhir.view.model import QualityNote, SourceReport
from pk_fhir.view.vocabulary import Audience
from pk_fhir.view.words import addressed

# Notes that mean that something of the source is not here.
MISSING = frozenset(
    {
        "view.note.type-not-read",
        "view.note.broken-entry",
        "view.note.source-reports-error",
        "view.note.r5-not-shown",
    }
)
# Notes that say that something is withheld, or not asked for, by a rule.
HIDDEN = frozenset(
    {
        "view.note.blocked",
        "view.note.not-asked-for",
        "view.note.scope",
        "view.note.unknown-owner",
        "view.note.withheld",
    }
)


def report(answer: Pulled, audience: Audience = "patient") -> SourceReport:
    """One source's state, named."""
    source = answer.source
    return SourceReport(
        key=source.key,
        name=source.name,
        hsa_id=source.hsa_id or None,
        state=answer.state,
        state_text=_state(answer, audience),
        reason=_because(answer.reason, source.name),
        fetched=answer.fetched,
        last_changed=answer.last_changed,
        records=len(answer.resources),
    )


def _state(answer: Pulled, audience: Audience) -> str:
    asked = answer.reason is None or answer.reason.key != NOT_ASKED
    key = f"view.state.{answer.state}"
    known = key if asked else f"{key}-not-asked"
    return addressed(audience, known, source=answer.source.name)


def reasons(answers: Sequence[Pulled], audience: Audience = "patient") -> list[str]:
    """Why the view is not whole: a sentence for each thing that a source may lack."""
    found = []
    for answer in answers:
        if answer.state not in WHOLE:
            found.append(_state(answer, audience))
        elif any(note.key in MISSING for note in answer.notes):
            found.append(text("view.state.in-part", "sv", source=answer.source.name))
        found += [_note(note, answer.source.name) for note in answer.notes if note.key in HIDDEN]
    return found


def quality(answers: Sequence[Pulled]) -> list[QualityNote]:
    """What to know about what the sources sent."""
    return [
        QualityNote(
            source=answer.source.key,
            record=note.resource or None,
            expression=note.expression or None,
            key=note.key,
            text=_note(note, answer.source.name),
        )
        for answer in answers
        for note in answer.notes
    ]


def _note(note: Note, source: str) -> str:
    return text(note.key, "sv", **{"source": source, "record": note.resource, **note.values})


def _because(reason: Reason | None, source: str) -> str | None:
    if reason is None or reason.key == NOT_ASKED:  # the state says it
        return None
    return text(reason.key, "sv", **{"source": source, **reason.values})
