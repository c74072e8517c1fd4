"""Sources registered by command, checked against real servers, and read by a service that starts then."""

import asyncio
import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.integration.view.servers import FhirServer, answer, scripted, served
from tests.integration.view.test_certificate import self_signed
from tests.serving import asgi_client
from tests.unit.view import three_sources as given
from typer.testing import CliRunner, Result

from pk_fhir.app import opened, sources_of
from pk_fhir.cli.source import app
from pk_fhir.config import Settings, SourceSettings
from pk_fhir.store import Store
from pk_fhir.store.breakers import Breakers
from pk_fhir.store.follows import Followed, Follows
from pk_fhir.store.quarantine import Quarantine
from pk_fhir.store.replicas import Replica, Replicas
from pk_fhir.store.set_aside import SetAside
from pk_fhir.store.source_registry import register
from pk_fhir.sync import ClientCredentials, Limits, Secret, Source
from pk_fhir.sync.check import check_source

LIMITS = Limits(connect=60, read=60, total=60)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PK_FHIR_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, database: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--database", database])


def added(database: str, name: str = "kommunen", url: str = "https://a.example/fhir/") -> Result:
    return run("add", name, url, "--title", "Ekeby kommun", database=database)


def test_a_source_is_added_once_listed_and_removed(database_url: str) -> None:
    assert added(database_url).exit_code == 0
    again = added(database_url)
    assert (again.exit_code, again.stderr) == (
        1,
        "pk-fhir source add: kommunen is registered already: remove it first\n",
    )
    listed = run("list", database=database_url)
    assert listed.stdout == (
        "kommunen  Ekeby kommun  https://a.example/fhir/  (no authentication; database)\n"
    )
    assert run("remove", "kommunen", database=database_url).exit_code == 0
    gone = run("remove", "kommunen", database=database_url)
    assert (gone.exit_code, gone.stderr) == (
        1,
        "pk-fhir source remove: kommunen is not registered\n",
    )
    assert json.loads(run("list", "--format", "json", database=database_url).stdout) == []


def test_credentials_are_registered_by_their_place_and_never_as_such(
    database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REGION_SECRET", "hemligt")
    (tmp_path / "token").write_text("hemligt")
    region = ["region", "https://b.example", "--title", "Region", "--secret-env", "REGION_SECRET"]
    oauth = ["--token-url", "https://idp.example/token", "--client-id", "pk", "--scope", "s/*.rs"]
    assert run("add", *region, *oauth, database=database_url).exit_code == 0
    bearer = ["vc", "https://c.example", "--title", "VC", "--secret-file", "token"]
    assert run("add", *bearer, database=database_url).exit_code == 0
    listed = run("list", "--format", "json", database=database_url).stdout
    assert "hemligt" not in listed
    assert [each["auth"] for each in json.loads(listed)] == [
        {
            "kind": "client-credentials",
            "secret_env": "REGION_SECRET",
            "token_url": "https://idp.example/token",
            "client_id": "pk",
            "scope": "s/*.rs",
        },
        {"kind": "bearer", "secret_file": str(tmp_path / "token")},
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Kommunen", "https://a.example"], "name: the value does not have the form"),
        (["k", "ftp://a.example"], "base_url: an address is http(s)://host/path, without user"),
        (["k", "https://user:hemligt@a.example"], "base_url: an address is http(s)://host/path"),
        (["k", "https://[::1/fhir"], "base_url: an address is http(s)://host/path"),
        (["k", "https://a.example:99999"], "base_url: an address is http(s)://host/path"),
        (["k", "https://a.example", "--timeout", "0"], "timeout_seconds: Input should be greater"),
        (["k", "https://a.example", "--follow", "inf"], "follow_seconds: Input should be a finite"),
        (["k", "https://a.example", "--hsa-id", "SE1"], "hsa_id: an HSA-id is SE, 10 digits"),
        (["k", "https://a.example", "--ask-for", "Patient"], "ask_for.0: the code is not one of"),
        (
            ["k", "https://a.example", "--client-id", "x", "--secret-env", "S"],
            "auth.client-credentials.token_url: the value has the wrong type: write a string",
        ),
        (
            ["k", "https://a.example", "--secret-file", "a", "--secret-env", "S"],
            "auth.bearer: give either secret_file or secret_env",
        ),
    ],
)
def test_what_cannot_be_a_source_is_refused_with_its_place(
    arguments: list[str], message: str, sqlite_url: str
) -> None:
    result = run("add", *arguments, "--title", "T", database=sqlite_url)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"pk-fhir source add: {message}")
    assert "hemligt" not in result.output


