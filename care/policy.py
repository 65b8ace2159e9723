"""The default policy, in one place: what Tend does until an admin or a person says otherwise."""

from __future__ import annotations

from datetime import time, timedelta

# --- cadence, in days between talks
TALK_IDEAL, TALK_MAXIMUM = 7, 14
ITEM_IDEAL, ITEM_MAXIMUM = 21, 42
SHORTEST_CADENCE, LONGEST_CADENCE = 7, 90

# --- the weekly plan
PLAN_WEEKDAY = 1  # Monday is 0
PLAN_TIME = time(10, 0)
PLAN_EVERY_WEEKS = 1
MONTHLY_WEEKS = 4  # "monthly" is every four weeks on the same weekday
PEOPLE_IN_A_PLAN = 3

# --- when a person is willing to hear from us
WORKING_DAYS = frozenset({0, 1, 2, 3, 4})
DAY_STARTS, DAY_ENDS = time(9, 0), time(17, 0)

# --- caps on what nobody asked for
UNASKED_A_DAY = 1
UNASKED_A_WEEK = 3
SAME_PERSON_GAP_DAYS = 7

# --- after an answer
FOLLOW_UP_AFTER = timedelta(hours=2)
VARIETY_DAYS = 28  # no wording and no act twice to one leader within this time

# --- limits on what people type, in characters after cleaning
TITLE_LONGEST = 120
DETAILS_LONGEST = 1000
ITEMS_A_PERSON = 50
