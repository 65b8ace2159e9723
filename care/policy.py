"""The default policy, in one place: what Tend does until an admin or a person says otherwise."""

from __future__ import annotations

from datetime import time, timedelta

# --- cadence, in days between talks
TALK_IDEAL, TALK_MAXIMUM = 7, 14
ITEM_IDEAL, ITEM_MAXIMUM = 21, 42
SHORTEST_CADENCE, LONGEST_CADENCE = 7, 90  # an admin may set narrower bounds

# --- the weekly plan
PLAN_WEEKDAY = 1  # Monday is 0
PLAN_TIME = time(10, 0)
PLAN_EVERY_WEEKS = 1
MONTHLY_WEEKS = 4  # "monthly" is every four weeks on the same weekday
PEOPLE_IN_A_PLAN = 3
OWED_IN_A_PLAN = 3  # promises, and what was asked for, beside them

# --- when a person is willing to hear from us
WORKING_DAYS = frozenset({0, 1, 2, 3, 4})
DAY_STARTS, DAY_ENDS = time(9, 0), time(17, 0)
QUIET_DAYS_BACK = 2  # working days after somebody was away
MOST_BLACKOUTS = 20
LONGEST_BLACKOUT_DAYS = 60
FARTHEST_DAYS_AHEAD = 366  # for anything that is planned, paused or away

# --- caps on what nobody asked for
UNASKED_A_DAY = 1
UNASKED_A_WEEK = 3
UNASKED_A_WEEK_OF_A_REPORT = 1
SAME_PERSON_GAP_DAYS = 7
PLANS_APART_DAYS = 3  # also where days off or a new plan day bring two close

# --- not nagging
UNANSWERED_FOR_ANOTHER_ACT = 2  # plans in a row
UNANSWERED_TO_ASK = 3  # "keep, fewer, stop?"
SILENCE_DAYS = 7  # after that question: monthly
UNPROMPTED_SHARE = 0.7  # of the talks of the weeks below: then Tend halves itself
UNPROMPTED_DAYS = 56
UNPROMPTED_TALKS = 8  # fewer tell nothing
USEFUL_EVERY_PLANS = 4  # how often a plan asks whether it was useful

# --- the hold-out
HOLD_OUT_SHARE = 0.1  # of the nudges that may be left out

# --- the organisation's page
FLOOR_PEOPLE, FLOOR_LEADERS = 10, 3  # under each figure
MOST_COUNTED_A_MONTH = 5  # talks, and nudges, of one pair
SOON_DAYS = 2  # a nudge answered within these
EFFECT_DAYS = 14  # a talk within these after a nudge that could have been left out
EFFECT_WITHHELD = 30  # left out at least, before an effect is told
MOST_STOPPING = 0.03  # of the leaders in a month; beyond it plans come half as often

# --- care moments: the date of an item
DATE_AHEAD_WORKING_DAYS = 2
DATE_GRACE_DAYS = 5  # still worth it
DATE_LATE_DAYS = 28  # an honest late word

# --- memory
GOAL_ASKED_AFTER = timedelta(days=180)
CHALLENGE_ASKED_AFTER = timedelta(days=90)
PERSONAL_ASKED_AFTER = timedelta(days=60)
ASKED_AT_ONCE = 5  # items in one question
SHARING_STOPS_AFTER = timedelta(days=30)  # when nobody answers that question
DONE_KEPT = timedelta(days=365)  # what is reached or resolved, and untouched since
CHALLENGE_KEPT = timedelta(days=180)  # untouched
GRACE_DAYS = 30  # who is back within this time finds everything as it was
KEPT_DAYS, SHORTEST_KEPT_DAYS = 365, 120  # records; a cadence may be 90 days

# --- the pulse
PULSE_EVERY = timedelta(days=28)
PULSE_FIRST_AFTER = timedelta(days=14)  # since the start: there has to be something to speak of
PULSE_WEEKDAY, PULSE_TIME = 2, time(13, 0)  # where most people of the workspace are
PULSE_OPEN = timedelta(days=7)  # as long may an answer be changed or taken back
PULSE_FLOOR, PULSE_HIGHEST_FLOOR = 5, 20  # people behind a band: an admin may only raise it
PULSE_SETS_STAND = 4  # rounds until a band may be made of a set that differs by a few people
PULSE_MARKS_KEPT = timedelta(days=140)  # by rounds 4; by days where rounds were left out
PULSE_BANDS_KEPT = timedelta(days=730)

# --- after an answer
FOLLOW_UP_AFTER = timedelta(hours=2)
VARIETY_DAYS = 28  # no wording and no act twice to one leader within this time

# --- what somebody asked a leader for
ASKED_BACK_AFTER = timedelta(days=7)  # whatever the leader noted
ASK_ANSWERED_WITHIN = timedelta(days=14)  # then it is over
ASK_LAPSES_AFTER = timedelta(days=42)  # where there was no moment to ask
ASKS_A_PERSON = 5  # open at once
CLOSED_ASKS_KEPT = timedelta(days=30)

# --- landing: whether help was felt
LANDING_EVERY = timedelta(weeks=4)  # after the sharing, whatever the leader noted
LANDING_PEOPLE, LANDING_LEADERS = 10, 3  # fewer tell nothing
LANDING_TOTALS_KEPT = timedelta(days=730)

# --- limits on what people type, in characters after cleaning
TITLE_LONGEST = 120
DETAILS_LONGEST = 1000
ITEMS_A_PERSON = 50
PROMISE_LONGEST = 200
ASK_LONGEST = 300
PROMISES_A_LEADER = 50  # that nobody has closed
