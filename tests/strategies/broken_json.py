"""JSON that somebody has damaged: members gone, exchanged, doubled, or of another type."""

import copy
from typing import Any

from hypothesis import strategies as st

_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2**40),
    st.floats(allow_nan=False),
    st.sampled_from(
        ["", " ", "2026-02-30", "draft", "#", "Patient/1", "urn:uuid:x", "\ud800", "å\x00"]
    ),
    st.text(max_size=5),
)
ANYTHING = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["reference", "coding", "extension", "url", "system", "value", "text", "id"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@st.composite
def damaged(draw: st.DrawFn, whole: Any) -> Any:
    """`whole`, damaged in one to six places."""
    made = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 6))):
        _damage(draw, made)
    return made


def _damage(draw: st.DrawFn, made: Any) -> None:
    holder = made
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        inner = holder[key]
        if isinstance(inner, (dict, list)) and inner and draw(st.integers(0, 9)):
            holder = inner
            continue
        break
    how = draw(st.sampled_from(["away", "other", "twice", "listed", "modifier"]))
    if how == "away":
        del holder[key]
    elif how == "other":
        holder[key] = draw(ANYTHING)
    elif how == "listed":
        holder[key] = [holder[key]]
    elif isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    else:
        holder["modifierExtension" if how == "modifier" else f"_{key}"] = draw(ANYTHING)
