"""Messages and the metadata that goes with them."""

from __future__ import annotations

import json
from typing import Any

from sandbox.rules.blocks import check_blocks

TEXT_CUT_AT = 40_000
UPDATED_TEXT = 4_000
LARGEST_BLOCKS = 100_000
LARGEST_METADATA = 16_000


def check_message(blocks: Any) -> list[str]:
    """Everything Slack would refuse in the blocks of a message."""
    problems = list(check_blocks(blocks, "message"))
    if not problems and len(json.dumps(blocks)) > LARGEST_BLOCKS:
        return ["msg_blocks_too_long"]
    return problems


def check_metadata(metadata: Any) -> str | None:
    """Slack's error name, None when the metadata is as it should be."""
    if not isinstance(metadata, dict):
        return "invalid_metadata_format"
    if len(json.dumps(metadata)) > LARGEST_METADATA:
        return "metadata_too_large"
    if metadata == {}:
        return None
    good = (
        set(metadata) <= {"event_type", "event_payload"}
        and isinstance(metadata.get("event_type"), str)
        and 0 < len(metadata["event_type"]) <= 255
        and isinstance(metadata.get("event_payload"), dict)
    )
    return None if good else "invalid_metadata_format"
