"""A network of one's own: what runs in there reaches this machine's loopback and nothing else."""

from __future__ import annotations

import ctypes
import functools
import os
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec

import pytest

from tests.house.reading import ROOT

MODULES = ROOT / ".playground"
_NEW_NETWORK = 0x40000000  # CLONE_NEWNET
P = ParamSpec("P")


def apart(test: Callable[P, None]) -> Callable[P, None]:
    """The test in a thread that has left this machine's network, with all that it starts.

    A network belongs to a thread, and its threads and processes inherit it. So Microsoft's client
    can reach nobody, and takes no port that another test uses.
    """

    @functools.wraps(test)
    def elsewhere(*args: P.args, **kwargs: P.kwargs) -> None:
        with ThreadPoolExecutor(1, thread_name_prefix="apart") as thread:
            thread.submit(_leave).result()
            thread.submit(test, *args, **kwargs).result()

    return elsewhere


def _leave() -> None:
    if ctypes.CDLL(None, use_errno=True).unshare(_NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "unshare")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def whats_missing() -> str:
    """Why this machine cannot play; "" where it can, and always on the one that checks all."""
    if os.environ.get("CI"):
        return ""
    if shutil.which("node") is None:
        return "Node is not installed"
    if not (MODULES / "node_modules").exists():
        return "Microsoft's local client is not installed: make playground"
    if shutil.which("ip") is None or os.geteuid() != 0:
        return "a network of one's own needs root and iproute2"
    return ""


needs_playground = pytest.mark.skipif(bool(whats_missing()), reason=whats_missing())
