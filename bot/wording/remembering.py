"""Still true? What an owner is asked about what they share, after a good while."""

from __future__ import annotations

from care.items import Kind

SUMMARY = "A question about what you share"
HEADING = "Is this still so?"
INTRO = (
    "You share this, and it has not changed for a good while. Does it still hold, and shall it "
    "stay shared?"
)
STILL_TRUE = "Still true"
STILL = "Noted: it still holds, and stays shared."
REACHED = {Kind.GOAL: "Noted: reached.", Kind.CHALLENGE: "Noted: resolved."}
NOT_SHARED = "Not shared any more. It stays yours."
FOOT = "If I hear nothing for 30 days, I stop sharing it. It stays yours."
STOP_ASKING = "Stop asking"
NO_MORE = (
    "I won't ask such questions any more. What you share stays shared until you stop it. "
    "Settings in Home changes that."
)
