"""The typed words of /cadence: what each does, and what is said of a word nobody knows."""

from __future__ import annotations

HEADING = "/cadence"

HELP = {
    "show": "“/cadence show”: every setting, where it comes from, and who may override it.",
    "talks": "“/cadence talks 7 14”: ideal and longest days between two talks, from 7 to 90.",
    "items": "“/cadence items 21 42”: the same for one goal or challenge.",
    "plan": "“/cadence plan Tuesday 10:00”: day and time of the weekly plan.",
    "every": "“/cadence every 2”: weeks between two plans, 1, 2 or 4, for whoever has not set "
    "their own.",
    "limits": "“/cadence limits people 2”: people in a plan, 1 to 3. “/cadence limits week 2”: "
    "unasked messages a week to one person, 1 to 3.",
    "own": "“/cadence own cadence on”, “off” or “7 to 30”: whether people set their own rhythm. "
    "“/cadence own plan on” or “off”: whether leaders move their plan.",
    "days": "“/cadence days Mon-Fri”: the working days people start with. Also “Sun-Thu” or “Mon "
    "Tue Thu”.",
    "hours": "“/cadence hours 09:00 17:00”: the hours people start with.",
    "holidays": "“/cadence holidays DE” or “DE-BY”: public holidays. “off”: none. “auto”: of the "
    "country of each person's time zone.",
    "blackout": "“/cadence blackout 2026-12-24 to 2027-01-01”: days on which nothing unasked "
    "comes. “blackout remove 2026-12-24” takes one away, “blackout none” all.",
    "status": "“/cadence status on” or “off”: whether a vacation status counts as away.",
    "keep": "“/cadence keep 180”: days for which records are kept, from 120 to 365.",
    "hold-out": "“/cadence hold-out on” or “off”: whether one nudge in ten is left out by lot, so "
    "that you learn whether nudges help. Leaders are told.",
    "pulse": "“/cadence pulse on” or “off”: whether people are asked each month how care lands. "
    "“/cadence pulse 8”: how many have to answer before there is a word, 5 at least.",
    "pilot": "“/cadence pilot @Maya @Tom”, “pilot group Sales” or “pilot none”: whom to start "
    "with.",
    "people": "“/cadence people”: a form to add a leader and their people.",
    "admins": "“/cadence admins”: who may set all this. “admins add @Tom” or “admins remove @Tom” "
    "changes it.",
    "preview": "“/cadence preview”: what leaders and employees will read, word for word.",
    "announcement": "“/cadence announcement”: a text to post before you start.",
    "dry-run": "“/cadence dry-run”: what next week would bring, in counts alone.",
    "start": "“/cadence start pilot” or “/cadence start all”: from then on plans are sent.",
    "pause": "“/cadence pause”: nothing unasked is sent to anybody until “/cadence resume”.",
    "resume": "“/cadence resume” or “go on”: go on after a pause, without a heap of messages.",
    "undo": "“/cadence undo”: takes the last change of a setting back; once more gives it back.",
    "help": "“/cadence help talks”: about one of these words.",
}

HELP_FIRST = (
    "“/cadence” in the admin channel shows the rhythm of talks and plans and lets you change it.",
    "The first use by an admin in a private channel makes that the admin channel.",
    "Invite me there first: “/invite @Tend”. Nothing is sent unasked before you press Start.",
)


def words_known(names: str) -> str:
    return f"Or type a word after it: {names}. “/cadence help talks” tells more about one."


def unknown(nearest: str) -> str:
    if nearest:
        return f"I don't know that word. Did you mean “/cadence {nearest}”?"
    return "I don't know that word. “/cadence help” lists those I know."
