"""Slack's Web API."""

from sandbox.web_api.gate import answer

__all__ = ["answer"]
