"""Full text: words that stand in a resource, or in its narrative. https://hl7.org/fhir/R4/search.html#content

Read from the stored bodies themselves: writing costs nothing for it, and it is meant to be asked
together with something that narrows, such as a patient. Alone it reads every resource of the type.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from pk_fhir.search.query import Content
from pk_fhir.store.search.like import ESCAPE, anywhere
from pk_fhir.store.search.shapes import derived


def _pattern(case: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: anywhere(case(text))


# SQLite's LIKE ignores case in ASCII only, so that other letters are tried in each case.
_PATTERNS = tuple(_pattern(case) for case in (str.lower, str.upper, str.capitalize))


class _Holds(GenericFunction[bool]):
    """`(body, pattern...)`: some text in the JSON is like one of the patterns."""

    type = sa.Boolean()
    name = "pk_content_holds"
    inherit_cache = True


class _Tells(GenericFunction[bool]):
    """`(body, pattern...)`: the narrative is like one of the patterns."""

    type = sa.Boolean()
    name = "pk_narrative_holds"
    inherit_cache = True


def condition(version: sa.FromClause, criterion: Content) -> sa.ColumnElement[bool]:
    """One of the alternatives has all of its words in the version's body."""
    function = _Tells if criterion.narrative else _Holds
    alternatives = [
        sa.and_(*(_word(function, version, word) for word in words)) for words in criterion.words
    ]
    found = sa.or_(*alternatives)
    # Its headers may hold secrets, which a search for their first letters would tell (interactions.channel_secrets).
    return found if criterion.narrative else sa.and_(version.c.type != "Subscription", found)


def _word(function: Any, version: sa.FromClause, word: str) -> sa.ColumnElement[bool]:
    patterns = [derived(word, pattern) for pattern in _PATTERNS]
    found: sa.ColumnElement[bool] = function(
        version.c.body, *(sa.literal(each, sa.Text()) for each in patterns)
    )
    return found


def _any_like(what: str, patterns: list[str], operator: str) -> str:
    return " OR ".join(f"{what} {operator} {each} ESCAPE '{ESCAPE}'" for each in patterns)


@compiles(_Holds, "sqlite")
def _holds_sqlite(element: _Holds, compiler: Any, **kw: object) -> str:
    body, *patterns = (compiler.process(part, **kw) for part in element.clauses)
    like = _any_like("pk_leaf.atom", patterns, "LIKE")
    return (
        f"EXISTS (SELECT 1 FROM json_tree(CAST({body} AS TEXT)) AS pk_leaf "  # noqa: S608 - of compiled parts, values are bound
        f"WHERE pk_leaf.type = 'text' AND ({like}))"
    )


@compiles(_Tells, "sqlite")
def _tells_sqlite(element: _Tells, compiler: Any, **kw: object) -> str:
    body, *patterns = (compiler.process(part, **kw) for part in element.clauses)
    return f"({_any_like(f'json_extract(CAST({body} AS TEXT), {DIV})', patterns, 'LIKE')})"


@compiles(_Holds, "postgresql")
def _holds_postgresql(element: _Holds, compiler: Any, **kw: object) -> str:
    body, *patterns = (compiler.process(part, **kw) for part in element.clauses)
    leaves = f"jsonb_path_query({_jsonb(body)}, 'strict $.** ? (@.type() == \"string\")')"
    like = _any_like("(pk_leaf #>> '{}')", patterns, "ILIKE")
    found = f"EXISTS (SELECT 1 FROM {leaves} AS pk_leaf WHERE {like})"  # noqa: S608 - the same
    return _guarded(body, found)


@compiles(_Tells, "postgresql")
def _tells_postgresql(element: _Tells, compiler: Any, **kw: object) -> str:
    body, *patterns = (compiler.process(part, **kw) for part in element.clauses)
    div = f"({_jsonb(body)} #>> '{{text,div}}')"
    return _guarded(body, f"({_any_like(div, patterns, 'ILIKE')})")


DIV = "'$.text.div'"


def _jsonb(body: str) -> str:
    return f"convert_from({body}, 'UTF8')::jsonb"


def _guarded(body: str, condition: str) -> str:
    """jsonb cannot hold NUL; a body that has one is not searched, rather than failing every search."""
    return rf"(CASE WHEN position('\\u0000'::bytea IN {body}) > 0 THEN false ELSE {condition} END)"
