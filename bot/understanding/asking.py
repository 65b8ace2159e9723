"""Questions that Tend answers, help, and courtesies. None of them changes anything."""

from __future__ import annotations

from bot.understanding.choices import settle
from bot.understanding.grammar import first_match
from bot.understanding.meanings import Asked, Courtesy, Differs, Help, Meaning, Question
from bot.understanding.people import Named, marks
from bot.understanding.sentence import Sentence

_P = r"(?P<people>@\d+|her|him|them|she|he|they)"
_TALK = (
    r"(?:talk|talked|speak|spoke|spoken|chat|chatted|meet|met|see|seen|saw|call|called|catch up)"
)
TEMPLATES = {
    Asked.NEXT: (
        r"(?:and )?(?:who|whom) (?:is|'s|comes?|are)? ?(?:next|up|up next|due|on my list|"
        r"on the list|waiting)(?: (?:on|in) (?:my|the) (?:list|plan))?(?: #\d+)?",
        rf"(?:who|whom) (?:should|do|shall|can|could|"
        rf"must) i (?:have )?(?:to )?{_TALK}? ?(?:to|with)?(?: next| first)?(?: #\d+)?",
        r"(?:who|whom) (?:should|shall) i (?:talk to|speak with|talk with|see|meet|"
        r"care for)(?: next| now)?(?: #\d+)?",
        r"next(?: one| person)?|who (?:is|'s) the next (?:one|person)|(?:show|"
        r"tell) me (?:who is next|the next one|my plan|my people|the list)|"
        r"what is (?:next|my plan|on my plan)(?: #\d+)?|my plan|show my (?:plan|people)|plan",
        rf"(?:who|whom) have (?:i not|not i) {_TALK}(?: to| with)?.*",
    ),
    Asked.LAST_TALK: (
        rf"when (?:did|have|was) (?:i|we) (?:last|most recently)? ?{_TALK}? ?(?:to|"
        rf"with)? ?{_P}(?: last| the last time)?",
        rf"when (?:did|have) i (?:last )?{_TALK} (?:to |with )?{_P}(?: last| the last time|"
        rf" most recently)?",
        rf"when (?:was|is|'s) (?:my|our|the) (?:last|latest|most recent) (?:talk|chat|"
        rf"conversation|oneonone|meeting|call|coffee)(?: with {_P})?",
        rf"(?:(?:can|could) you )?(?:tell me |do you know |remind me )?when (?:did )?(?:i|we) last"
        rf" {_TALK}(?: to| with)? {_P}",
        rf"when did {_P} and (?:i|me) last {_TALK}|(?:my |the )?last talk with {_P}",
        rf"when was the last time (?:that )?(?:i|we) {_TALK}(?: to| with)? {_P}",
        rf"how long (?:is it |has it been |ago )?(?:since|is it since|was it since|"
        rf"did)?(?: it has been)? ?(?:i|we|my|our)? ?(?:last )?(?:{_TALK})?(?: to| with)? {_P}",
        rf"how long (?:has it been |is it )?since (?:i|we) (?:last )?{_TALK}(?: to| with)? {_P}",
        rf"have i {_TALK}(?: to| with)? {_P}(?: lately| recently| yet)? #\d+ \? when",
    ),
    Asked.SHARED: (
        rf"what (?:did|does|has|have) {_P} (?:share|shared|want|tell|"
        rf"told)(?: you)?(?: (?:with|to) (?:me|us))?(?: so far| lately| again)?",
        rf"what was it(?: again)? that {_P} shared(?: with me)?|(?:please )?(?:show me |"
        rf"tell me )?what {_P} (?:has )?shared(?: with me)?|"
        rf"what (?:is it that )?{_P} wants?(?: to .+)?",
        r"what (?:are|is|'s|were) (?P<people>@\d+) 's (?:goals?|challenges?|items?|"
        r"goals and challenges)|"
        r"(?P<people>@\d+) 's (?:goals?|challenges?|items?|goals and challenges)",
        r"what (?:are|is) (?P<people>her|his|their) (?:goals?|challenges?|items?)",
        rf"what (?:are|is) the (?:goals?|challenges?|items?) (?:of|from|for) {_P}",
        rf"(?:show|tell) me (?:what {_P} shared(?: with me)?|the goals of (?P<people>@\d+)|"
        rf"(?P<people>@\d+) 's (?:goals|challenges|items))",
        rf"what do i know about {_P}|what is {_P} working on",
    ),
    Asked.MY_ITEMS: (
        r"(?:what (?:are|is|were) |show (?:me )?|list |see |"
        r"open )?(?:all )?my (?:own )?(?:goals?|challenges?|items?|list|"
        r"goals and challenges)(?: again)?",
        r"what (?:did|have|do) i (?:share|shared|add|added)(?: (?:with|so far).*)?|goals|mygoals",
    ),
    Asked.WHY_THIS: (
        r"why|why (?:did|do|am|have) i (?:get|see|receive|getting|seeing|got|gotten|"
        r"received)(?: (?:this|that|it|these|this one|this message|this now|this nudge|"
        r"these messages))?(?: now)?",
        r"why (?:this|her|him|them|now|this one|this message|@\d+)(?: now)?|(?:what is|"
        r"what 's) this(?: about| for)?",
        r"why (?:are|do|did) you (?:send|sending|ask|asking|tell|telling|write|writing|nudge|"
        r"nudging)(?: to)?(?: me)?(?: (?:this|that|now|about .*))?",
    ),
    Asked.WHO_SEES: (
        r"(?:who|whom) (?:else )?(?:sees|can see|may see|will see|reads|can read|gets to see|"
        r"knows|has access to|will know|gets|can access|is able to see)(?: (?:about )?(?:this|"
        r"it|that|these|my .*|what .*|all this|any of this))?",
        r"(?:does|can|will|do|could|may) (?:my (?:boss|leader|manager|team|people|report|"
        r"reports)|anyone|anybody|hr|the admin|admins?|others|they|she|he|"
        r"@\d+)(?: else)? (?:see|read|know|get|find out)(?: (?:about )?(?:this|it|that|my .*|"
        r"what .*))?",
        r"what (?:does|can|will|do) (?:my )?(?:leader|boss|manager|reports?|people|"
        r"lead) (?:see|know|read)(?: (?:of|about) .*)?|is (?:this|it|that) (?:private|"
        r"confidential|secret|anonymous)|who is this (?:shared|visible) (?:with|to)",
    ),
}  # fmt: skip
HELP = (
    r"help(?: me)?|(?:i )?(?:need )?help|what can (?:you|i) (?:do|say|type|ask|write)(?: here)?|"
    r"how (?:does|do) (?:this|it|you|tend|i use this|i use you|i use tend) ?(?:work|works)?|"
    r"what (?:is|are|do) (?:this|you|tend)(?: do| for)?|commands?|usage|info|instructions|manual|"
    r"(?:remind|tell|show) me how (?:this|it|tend) works|who are you|what are you|options|menu|"
    r"hi|hello|hey|hello there|hi there|good morning|good afternoon|hiya|moin|\?",
)
COURTESY = (
    r"(?:thanks|thank you|thank you (?:so|very) much|thanks a lot|many thanks|cheers|great|okay|"
    r"cool|nice|perfect|fine|good|lovely|got it|awesome|super|understood|noted|will do|"
    r"sounds good|all right|alright|good to know|nice one|great thanks|okay thanks|"
    r"much appreciated|"
    r"(?:that|this) (?:is|was|'s) (?:very |really |so )?(?:helpful|useful|great|nice|kind|good)|"
    r"good bye|bye|see you|thanks for the reminder|thank you for the reminder|good point|"
    r"thanks for asking|ta|wow|haha|lol|appreciate it|you too|no problem|welcome)",
)


def read_question(sentence: Sentence, whole: str) -> Meaning | None:
    if first_match(HELP, whole) or sentence.words.strip() in {"?", "? ?"}:
        return Help()
    if first_match(COURTESY, whole) and not sentence.is_question:
        return Courtesy()
    for kind, templates in TEMPLATES.items():
        if match := first_match(templates, whole):
            return _asked(sentence, kind, match["people"])
    return None


def _asked(sentence: Sentence, kind: Asked, said: str) -> Meaning | None:
    if kind not in (Asked.LAST_TALK, Asked.SHARED):
        return Question(kind)
    numbers = list(marks(said))
    who: Named = sentence.people[numbers[0]] if numbers else sentence.she
    return settle([(Differs.WHO, who.ids)], lambda person: Question(kind, person), who.sure)
