"""What is exported for the national log service: every access of staff once, whatever cuts an export off."""

import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import etree
from tests.integration.access.conftest import ANNA, BO, U1, V1, P, World

from pk_fhir.access.caller import Caller
from pk_fhir.interactions.national_log import Exported, export
from pk_fhir.interactions.national_log.folder import Folder
from pk_fhir.interactions.work import audit_row

pytestmark = pytest.mark.anyio

SYSTEM = "SE2120000001-F001"
NURSE = {"x-role": "staff", "x-subject": "SE2120000001-E1", "x-unit": U1, "x-provider": V1}


async def exported(world: World, path: Path, provider: str = "v1") -> Exported:
    """As if a day had passed: what was written until now is settled."""
    later = msgspec.structs.replace(world.service, now=_tomorrow)
    return await export(later, provider, SYSTEM, path / provider)


def _tomorrow() -> int:
    return time.time_ns() // 1000 + 86_400_000_000


def entries(path: Path, done: Exported) -> list[dict[str, str]]:
    roots = [etree.fromstring((path / done.provider / name).read_bytes()) for name in done.files]
    return [
        {each.tag.rpartition("}")[2]: each.text for each in log.iter() if each.text}
        for root in roots
        for log in root
    ]


async def test_each_access_is_exported_once_and_what_is_left_out_is_counted(
    world: World, tmp_path: Path
) -> None:
    first = await exported(world, tmp_path)
    assert (first.entries, first.files) == (0, ())
    await world.get("Goal/of-u1", NURSE)
    await world.get("Goal/of-bo", NURSE)
    await world.get("Goal/never", NURSE)
    await world.get("Goal/of-u1", P)
    done = await exported(world, tmp_path)
    assert (done.entries, done.left_out) == (2, {"own": 1, "refused": 1})
    found = entries(tmp_path, done)
    assert [(each["activityLevel"], each["extension"]) for each in found] == [("Goal/of-u1", ANNA), ("Goal/of-bo", BO)]  # fmt: skip
    assert {each["careUnitId"] for each in found} == {U1}
    assert (await exported(world, tmp_path)).entries == 0
    assert (await exported(world, tmp_path, "v2")).entries == 0
    [file] = (tmp_path / "v1").glob("storelog-*.xml")
    assert file.stat().st_mode & 0o077 == 0
    assert (tmp_path / "v1").stat().st_mode & 0o077 == 0


async def test_an_export_that_was_cut_off_is_finished_with_the_same_content(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.get("Goal/of-u1", NURSE)

    def cut_off(*_: Any) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "finish", cut_off)
        with pytest.raises(OSError, match="no space"):
            await exported(world, tmp_path)
    assert not list((tmp_path / "v1").glob("*.xml"))
    await world.get("Goal/of-bo", NURSE)
    done = await exported(world, tmp_path)
    assert done.files == ("storelog-00000001.xml", "storelog-00000002.xml")
    assert [each["activityLevel"] for each in entries(tmp_path, done)] == ["Goal/of-u1", "Goal/of-bo"]  # fmt: skip
    assert len({each["logId"] for each in entries(tmp_path, done)}) == 2


async def test_a_row_that_came_late_is_exported_all_the_same(world: World, tmp_path: Path) -> None:
    nurse = Caller(tenant="v1", subject="SE2120000001-E1", role="staff", unit=U1, provider=V1)
    late = audit_row(world.service, nurse, "read", "Goal", "of-u1", 1, patient="anna")
    await world.get("Goal/of-bo", NURSE)
    assert (await exported(world, tmp_path)).entries == 1
    # Its number is from before all that was exported: the database was away.
    long_ago = msgspec.structs.replace(late, number=late.number - (7 * 3_600_000_000 << 12))
    await world.service.store.database.record([long_ago])
    done = await exported(world, tmp_path)
    assert [each["activityLevel"] for each in entries(tmp_path, done)] == ["Goal/of-u1"]
