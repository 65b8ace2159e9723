"""Slack's documented limits for blocks, views and messages, written by hand as data."""

from sandbox.rules.blocks import check_blocks, elements_of
from sandbox.rules.messages import check_message, check_metadata
from sandbox.rules.views import check_view, is_too_large

__all__ = [
    "check_blocks",
    "check_message",
    "check_metadata",
    "check_view",
    "elements_of",
    "is_too_large",
]
