"""The collector rests while Tend starts, and never longer."""

from __future__ import annotations

import gc

import pytest

from bot.lasting import lasting


def test_nothing_is_collected_while_tend_starts() -> None:
    with lasting():
        assert not gc.isenabled()
    assert gc.isenabled() and gc.get_freeze_count() > 0
    gc.unfreeze()  # this process goes on as it was


def test_a_start_that_fails_leaves_the_collector_at_work() -> None:
    with pytest.raises(OSError), lasting():
        raise OSError
    assert gc.isenabled()
    gc.unfreeze()
