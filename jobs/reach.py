"""Whether a platform can be reached, said once when that changes and not at each try."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

log = logging.getLogger(__name__)
NETWORK = frozenset(("no connection", "tls"))


@dataclass
class Reach:
    """Of each workspace: why it cannot be reached, while that is so."""

    _lost: dict[str, str] = field(default_factory=dict)

    def failed(self, workspace: str, code: str, whole_workspace: bool = False) -> None:
        """What fails for one person alone is no news here."""
        if not (whole_workspace or code in NETWORK) or self._lost.get(workspace) == code:
            return
        self._lost[workspace] = code
        log.warning("out_of_reach workspace=%s code=%s", workspace, code)

    def answered(self, workspace: str) -> None:
        if (code := self._lost.pop(workspace, None)) is not None:
            log.warning("in_reach_again workspace=%s code=%s", workspace, code)
