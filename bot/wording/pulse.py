"""The pulse in words: to those who are asked, and to the leader who is shown one word."""

from __future__ import annotations

from bot.ui import Person, Span
from bot.wording.factor import number
from care.pulse import Band, Choice, Question

# --- to who is led -------------------------------------------------------------------------------

SUMMARY = "Three short questions, for you alone to answer"
HEADING = "How does it land?"
AGAIN_SUMMARY = "Three short questions are still open"
AGAIN = "The last word about this: it is open for a few hours still, and skipping is fine."


def intro(closes: str) -> str:
    """Before the first question, and each time."""
    return (
        "Three questions, 30 seconds; each can be skipped. Confidential: change your answers or "
        f"take them back until {closes}, then every single one is deleted."
    )


def seen(leader: Person, least: int) -> tuple[Span, ...]:
    """What becomes of it."""
    only = f" sees one of four words, and only if {least} or more people answered."
    return (leader, only, " It is never used for reviews.")


def about(leader: Person) -> tuple[Span, ...]:
    return ("About ", leader)


def noted_about(leader: Person) -> tuple[Span, ...]:
    return ("About ", leader, ": noted.")


ANSWER = "Answer"
CHANGE = "Change"
SKIP_ALL = "Skip this time"
NO_MORE = "Don't ask me"
SKIPPED = "Skipped this time. You can still answer until it closes."
NOTED = "Noted. Thank you."
NOTHING = "Nothing is noted, and that is fine."
OPTED_OUT = (
    "I won't ask you such questions any more, and nothing you answered is kept. Settings in Home "
    "changes that."
)
CLOSED = "This is over. Every single answer has been deleted."


def until(closes: str) -> str:
    return f"Open until {closes}. Nobody else sees what you answer."


TITLE = "How does it land?"
SUBMIT = "Send"
QUESTIONS = {
    Question.ASKED: "Lately, has this leader asked about what matters to you?",
    Question.DID: "Did they do something about it?",
    Question.KNOWS: "Do they show that they know what you work towards?",
}
CHOICES = {
    Choice.NOT_YET: "Not yet",
    Choice.NOW_AND_THEN: "Now and then",
    Choice.OFTEN: "Often",
}
SKIP = "I'd rather skip this one"
TAKE_BACK = "Take my answers back"

SETTING = "May I ask you once a month how your leader's care lands?"
SETTING_HINT = "Three questions, confidential. With “No”, what you answered in an open round goes."
YES, NO = "Yes", "No"

# --- to a leader ---------------------------------------------------------------------------------

LANDED = "How it lands"
BANDS = {
    Band.GROWING: "growing",
    Band.STEADY: "steady",
    Band.STRONG: "strong",
    Band.VERY_STRONG: "very strong",
}
ONLY_YOU = "Only you see this word: no admin, no HR, not your own leader."
ONLY_YOU_WILL = "Only you will see the word, and your guess: no admin, no HR, not your own leader."
GUESS_FIRST = "Your people have said how your care lands. Before you see it: what is your guess?"
GUESS_NOW = "Your people are being asked this week how your care lands. What is your guess?"
GUESSED = "Your guess is noted, and you can change it until the answers are in."
GUESS = "My guess"
CHANGE_GUESS = "Change my guess"
GUESS_TITLE = "My guess"
GUESS_LABEL = "What would your people say, all in all?"
GUESS_HINT = "Sealed, and for you alone: the gap between the two is worth more than the word."
GUESS_NONE = "I'd rather not guess"
GUESS_SUBMIT = "Keep it"
NOTHING_TO_GUESS = "There is nothing to guess now."
NOT_UPDATED = "Not updated: too few answers for a new word that speaks of nobody alone."
NOT_ASKED = "People here are not asked how care lands: your admins have turned it off."


def nothing_yet(least: int) -> str:
    """``least``: how many people a word needs here."""
    needs = f"It needs {number(least)} people or more who answer"
    return f"No word yet. {needs}, and comes at most once a month."


def landed(band: Band, day: str) -> str:
    return f"It is {BANDS[band]}, as of {day}."


def beside(guess: Band, band: Band) -> str:
    """The guess, and what lies between the two; with no number."""
    if guess is band:
        return f"You had guessed {BANDS[guess]} too."
    words = list(Band)
    gap = "more" if words.index(band) > words.index(guess) else "less"
    return f"You had guessed {BANDS[guess]}: your people see {gap} than you thought."


TREND = {
    1: "More than the time before.",
    -1: "Less than the time before.",
    0: "As the time before.",
}

# --- to admins, once, a week before the first questions -------------------------------------------

SOON_SUMMARY = "From next week on people are asked how care lands"
SOON = (
    "From next week on Tend asks people once a month three confidential questions on how their "
    "leader's care lands: in teams of five or more. The leader alone sees one word, and every "
    "single answer is deleted."
)
SOON_NEXT = (
    "Tell people first, if you like: “/cadence announcement” has a text. “/cadence pulse off” "
    "turns it off before anybody is asked."
)

# --- to a leader of few people: the normal case --------------------------------------------------


def few(least: int) -> str:
    return f"With fewer than {number(least)} people there is no word: it could tell who said what."


ASK_THEM = "Better than any word: ask. One of these, in your next talk:"
QUESTIONS_TO_ASK = (
    "“What matters most to you right now, and what could I do about it?”",
    "“What did I do lately that helped you, and what got in your way?”",
    "“What are you working towards this year, and what did I miss about it?”",
    "“When did you last feel that I had your back, and when not?”",
    "“Which one thing should I ask you about more often?”",
    "“What did I promise you that is still open?”",
)
