"""What a leader reads: the plan, its small acts, and what was noted."""

from __future__ import annotations

from bot.ui import Person, Span
from bot.wording.times import ago, stretch
from care.frequency import Slowed
from care.items import Level
from care.moments import Moment

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


def about_date(report: Person, level: Level, moment: Moment, day: str) -> tuple[Span, ...]:
    """The one sentence that speaks of the date of a shared item; a title stands below it."""
    if moment is Moment.NEAR:
        if level is Level.NAMED:
            return (report, f" has a date coming up, {day}:")
        return ("Something ", report, f" shared with you has its date {day}.")
    if moment is Moment.JUST_OVER:
        if level is Level.NAMED:
            return ("It was ", f"{day}, and a word with ", report, " is still worth it:")
        return (
            *("Something ", report, f" shared with you had its date {day}. "),
            "A word is still worth it.",
        )
    if level is Level.NAMED:
        return ("I am late with this. It was ", f"{day}, for ", report, ":")
    return ("I am late with this. Something ", report, f" shared with you had its date {day}.")


NO_LONGER_SHARED = " What stood here is no longer shared."
REACHED_SINCE = " What stood here is reached or resolved by now."
BOND_CLOSED = "This is closed."
GONE = "What stood here is no longer shared."
ERASED = "What stood here was erased."

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
    "open_a_door": "name one person who could help (5 minutes), or bring both together (15)",
    "try_it_together": "offer to try one step side by side (5 minutes), or do it at once (15)",
    "ask_what_is_easier": "ask what has become easier (5 minutes), or see what made it so (15)",
    # just a talk
    "lend_a_hand": "offer a hand with one thing (5 minutes), or do it side by side (15)",
    "pass_on_praise": "pass on one good word you heard (5 minutes), or have it said to them (15)",
    "share_own_week": "tell one thing of your own week (5 minutes), or swap weeks over coffee (15)",
    "introduce_somebody": "name somebody worth meeting (5 minutes), or introduce them (15)",
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
    # before a date
    "ask_what_helps": "ask what would help before then (5 minutes), or do that one thing (15)",
    "clear_the_hours": "see what could move that day (5 minutes), or clear the hours for it (15)",
    "ask_be_there": "ask whether you being there helps (5 minutes), or plan to be there (15)",
    "listen_to_a_run": "offer to listen to a first go (5 minutes), or listen to one (15)",
    "ask_what_worries": "ask what part feels hardest (5 minutes), or go through that part (15)",
    "move_something": "take one thing off the day before (5 minutes), or do it yourself (15)",
    "ask_after_it": "ask what comes after it (5 minutes), or plan that first step together (15)",
    "lend_an_ear": "ask to hear how it is going (5 minutes), or listen over a walk (15)",
    "ask_who_else": "ask who else could help (5 minutes), or bring them in (15)",
    "show_up": "look in on the day (5 minutes), or be there for the start of it (15)",
    # after a date
    "ask_how_it_went": "ask how it went (5 minutes), or hear the whole story (15)",
    "mark_it": "mark it in a small way (5 minutes), or have a coffee on it (15)",
    "ask_what_next": "ask what comes next (5 minutes), or plan the first step of it (15)",
    "listen_how_it_was": "listen to how it was (5 minutes), or walk and listen (15)",
    "ask_what_learned": "ask what they take from it (5 minutes), or be shown it (15)",
    "give_time_back": "offer an easier afternoon (5 minutes), or take over one thing (15)",
    "ask_what_helped": "ask what helped most (5 minutes), or see how to have more of it (15)",
    "tell_somebody": "ask whether others may know (5 minutes), or tell them together (15)",
    "ask_who_to_thank": "ask who helped (5 minutes), or thank that person together (15)",
    "take_a_walk_after": "suggest a short call (5 minutes), or a walk to hear of it (15)",
    # just a talk, once more
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
    "If there is a moment:",
    "Something that often helps:",
    "To begin with:",
)
DATE_LEAD_INS = (
    "In time for it:",
    "One thing that may help:",
    "A little time that counts:",
    "If you like:",
    "What you could do:",
    "A small step:",
    "Worth a moment:",
    "Here is one way:",
    "Easy to do:",
    "To be there for it:",
)


