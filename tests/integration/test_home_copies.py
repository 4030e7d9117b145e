"""A home that was copied, restored or rolled back never continues its logs."""

import shutil
from pathlib import Path

from keys.keyfile import CHEAP
from node.runtime.home import Home
from node.service.records import set_values
from tests.integration.homes import PASSPHRASE, add_person, check_of, make_home, names_of, open_home, state_of


async def test_f14_home_copied_and_both_written_opens_a_new_log_in_the_copy(tmp_path: Path) -> None:
    first = await make_home(tmp_path / "first")
    await add_person(first, "TEST-Uzorava")
    await first.lock()
    shutil.copytree(tmp_path / "first", tmp_path / "second")

    first, second = await open_home(tmp_path / "first"), await open_home(tmp_path / "second")
    await add_person(first, "TEST-Adamovič")
    await add_person(second, "TEST-Viarbova")
    space, copied = first.node.only_space(), second.node.only_space()

    assert len(space.tips) == 1, "the original goes on in its log"
    assert len(copied.tips) == 2, "the copy opens another"
    assert copied.previous == space.own
    assert copied.own not in space.tips
    for home in (first, second):
        assert (await check_of(home)).is_ok
        await home.lock()


async def test_f14_home_copied_but_not_written_before_it_is_closed_still_opens_a_new_log(tmp_path: Path) -> None:
    first = await make_home(tmp_path / "first")
    old_log = first.node.only_space().own
    await first.lock()
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    for _ in range(3):
        second = await open_home(tmp_path / "second")
        await second.lock()
    second = await open_home(tmp_path / "second")
    await add_person(second, "TEST-Viarbova")
    assert second.node.only_space().own != old_log
    await second.lock()


async def test_a09_home_rolled_back_to_an_older_copy_loses_nothing_of_the_copy_and_does_not_fork(
    tmp_path: Path,
) -> None:
    home = await make_home(tmp_path / "home")
    record = await add_person(home, "TEST-Uzorava")
    await home.lock()
    shutil.copytree(tmp_path / "home", tmp_path / "old")
    home = await open_home(tmp_path / "home")
    await add_person(home, "TEST-written after the copy")
    old_log = home.node.only_space().own
    await home.lock()

    shutil.copy2(tmp_path / "old" / "ledger.db", tmp_path / "home" / "ledger.db")
    (tmp_path / "home" / "ledger.db-wal").unlink(missing_ok=True)
    home = await open_home(tmp_path / "home")
    await add_person(home, "TEST-written after the roll back")
    assert home.node.only_space().own != old_log
    assert await names_of(home, record) == ["TEST-Uzorava"]
    assert (await check_of(home)).is_ok
    await home.lock()


async def test_restored_home_has_the_same_state_and_opens_a_new_log(tmp_path: Path) -> None:
    home = await make_home(tmp_path / "home")
    record = await add_person(home, "TEST-Uzorava")
    before = await state_of(home)
    old_log = home.node.only_space().own
    await home.backup(tmp_path / "file", PASSPHRASE)
    await home.lock()

    restored = Home(tmp_path / "restored", cost=CHEAP)
    await restored.restore(tmp_path / "file", PASSPHRASE, "another phrase of some length")
    assert await state_of(restored) == before
    await restored.write(
        lambda node: set_values(node.only_space(), record, {"names/a/text": "TEST-Uzorava-Lis"}, now=2)
    )
    space = restored.node.only_space()
    assert space.own != old_log
    assert space.previous == old_log
    assert await names_of(restored, record) == ["TEST-Uzorava-Lis"]
    assert (await check_of(restored)).is_ok
    await restored.lock()
