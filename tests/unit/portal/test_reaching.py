"""Only addresses that are safe to follow become links."""

from typing import Any

import pytest

from pk_fhir.portal import reaching
from pk_fhir.view.model import Reach


@pytest.mark.parametrize(
    ("kind", "value", "href", "label"),
    [
        ("phone", "010-555 01 10", "tel:0105550110", "Ring 010-555 01 10"),
        ("phone", "+46 10 555 01 10", "tel:+46105550110", "Ring +46 10 555 01 10"),
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