def act(act_key: str, wording_key: str) -> str:
    """One small act in two sizes, with an opening of its own."""
    kind, number = wording_key.rsplit("_", 1)
    lead_ins = DATE_LEAD_INS if kind == "date" else LEAD_INS
    return f"{lead_ins[int(number) - 1]} {ACTS[act_key]}."


# --- the small print -----------------------------------------------------------------------------


WHY_DATE: dict[str, str] = {
    Moment.NEAR: "Why now: the date is close.",
    Moment.JUST_OVER: "Why now: the date has just passed, and no talk is noted since.",
    Moment.LONG_OVER: "Why now: nothing could reach you in time.",
}


def why_now(reason: str, ideal: int) -> str:
    if reason in WHY_DATE:
        return WHY_DATE[reason]
    if reason == "item":
        return f"Why now: the rhythm for what people share is {stretch(ideal)}."
    return f"Why now: your rhythm for a talk is {stretch(ideal)}."


CHOSEN = {
    Level.NAMED: " They chose to share the title with you.",
    Level.DISCREET: " They chose to share it with you; the text is behind Show.",
}


PLAN_HEADING = "Your people this week"
DATE_HEADING = "A date worth a moment"
DATE_SUMMARY = "A date worth a moment: "
PLAN_SUMMARY = "A few minutes worth investing: "
FOLLOW_UP_SUMMARY = "A question about your plan with "
REMINDER_SUMMARY = "You asked to hear again about "

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


TODAY_SUMMARY = "Planned for today: "
TODAY_FOOT = "You planned this yourself. I'll ask once afterwards whether it happened."


def planned_today(report: Person, at: str) -> tuple[Span, ...]:
    return (f"Today at {at}: your talk with ", report, ".")


def did_it_happen(report: Person, moment: str) -> tuple[Span, ...]:
    return ("You planned to talk with ", report, f" {moment}. Did it happen?")


def you_asked_again(report: Person) -> tuple[Span, ...]:
    return ("You asked to hear again about ", report, ".")


def frequency(every_weeks: int) -> str:
    return {1: "Plans come every week.", 2: "Plans come every two weeks."}.get(
        every_weeks, "Plans come every four weeks."
    )


def slowed_words(why: str, every_weeks: int) -> str:
    """Why Tend itself made plans come less often, and how often they come."""
    often = {2: "every two weeks"}.get(every_weeks, "every four weeks")
    if why == Slowed.SILENCE:
        return f"Plans come {often}, because several had no answer."
    return f"Plans come {often}, because most of your talks happen without me."


HALVED_NOW = (
    "Most of your talks in the last two months happened without a nudge from me, so I step back: "
)
HOLD_OUT_BEGINS = (
    "New from your admins, from your next plan on: one nudge in ten is left out by lot, so that "
    "your company learns whether nudges help. Never a date, or what somebody asked for."
)
KEEP_QUESTION = (
    "The last three plans had no answer, and that is fine. Shall they come as they do, less often, "
    "or stop? If I hear nothing, they come every four weeks."
)
KEEP = "Keep"
KEPT = "Thank you. Plans come as before."
USEFUL_QUESTION = "Was this plan useful to you? Only you see your answer."
USEFUL_YES = "Useful"
USEFUL_NO = "Not really"
USEFUL_THANKS = "Noted: useful. Thank you."
NOT_USEFUL_THANKS = (
    "Noted. Fewer plans, another day or hour (Settings in Home), or a pause may suit you better."
)


def paused(day: str) -> str:
    return f"Paused until {day}. Nothing piles up meanwhile."


STOPPED = "Stopped. No plans come until you start again."
