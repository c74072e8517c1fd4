"""Settings: what is served without tokens, and what is refused."""

import pytest
from pydantic import ValidationError

from pk_fhir.config import IssuerSettings, Settings

ISSUER = IssuerSettings(issuer="https://idp", audience="pk", jwks_url="https://idp/jwks")


@pytest.mark.parametrize(
    ("settings", "anonymous", "refused"),
    [
        ({"host": "127.0.0.1"}, True, False),
        ({"host": "::1"}, True, False),
        ({"host": "localhost"}, True, False),
        ({"host": "0.0.0.0"}, False, True),  # noqa: S104 - the address under test
        ({"host": "fhir.region.example"}, False, True),
        ({"host": "0.0.0.0", "allow_anonymous_development": True}, True, False),  # noqa: S104
        ({"host": "0.0.0.0", "issuers": [ISSUER]}, False, False),  # noqa: S104
        ({"host": "127.0.0.1", "issuers": [ISSUER]}, False, False),
    ],
)
def test_requests_without_a_token_are_served_on_loopback_or_by_an_explicit_setting(
    settings, anonymous, refused
):
    made = Settings(**settings)
    assert made.anonymous is anonymous
    assert (made.refusal() is not None) is refused


def test_the_refusal_says_what_to_set():
    refusal = Settings(host="10.0.0.5").refusal()
    assert "PK_FHIR_ISSUERS" in refusal
    assert "PK_FHIR_ALLOW_ANONYMOUS_DEVELOPMENT" in refusal


def test_links_start_with_the_configured_address():
    assert Settings(port=8123).base_url == "http://127.0.0.1:8123"
    assert (
        Settings(public_url="https://fhir.region.example/").base_url
        == "https://fhir.region.example"
    )


@pytest.mark.parametrize(
    "bad",
    [
        {"providers": [{"name": "a", "title": "A"}, {"name": "a", "title": "B"}]},
        {"default_provider": "nobody"},
        {"issuers": [{"issuer": "i", "audience": "a"}]},
        {"providers": [{"name": "../x", "title": "A"}]},
    ],
)
def test_settings_that_contradict_themselves_are_refused(bad):
    with pytest.raises(ValidationError):
        Settings(**bad)


def test_a_configuration_file_is_read_and_the_environment_wins(tmp_path, monkeypatch):
    file = tmp_path / "pk-fhir.toml"
    file.write_text('port = 9000\nhost = "localhost"\n')
    monkeypatch.setenv("PK_FHIR_CONFIG", str(file))
    monkeypatch.setenv("PK_FHIR_PORT", "9001")
    settings = Settings()
    assert (settings.host, settings.port) == ("localhost", 9001)


def test_a_queue_is_had_on_postgresql_only() -> None:
    with pytest.raises(ValidationError, match="queue needs a PostgreSQL database"):
        Settings(queue="procrastinate")
    queued = Settings(queue="procrastinate", database_url="postgresql://pk@db/pk")
    assert queued.queue == "procrastinate"
