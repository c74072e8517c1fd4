"""The portal's pages as templates: Jinja2 with everything escaped, on the NHS.UK design system's macros."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from pk_fhir.portal import dates, reaching

ENVIRONMENT = Environment(
    loader=ChoiceLoader([PackageLoader("pk_fhir.portal"), PackageLoader("nhsuk_frontend_jinja")]),
    autoescape=True,
    # The design system's macros ask for parameters that were not given.
    undefined=ChainableUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.filters["href"] = reaching.href
ENVIRONMENT.filters["reach_label"] = reaching.label
ENVIRONMENT.filters["as_json"] = lambda value: json.dumps(value, ensure_ascii=False, indent=1)
# Jinja's own `capitalize` makes the rest of the words lower case, names too.
ENVIRONMENT.filters["genitive"] = lambda name: name if name[-1:] in "sxz" else f"{name}s"
ENVIRONMENT.filters["first_upper"] = lambda words: words[:1].upper() + words[1:]


def page(template: str, now: datetime, values: Mapping[str, object]) -> str:
    """The HTML of one page. `now` is the moment that "i dag" is told from."""
    return ENVIRONMENT.get_template(f"{template}.html").render(
        now=now,
        date=partial(dates.in_words, now=now),
        weekday=partial(dates.in_words, now=now, weekday=True),
        dated=dates.whole_day,
        day=partial(dates.day_in_words, now=now),
        weekday_of=partial(dates.weekday_in_words, now=now),
        time_of=dates.time_of,
        span=partial(dates.span, now=now),
        how_soon=partial(dates.how_soon, now=now),
        **values,
    )