def files(folder: Path) -> None:
    """A certificate and its key, another key, and one for signing."""
    self_signed(folder)
    for name, curve in (("other.pem", ec.SECP256R1()), ("sign.pem", ec.SECP384R1())):
        key = ec.generate_private_key(curve)
        (folder / name).write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    (folder / "empty.pem").touch()


ASSERTION = ["--kid", "1", "--token-url", "https://idp.example/token", "--client-id", "pk"]


def test_a_key_to_sign_with_and_a_certificate_to_show_are_registered(
    sqlite_url: str, tmp_path: Path
) -> None:
    files(tmp_path)
    shown = ["--certificate", "cert.pem", "--certificate-key", "key.pem"]
    result = run(
        *("add", "vgr", "https://b.example", "--title", "VGR", "--key-file", "sign.pem"),
        *(*ASSERTION, *shown, "--authorities", "cert.pem"),
        database=sqlite_url,
    )
    assert result.exit_code == 0, result.output
    [listed] = json.loads(run("list", "--format", "json", database=sqlite_url).stdout)
    assert listed["auth"] == {
        "kind": "signed-assertion",
        "secret_file": str(tmp_path / "sign.pem"),
        "token_url": "https://idp.example/token",
        "client_id": "pk",
        "kid": "1",
        "algorithm": "ES384",
        "scope": "system/*.rs",
    }
    assert listed["client_certificate"] == {
        "certificate": str(tmp_path / "cert.pem"),
        "key": str(tmp_path / "key.pem"),
        "authorities": str(tmp_path / "cert.pem"),
    }
    said = run("list", database=sqlite_url).stdout
    assert said.endswith("(signed-assertion and client certificate; database)\n")
    (tmp_path / "key.pem").unlink()
    check = run("check", "vgr", database=sqlite_url)
    assert (check.exit_code, check.stdout) == (
        1,
        "- It cannot be asked at all. It could not be reached.\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--key-file", "sign.pem"],
            "a signed assertion (private_key_jwt) also takes --kid, --token-url, --client-id",
        ),
        (ASSERTION, "a signed assertion (private_key_jwt) also takes --key-file"),
        (
            [*ASSERTION, "--key-file", "sign.pem", "--secret-env", "S"],
            "the private key is the secret: give --key-file or --secret-env, not both",
        ),
        (
            [*ASSERTION, "--key-file", "none.pem"],
            "the key file {folder}/none.pem cannot be read: No",
        ),
        (
            [*ASSERTION, "--key-file", "empty.pem"],
            "the key file {folder}/empty.pem cannot be read: it",
        ),
        (
            [*ASSERTION, "--key-file", "other.pem"],
            "{folder}/other.pem holds no private key for ES384: it takes an EC key on P-384, as PEM",
        ),
        (
            [*ASSERTION, "--key-file", "sign.pem", "--algorithm", "RS384"],
            "{folder}/sign.pem holds no private key for RS384: it takes an RSA key, as PEM or JWK",
        ),
        (
            ["--certificate", "cert.pem"],
            "mutual TLS takes both --certificate and --certificate-key",
        ),
        (
            ["--certificate", "cert.pem", "--certificate-key", "other.pem"],
            "the certificate and its key cannot be used together: ",
        ),
        (["--scope", "system/*.rs"], "--scope is asked for at a token endpoint: give --token-url"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_what_to_change(
    arguments: list[str], message: str, sqlite_url: str, tmp_path: Path
) -> None:
    files(tmp_path)
    result = run("add", "k", "https://a.example", "--title", "T", *arguments, database=sqlite_url)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"pk-fhir source add: {message.format(folder=tmp_path)}")
    assert run("list", database=sqlite_url).stdout == ""


