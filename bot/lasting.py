"""What a start brings lasts until the end: nobody searches it for what could go."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lasting() -> Iterator[None]:
    """Python's collector rests meanwhile, and later passes over all that was made until then."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
