"""What admins read before they start: samples, word for word, and a text to post."""

from __future__ import annotations

PREVIEW_TITLE = "Preview"
PREVIEW_SUMMARY = "What leaders and employees will read"
LEADER_HEADING = "What a leader reads once a week"
LEADER_NOTE = "A sample about you; each leader gets their own people. Its buttons stand as words."
SAMPLE_TITLE = "Learn to run a workshop"
FIRST_HEADING = "What an employee reads first"
SHARE_HEADING = "What an employee reads before pressing Share"
SHARE_NOTE = "A sample in which you are both the employee and the leader."
PREVIEW_NEXT = "Next: post the announcement (“Announcement”), then choose a pilot (“Pilot”)."


def as_words(labels: str) -> str:
    """Buttons of a sample: pressing them must do nothing, so there are none."""
    return f"Buttons: {labels}"


ANNOUNCEMENT_TITLE = "Announcement"
ANNOUNCEMENT_NOTE = "A text to copy into any channel. Tend posts it nowhere by itself."
ANNOUNCEMENT_NEXT = "Next: choose a pilot (“Pilot”), or start for everybody."
SEES = (
    "You may note goals and challenges with /mygoals. Nothing is shared until you press Share, and "
    "then only with the one person you choose. No admin, no HR and no other manager can see it in "
    "Tend."
)
PROMISE_NO_LISTS = (
    "A leader's answers to Tend are theirs alone. Admins set how often Tend writes and see no "
    "person. There are no scores, no rankings and no reports about anybody."
)
PULSE = (
    "Once a month you may be asked three confidential questions on how your leader's care lands. "
    "Your leader alone sees one word, and only if five or more people answered; then every single "
    "answer is deleted. You may skip each, or all for good."
)
STOPPING = (
    "Nobody has to take part. Leaders can press Fewer, Pause or Stop in every plan. Whatever you "
    "shared you can stop sharing at any time with /mygoals. Write “help” to Tend if you want to "
    "know more."
)


def what_it_does(people: int) -> str:
    whom = "one person" if people == 1 else f"up to {people} people"
    return (
        "Tend begins here soon. It helps leaders invest time in their people: once a week a leader "
        f"may get a short private plan with {whom} and one small act for each, in working hours."
    )
