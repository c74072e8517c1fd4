"""Keys that the service makes for itself."""

from pk_fhir.access.keys import development_key, service_secret


def test_keys_are_made_once_and_readable_by_their_owner_only(tmp_path):
    folder = tmp_path / "new"
    assert service_secret(folder) == service_secret(folder)
    assert len(service_secret(folder)) == 32
    assert development_key(folder).kid == development_key(folder).kid
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert sorted(path.name for path in folder.iterdir()) == [
        "pk-fhir-development-key.json",
        "pk-fhir-secret",
    ]
