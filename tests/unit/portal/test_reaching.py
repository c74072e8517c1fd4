"""Only addresses that are safe to follow become links."""

from typing import Any

import pytest

from pk_fhir.portal import reaching
from pk_fhir.portal.reaching import spoken
from pk_fhir.view.model import Reach


@pytest.mark.parametrize(
    ("kind", "value", "href", "label"),
    [
        ("phone", "010-555 01 10", "tel:0105550110", "Ring 010-555 01 10"),
        ("phone", "+46 10 555 01 10", "tel:+46105550110", "Ring 010-555 01 10"),
        ("phone", "112", "tel:112", "Ring 112"),
        ("phone", "1;javascript:x", None, "Ring 1;javascript:x"),
        ("sms", "070-555 01 22", "sms:0705550122", "Skicka sms till 070-555 01 22"),
        ("email", "vc@ekeby.example", "mailto:vc@ekeby.example", "Mejla vc@ekeby.example"),
        ("email", "x?bcc=z@å.se", "mailto:x%3Fbcc%3Dz@%C3%A5.se", "Mejla x?bcc=z@å.se"),
        ("email", "a@b@c", None, "Mejla a@b@c"),
        ("email", "inte en adress", None, "Mejla inte en adress"),
        ("url", "https://www.1177.se/x", "https://www.1177.se/x", "Gå till www.1177.se"),
        ("url", "javascript:alert(1)", None, "javascript:alert(1)"),
        ("url", "//evil.example", None, "//evil.example"),
        ("url", "http://[", None, "http://["),
        ("other", "fax 1", None, "fax 1"),
    ],
)
def test_a_way_to_reach_somebody(kind: Any, value: str, href: str | None, label: str) -> None:
    reach = Reach(kind=kind, value=value)
    assert (reaching.href(reach), reaching.label(reach)) == (href, label)


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("+46105550110", "010-555 01 10"),
        ("+46 8 123 45 67", "08-123 45 67"),
        ("+46 (31) 12 34 56", "031-12 34 56"),
        ("+46 500 12 34 56", "0500-12 34 56"),
        ("+46 70 123 45 67", "070-123 45 67"),
        ("010-555 01 10", "010-555 01 10"),
        ("+47 22 12 34 56", "+47 22 12 34 56"),
        ("1177", "1177"),
    ],
)
def test_a_swedish_number_is_written_as_people_in_sweden_write_it(stated: str, said: str) -> None:
    assert spoken(stated) == said
