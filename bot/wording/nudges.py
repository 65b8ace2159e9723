"""What a leader reads: the plan, its small acts, and what was noted."""

from __future__ import annotations

from bot.ui import Person, Span
from bot.wording.times import ago, stretch
from care.items import Level

# --- the sentence that a report is shown before sharing, and that the leader reads ---------------


def about_item(report: Person, level: Level, days: int) -> tuple[Span, ...]:
    """The one sentence that speaks of a shared item; a title stands below it, alone."""
    if level is Level.NAMED:
        return ("You haven't talked with ", report, f" in {stretch(days)} about:")
    return (f"You haven't talked in {stretch(days)} about something ", report, " shared with you.")


def about_talk(report: Person, days: int, ever: bool) -> tuple[Span, ...]:
    if not ever:
        return ("No talk with ", report, " is noted yet.")
    return ("You last talked with ", report, f" {ago(days)}.")


NO_LONGER_SHARED = " What stood here is no longer shared."
REACHED_SINCE = " What stood here is reached or resolved by now."
BOND_CLOSED = "This is closed."

# --- acts: facts and a question, never the caring words themselves -------------------------------

ACTS = {
    # around something that was shared
    "ask_next_step": "ask what the next step is (5 minutes), or take that step together (15)",
    "ask_in_the_way": "ask what is in the way (5 minutes), or clear one piece of it together (15)",
    "offer_person": "think of one person who knows this (5 minutes), or introduce them (15)",
    "protect_time": "ask how much time it needs (5 minutes), or free an hour for it together (15)",
    "share_own_story": "tell how something like it went for you (5 minutes), or walk and swap"
    " stories (15)",
    "ask_what_changed": "ask what has changed since (5 minutes), or look at it afresh together"
    " (15)",
    "ask_help_or_listen": "ask whether help or a listener is wanted (5 minutes), then do just"
    " that (15)",
    "thank_for_effort": "say what effort you have noticed (5 minutes), or ask what it takes (15)",
    "show_something": "bring one useful page or name (5 minutes), or look through it together (15)",
    "ask_good_week": "ask what a good week for it looks like (5 minutes), or plan one (15)",
    "take_something_off": "ask what could wait meanwhile (5 minutes), or take one thing over (15)",
    "ask_what_done_looks_like": "ask how they will know it is done (5 minutes), or sketch it (15)",
    "come_along": "ask when it next comes up (5 minutes), or offer to be there (15)",
    "ask_who_should_know": "ask who else should know (5 minutes), or go and tell them together"
    " (15)",
    "ask_what_surprised": "ask what has surprised them in it (5 minutes), or be shown it (15)",
    # just a talk
    "ask_on_mind": "ask what is on their mind (5 minutes), or have a coffee over it (15)",
    "ask_energy": "ask what gives energy just now (5 minutes), and what takes it (15)",
    "thank_specific": "thank them for one thing you saw (5 minutes), or ask how they did it (15)",
    "ask_unblock": "ask what you could unblock (5 minutes), or unblock it on the spot (15)",
    "ask_proud": "ask what they are pleased with (5 minutes), or have them show you (15)",
    "ask_learn": "ask what they would like to learn (5 minutes), or find a first step (15)",
    "ask_dropped": "ask what they had to drop (5 minutes), or look whether it can come back (15)",
    "walk_together": "suggest a short call (5 minutes), or a walk together (15)",
    "ask_more_of": "ask what they want more of (5 minutes), and what less (15)",
    "ask_decide": "ask for their view on something open (5 minutes), or decide it together (15)",
    "ask_how_best": "ask how you can best back them (5 minutes), or go through the week (15)",
    "ask_outside_work": "ask what they look forward to (5 minutes), or swap weekends (15)",
    "ask_next_year": "ask where they would like to be in a year (5 minutes), and why (15)",
    "ask_meeting_less": "ask which meeting they could do without (5 minutes), or end one (15)",
    "ask_well_done_who": "ask who has helped them lately (5 minutes), or thank that person"
    " together (15)",
}

LEAD_INS = (
    "Worth a try:",
    "A small way in:",
    "One idea:",
    "Five minutes well invested:",
    "If it fits today:",
    "A place to start:",
    "Something small:",
    "An easy opening:",
    "When you next meet:",
    "A good moment to",
    "It may be worth it to",
    "For the next quiet minute:",
    "One way to invest a little time:",
    "Perhaps this week:",
    "A good first question:",
)


def act(act_key: str, wording_key: str) -> str:
    """One small act in two sizes, with an opening of its own."""
    number = int(wording_key.rsplit("_", 1)[1])
    return f"{LEAD_INS[number - 1]} {ACTS[act_key]}."


# --- the small print -----------------------------------------------------------------------------


def why_now(reason: str, ideal: int) -> str:
    if reason == "item":
        return f"Why now: the rhythm for what people share is {stretch(ideal)}."
    return f"Why now: your rhythm for a talk is {stretch(ideal)}."


def who_sees(level: Level | None) -> str:
    if level is Level.NAMED:
        return "Only you see this. They chose to share the title with you."
    if level is Level.DISCREET:
        return "Only you see this. They chose to share it with you; the text is behind Show."
    return "Only you see this."


PLAN_HEADING = "Your people this week"
PLAN_SUMMARY = "A few minutes worth investing: "
FOLLOW_UP_SUMMARY = "A question about your plan with "
REMINDER_SUMMARY = "You asked to hear again about "
PLAN_FOOT = "Your answers are yours alone: nobody else can see them."

# --- buttons -------------------------------------------------------------------------------------

WHEN = "When?"
WE_TALKED = "We talked"
LATER = "Later"
NOT_THIS_TIME = "Not this time"
SHOW = "Show"
UNDO = "Undo"
CHANGE = "Change"
YES = "Yes"
MOVED = "Moved"
FEWER = "Fewer"
MORE = "More often"
PAUSE = "Pause"
STOP = "Stop"
START_AGAIN = "Start again"

STOP_TITLE = "Stop all plans?"
STOP_TEXT = "You will get no more plans. What you noted stays, and you can start again in Home."
STOP_YES = "Stop"
STOP_NO = "Keep"

# --- what was noted ------------------------------------------------------------------------------


def noted_talk(day: str) -> str:
    return f"Noted: you talked {day}."


def noted_plan(moment: str) -> str:
    return f"Planned: {moment}. I'll ask once afterwards whether it happened."


def noted_later(day: str) -> str:
    return f"I'll come back to this {day}."


NOTED_NOT_THIS_TIME = "No problem. Clean slate next time."


def noted_leave(day: str) -> str:
    return f"Noted: away. Quiet until {day}."


NOTED_NOT_RELEVANT = "Noted: no longer relevant. I won't bring it up again."
NOTED_NOT_MINE = "Noted: not one of your people any more."


def did_it_happen(report: Person, moment: str) -> tuple[Span, ...]:
    return ("You planned to talk with ", report, f" {moment}. Did it happen?")


def you_asked_again(report: Person) -> tuple[Span, ...]:
    return ("You asked to hear again about ", report, ".")


def frequency(every_weeks: int) -> str:
    return {1: "Plans come every week.", 2: "Plans come every two weeks."}.get(
        every_weeks, "Plans come every four weeks."
    )


def paused(day: str) -> str:
    return f"Paused until {day}. Nothing piles up meanwhile."


STOPPED = "Stopped. No plans come until you start again."
