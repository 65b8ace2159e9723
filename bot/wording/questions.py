"""Questions that a leader can ask where nothing is shared: one a week, none of them a form to fill.

They are the leader's to ask aloud and in their own words; nobody is asked to write anything here.
"""

from __future__ import annotations

INTRO = "A question you could ask this week:"
QUESTIONS = (
    "What would make the next month easier for you?",
    "What are you working towards just now, at work or beside it?",
    "What has been harder than it should be?",
    "Who has helped you lately, and with what?",
    "What would you like to be better at in half a year?",
    "Which part of your week would you like to have more of?",
    "What should I know about your weeks ahead?",
    "What have you been pleased with lately?",
    "What would you change here if it were up to you?",
    "What is waiting on me?",
    "Whom would you like to meet or work with?",
    "What do you wish I asked you more often?",
)