@pytest.mark.parametrize("name", ["ekeby", "default"])
def test_a_name_of_the_configuration_is_taken(
    name: str, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured = [{"name": "ekeby", "title": "Ekeby", "base_url": "https://e.example"}]
    monkeypatch.setenv("PK_FHIR_SOURCES", json.dumps(configured))
    assert added(sqlite_url, name).exit_code == 1
    assert run("remove", "ekeby", database=sqlite_url).stderr == (
        "pk-fhir source remove: ekeby stands in the configuration: remove it there\n"
    )


def test_a_registration_that_cannot_be_read_is_named_and_hides_no_other(sqlite_url: str) -> None:
    async def spoil() -> None:
        store = await Store.open(sqlite_url)
        await register(store.database, "trasig", "{}", 1)
        await store.close()

    added(sqlite_url)
    asyncio.run(spoil())
    listed = run("list", "--format", "json", database=sqlite_url)
    assert [each["name"] for each in json.loads(listed.stdout)] == ["kommunen"]
    assert listed.stderr == (
        "pk-fhir source: the registration of trasig cannot be read: remove it, and add it again\n"
    )
    assert run("remove", "trasig", database=sqlite_url).exit_code == 0


def test_a_source_that_is_left_alone_is_said_to_be_with_why_and_a_new_one_of_its_name_is_not(
    sqlite_url: str,
) -> None:
    problem = '{"state":"failed","reason":{"key":"view.reason.unreachable"}}'
    until = 32_503_680_000_000_000

    async def failing() -> None:
        store = await Store.open(sqlite_url)
        await Breakers(store.database, "read").failed("kommunen", 0, problem, until)
        follows = Follows(store.database)
        await follows.claim("kommunen", 1, 2)
        await follows.keep("kommunen", Followed(cursors={"Goal": "2026"}), leased_until=0)
        await SetAside(store.database).put("kommunen", '"Patient/1"', 0, "status")
        await store.close()

    async def followed() -> Followed:
        store = await Store.open(sqlite_url)
        found = await Follows(store.database).of("kommunen")
        await store.close()
        return found

    alone = (
        "It is not asked until 3000-01-01T00:00:00+00:00: it kept failing, or asked to be left alone. "
        "It could not be reached."
    )
    aside = (
        "It cannot tell of 1 person since 1970-01-01T00:00:00+00:00 (status): "
        "tried again from 1970-01-01T00:01:00+00:00."
    )
    added(sqlite_url)
    asyncio.run(failing())
    assert run("list", database=sqlite_url).stdout.endswith(f"database)\n  {aside}\n  {alone}\n")
    [stated] = json.loads(run("list", "--format", "json", database=sqlite_url).stdout)
    assert (stated["left_alone"], stated["set_aside"]) == (alone, 1)
    assert run("check", "kommunen", database=sqlite_url).stdout.startswith(f"~ {alone}\n")
    run("remove", "kommunen", database=sqlite_url)
    added(sqlite_url)
    shown = run("list", database=sqlite_url).stdout
    assert alone not in shown
    assert aside not in shown
    assert asyncio.run(followed()) == Followed()


def test_a_database_that_cannot_be_used_is_a_plain_message() -> None:
    result = run("list", database="postgresql://u:hemligt@127.0.0.1:1/x")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("pk-fhir source list: the database cannot be used")
    assert "hemligt" not in result.output


def test_check_says_what_works_in_words_and_ends_with_one_where_something_does_not(
    sqlite_url: str,
) -> None:
    with served(FhirServer(given.ekeby().resources)) as server:
        arguments = ["kommunen", server.url, "--title", "Kommunen", "--allow-private-address"]
        run("add", *arguments, database=sqlite_url)
        english = run("check", "kommunen", database=sqlite_url)
        swedish = run("check", "kommunen", "--language", "sv", database=sqlite_url)
        server.ignores_parameters = True
        lies = run("check", "kommunen", "--format", "json", database=sqlite_url)
    assert (english.exit_code, english.stdout) == (
        1,
        (
            "~ It does not say what it can do: /metadata gives no answer that can be read. "
            "It answered with an error (HTTP 404).\n"
            "+ A search for a person whom nobody knows was answered as it should be.\n"
        ),
    )
    assert swedish.stdout.startswith("~ Den talar inte om vad den kan: ")
    assert [each["code"] for each in json.loads(lies.stdout)] == [
        "source.no-statement.limited",
        "source.ignores-parameters.limited",
    ]
    silent = run("check", "kommunen", database=sqlite_url)
    assert silent.stdout.splitlines()[-1] == (
        "- A search for a person whom nobody knows was not answered. It could not be reached."
    )
    nobody = run("check", "nobody", database=sqlite_url)
    assert nobody.exit_code == 2


@pytest.mark.anyio
async def test_a_server_of_our_own_kind_works_in_all_parts_that_need_no_token(
    elsewhere: str,
) -> None:
    source = Source(key="s", name="S", base_url=elsewhere, allow_private=True, limits=LIMITS)
    assert [f.key.removeprefix("source.") for f in await check_source(source)] == [
        "version.works",
        "format.works",
        "patient.works",
        "everything.works",
        "task.works",
        "provenance.works",
        "changes.history-type.works",
        "security.without.limited",
        "search.works",
    ]


@pytest.mark.anyio
async def test_a_server_that_lets_us_not_in_and_one_inside_are_said_to_fail() -> None:
    async with scripted(answer(b"", "401 Unauthorized")) as url:
        source = Source(key="s", name="S", base_url=url, allow_private=True, limits=LIMITS)
        found = await check_source(source)
        inside = await check_source(Source(key="s", name="S", base_url=url, limits=LIMITS))
    assert [(f.key, f.reason and f.reason.key) for f in found] == [
        ("source.no-statement.limited", "view.reason.refused"),
        ("source.search.fails", "view.reason.refused"),
    ]
    assert [(f.key, f.reason and f.reason.key) for f in inside] == [
        ("source.address.fails", "view.reason.private-address")
    ]


@pytest.mark.anyio
async def test_the_configuration_wins_and_what_cannot_be_read_is_a_source_without_address(
    store: Store,
) -> None:
    stated = SourceSettings.model_validate(
        {
            "name": "region",
            "title": "Region",
            "base_url": "https://b.example/",
            "auth": {
                "kind": "client-credentials",
                "token_url": "https://idp.example/token",
                "client_id": "pk",
                "secret_env": "S",
            },
        }
    )
    await register(store.database, "ekeby", '{"title": "not this one"}', 1)
    await register(store.database, "region", stated.model_dump_json(), 1)
    await register(store.database, "trasig", "{}", 1)
    ekeby = SourceSettings(name="ekeby", title="Ekeby", base_url="https://e.example")
    found = await sources_of(Settings(sources=[ekeby]), store)
    credentials = ClientCredentials(
        token_url="https://idp.example/token",  # noqa: S106 - an address
        client_id="pk",
        secret=Secret(env="S"),
    )
    assert [(s.key, s.name, s.base_url, s.auth) for s in found] == [
        ("ekeby", "Ekeby", "https://e.example", None),
        ("region", "Region", "https://b.example", credentials),
        ("trasig", "trasig", None, None),
    ]


@pytest.mark.anyio
async def test_a_service_reads_a_registered_source_and_shows_it_as_old_after_a_restart(
    database_url: str, tmp_path: Path
) -> None:
    settings = Settings(database_url=database_url, data_dir=tmp_path)
    person = {"system": given.PERSONNUMMER, "value": given.NUMBER}
    seen = []
    with served(FhirServer(given.home_care().resources)) as server:
        store = await Store.open(database_url)
        stated = SourceSettings(
            name="kommunen", title="Kommunen", base_url=server.url, allow_private_address=True
        )
        await register(store.database, "kommunen", stated.model_dump_json(), 1)
        await store.close()
        for status in (None, 503):
            if status:
                server.status["Patient"] = status
            async with opened(settings) as made:
                base = "http://127.0.0.1:8000"
                async with asgi_client(made, base) as client:
                    seen.append((await client.post("/view/_search", json=person)).json())
    first, second = (next(s for s in view["sources"] if s["key"] == "kommunen") for view in seen)
    assert (first["state"], second["state"]) == ("fresh", "stale")
    assert second["fetched"] == first["fetched"]
    assert second["records"] == first["records"] > 0
    assert [view["complete"] for view in seen] == [True, False]


def test_what_nobody_could_read_is_listed_and_printed_as_it_came(sqlite_url: str) -> None:
    async def held() -> None:
        store = await Store.open(sqlite_url)
        await Quarantine(store.database).replace("kommunen", "p", [("not-fhir", b"<p>\xff")], 1)
        await store.close()

    assert run("quarantine", database=sqlite_url).exit_code == 0
    asyncio.run(held())
    digest = hashlib.sha256(b"<p>\xff").hexdigest()
    listed = run("quarantine", "kommunen", database=sqlite_url)
    assert (listed.exit_code, listed.stdout) == (
        1,
        f"kommunen  {digest[:12]}  not-fhir  4 bytes  last 1970-01-01T00:00:00+00:00\n",
    )
    [stated] = json.loads(run("quarantine", "--format", "json", database=sqlite_url).stdout)
    assert (stated["source"], stated["digest"], stated["size"]) == ("kommunen", digest, 4)
    shown = run("quarantine", "kommunen", "--show", digest[:8], database=sqlite_url)
    assert (shown.exit_code, shown.stdout_bytes) == (0, b"<p>\xff")
    for wrong in (("--show", digest[:8]), ("kommunen", "--show", "none")):
        assert run("quarantine", *wrong, database=sqlite_url).exit_code == 1


def test_what_a_removed_source_answered_is_deleted(sqlite_url: str) -> None:
    added(sqlite_url)

    async def kept(replica: Replica | None) -> int:
        store = await Store.open(sqlite_url)
        replicas = Replicas(store.database)
        if replica:
            await replicas.keep("kommunen", "p", replica)
        found = await replicas.last(["kommunen"], ["p"])
        await store.close()
        return len(found.get("kommunen", []))

    replica = Replica(fetched=1, state="fresh", whole=True, resources=b"[]", remarks="{}")
    assert asyncio.run(kept(replica)) == 1
    run("remove", "kommunen", database=sqlite_url)
    assert asyncio.run(kept(None)) == 0
