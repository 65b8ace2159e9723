"""The words that the rules know, as data. English; another language is another such file."""

from __future__ import annotations

from functools import cache


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_COUNTED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve")  # fmt: skip
NUMBERS = {word: number for number, word in enumerate(_COUNTED)} | {"a": 1, "an": 1, "couple": 2}

# What people type for one of our words, or for several.
_SHORT = """
    mon=monday; tue=tuesday; tues=tuesday; wed=wednesday; weds=wednesday; thu=thursday;
    thur=thursday; thurs=thursday; fri=friday; mondays=monday; jan=january; feb=february; apr=april;
    jun=june; jul=july; aug=august; sep=september; sept=september; oct=october; nov=november;
    dec=december; tmrw=tomorrow; tmr=tomorrow; tomo=tomorrow; tmw=tomorrow; yday=yesterday;
    remember=remind; yest=yesterday;
    nxt=next; wk=week; wks=weeks; hr=hour; hrs=hours; min=minutes; mins=minutes; w=with; abt=about;
    re=about; regarding=about; concerning=about; till=until; til=until; arvo=afternoon; pls=please;
    plz=please; thx=thanks; ty=thanks; u=you; ur=your; r=are; im=i am; ive=i have; id=i would;
    weve=we have; shes=she 's; hes=he 's; whos=who 's; whats=what 's; thats=that 's; its=it 's;
    lets=let us; youve=you have; dont=do not; didnt=did not; doesnt=does not; havent=have not;
    havnt=have not; hasnt=has not; hadnt=had not; isnt=is not; arent=are not; wasnt=was not;
    werent=were not; wont=will not; cant=can not; couldnt=could not; wouldnt=would not;
    shouldnt=should not; aint=is not; nto=not; nit=not; noit=not; nott=not; didn=did not;
    gonna=going to; gotta=have to; wanna=want to; anymore=any more; fortnight=two weeks;
    couldve=could have; shouldve=should have; wouldve=would have; noon=midday; eod=end of day;
    cuz=because; catchup=catch up; checkin=check in; ya=you; bday=birthday; yep=yes; yeah=yes;
    yup=yes; yea=yes; aye=yes; ok=okay; goin=going; wen=when; coffees=coffee; thnx=thanks; wil=will;
    wll=will
"""
MEANT = dict(pair.strip().split("=") for pair in " ".join(_SHORT.split()).split(";"))

NEGATIONS = word_set(
    """
    not no never none nobody nothing nowhere neither nor without nope nah nay noone hardly barely
    scarcely seldom rarely unable can't cannot won't don't didn't haven't hasn't hadn't isn't wasn't
    aren't weren't couldn't wouldn't shouldn't ain't
    """
)
# A record with one of these anywhere is asked back.
DOUBTS = word_set(
    """
    if unless whether maybe perhaps probably possibly hopefully almost nearly supposed scheduled
    cancelled canceled postponed rescheduled missed skipped forgot forgotten failed instead except
    besides imagine imagined pretend pretended dream dreamt dreamed kidding joke joking lie lied
    lying testing ignore actually wait sorry oops correction scratch wrong rather somehow allegedly
    apparently supposedly theoretically theory refused declined avoided otherwise mistake false
    untrue fake wish wished guess assume suppose doubt unsure undo fell moved others rest
    jk psych unsuccessfully every usually always sometimes often
    but however although imaginary hypothetical tentative upcoming
    """
)
# These are asked back too, but not in what somebody else did or wants.
SOFT_DOUBTS = word_set(
    """
    would should could might must ought will shall can may going want wanted wants plan planned
    plans planning try tried trying tries need needed needs hope hoped hopes hoping think thought
    believe believed intend intended mean meant about_to say says said saying tell tells told
    telling heard hear claims claimed mentioned wrote asked ask asks reported reports
    """
)
REPORTING = word_set(
    """
    say says said saying tell tells told telling heard hear claims claimed claim mentioned mentions
    wrote writes asked asks reported reports thinks thought believes according
    """
)

# Misspellings are mended towards these and no other words.
MENDED = frozenset((*WEEKDAYS, *MONTHS)) - {"may", "march"} | word_set(
    """
    about afternoon almost already anymore because called canceled cancelled caught challenge
    chatted coffee completed could evening failed fewer finished forgot goal happen happened haven't
    help holiday later lunch maybe meeting messages might month morning nearly never next passed
    pause phoned postponed private reached relevant remind reminder report resume sharing should
    snooze speaking spoke spoken talked talking today tomorrow undo until vacation week weeks with
    would yesterday
    """
)

# English words one slip away from one of ours: they mean themselves. Found with a word list.
THEMSELVES = word_set(
    """
    abort abut afternoons alter cabled cackled calked caller calmed calved cancel cancels candled
    cankered cantered catcalled catted challenged challenger challengers challenges channeled
    channelled chanted charted chattel chatter coffees coffer cold compacted compelled compete
    competed competes complected complete completely completer completes completest complexes
    complied comported composted computed concealed conceded culled deceiver evenings fabled
    famished fever filed finessed finises finish finisher finishers finishes fished flailed foiled
    forget forgo furnished goals hampered happens hardened harkened hastened helps holidays hyphened
    lager lamer laser late latex lather latter launch laxer layer liter lurch lynch massage massaged
    massages maybes meetings melting menages mesdames message messes meting mighty moaning months
    mooning mornings moth mourning mouth nearby neatly newer nonmember parse parsed passel passer
    passes pasted paused pauses phone phones phoney phonied pissed portioned positioned postpone
    postpones primate privater privates reaches reacted rebind refiner reindeer rejoinder relaxant
    relent relevance relevancy relevantly reliant remainder remainders remand remanded reminded
    reminders reminds render reports resort resumed resumes retched retort rewind roached scaring
    sealing seaming searing seating seeking shading shaking shaming shaping sharking sharping
    shaving shearing shoring slaking sleeking smearing smoke snaking snaring sneaking snoozed
    snoozes soaking soaring spacing spading spake spanking sparing sparking spaying spearing
    speccing specking speckling speeding spelling spending spewing spike spiking splaying spokes
    spooking spore spraying spreading squeaking staking staring stealing steaming stoke streaking
    sturdy sundae sundry swearing sweating tacked tacking taking talker tanked tanking tasked
    tasking toady toddy tomorrows untie vacating vacationed vacationer vacations valuation variation
    vexation vocation vocations weeds weeps wees width witch world woulds wound yesterdays
    """
)


@cache
def known() -> frozenset[str]:
    """Every word that is left as it stands."""
    return frozenset(MEANT) | NEGATIONS | DOUBTS | SOFT_DOUBTS | REPORTING | MENDED | THEMSELVES
