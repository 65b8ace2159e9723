"""Words that cannot be read, damaged or moved: it is said, and nothing else breaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from bot.ids import Action, FormName
from sandbox.company import ANA, MAYA
from storage.rekeying import sealed_columns
from storage.tables import items as items_table
from tests.bot.forging import Forger
from tests.bot.scenes import AWS, leads, nudges_of, own_items, sent, shares, start
from tests.office import Office, labels, text_of

UNREAD = "could not be read"
KEPT = "Learn to weld"  # what Ana keeps for herself, and stays whole
TROUBLE = ("event_failed", "deliver_failed", "listener_failed", "plan_failed", "drain_failed")


def flipped(words: str) -> str:
    middle = len(words) // 2
    return words[:middle] + ("A" if words[middle] != "A" else "B") + words[middle + 1 :]


DAMAGE: dict[str, Callable[[str], str]] = {
    "flipped": flipped,
    "cut": lambda words: words[: len(words) // 2],
    "empty": lambda words: "",
    "no cipher at all": lambda words: "Ana's exam",
}


@pytest.fixture
def shared(office: Office) -> Office:
    """Ana shares one thing with Maya, and keeps another; three weeks later a plan is due."""
    office.clock.forward(days=-14)
    start(office)
    leads(office, "Maya", "Ana", "Ben")
    shares(office, "Ana", title=AWS, details="The second try")
    office.clock.forward(minutes=1)
    shares(office, "Ana", title=KEPT, level="private")
    return office


def damage(office: Office, how: Callable[[str], str]) -> None:
    """Every sealed text but that of the thing Ana keeps."""
    kept = own_items(office, "Ana")[1].id
    with office.tend.database.begin() as tx:
        for column in sealed_columns():
            table = column.table
            if table.name == "seals":
                continue
            for row in tx.all(
                select(*table.primary_key.columns, column).where(column.is_not(None))
            ):
                if kept not in row:
                    keys = zip(table.primary_key.columns, tuple(row)[:-1], strict=True)
                    broken = {column: how(row[-1])}
                    tx.run(update(table).where(*(k == v for k, v in keys)).values(broken))


def nothing_failed(caplog: pytest.LogCaptureFixture) -> None:
    assert [m for m in caplog.messages if m.startswith(TROUBLE)] == []
    assert any(m.startswith("unreadable table=") for m in caplog.messages), "it is counted"
    assert not any(AWS in m or "second try" in m for m in caplog.messages)


@pytest.mark.parametrize("how", DAMAGE.values(), ids=DAMAGE)
def test_ana_sees_which_and_keeps_the_rest(
    shared: Office, how: Callable[[str], str], caplog: pytest.LogCaptureFixture
) -> None:
    damage(shared, how)
    ana = shared.person("Ana")
    ana.command("/mygoals")
    assert UNREAD in ana.reads() and KEPT in ana.reads() and AWS not in ana.reads()
    ana.close()
    for typed in ("shared", "export"):
        ana.command("/mygoals", typed)
        assert AWS not in ana.reads(), typed
        assert (UNREAD in ana.reads()) or (KEPT in ana.reads()), typed
        ana.close()
    assert ana.home()
    nothing_failed(caplog)


def test_every_page_and_button_of_it_still_answers(
    shared: Office, caplog: pytest.LogCaptureFixture
) -> None:
    damage(shared, flipped)
    item = own_items(shared, "Ana")[0].id
    forger = Forger(shared, ANA)
    assert UNREAD in forger.open(FormName.ITEM_PAGE, item).text
    assert forger.open(FormName.ITEM, item).lines
    for action in (Action.STILL_TRUE, Action.REACHED, Action.REOPEN, Action.STOP_SHARING):
        assert forger.press(action, item).ack.in_time
    forger.press(Action.DELETE_ITEM, item)
    assert [one.content and one.content.title for one in own_items(shared, "Ana")] == [KEPT]
    nothing_failed(caplog)


def test_maya_reads_nothing_of_it_and_everything_else_goes_on(
    shared: Office, caplog: pytest.LogCaptureFixture
) -> None:
    damage(shared, flipped)
    maya = shared.person("Maya")
    assert maya.home()
    maya.command("/mypeople")
    maya.press("Open")
    assert AWS not in maya.reads()
    maya.close()
    shared.later(days=21)
    said = text_of(maya.message)
    assert f"<@{ANA}>" in said and AWS not in said
    for label in ("We talked", "Undo"):
        if label in labels(maya.message):
            maya.press(label, maya.message)
            if maya.has_modal:
                maya.close()
    for words in ("talked with Ana about AWS", "who is next?"):
        maya.say(words)
    nothing_failed(caplog)


def test_a_plan_already_sent_is_redrawn_without_it(
    shared: Office, caplog: pytest.LogCaptureFixture
) -> None:
    shared.later(days=21)
    maya = shared.person("Maya")
    assert AWS in text_of(maya.message)
    damage(shared, flipped)
    nudge_of_ana = next(n.id for n in nudges_of(shared, "Maya") if n.report == ANA)
    for nudge in nudges_of(shared, "Maya"):
        for form in (FormName.SHOW_ITEM, FormName.WHEN, FormName.TALKED, FormName.LATER):
            answer = Forger(shared, MAYA).open(form, nudge.id)
            assert answer.ack.in_time and AWS not in answer.text and answer.lines
    assert Forger(shared, MAYA).press(Action.WE_TALKED, nudge_of_ana).ack.in_time
    shared.quiet()
    plan = next(m for m in maya.messages if "Your people this week" in text_of(m))
    assert AWS not in text_of(plan)
    nothing_failed(caplog)


def test_a_question_back_that_cannot_be_read_is_asked_again(
    shared: Office, caplog: pytest.LogCaptureFixture
) -> None:
    maya = shared.person("Maya")
    maya.say("talked with them")
    damage(shared, flipped)
    for label in labels(maya.message)[:1]:
        maya.press(label, maya.message)
    assert [m for m in caplog.messages if m.startswith(TROUBLE)] == []


def test_ana_can_erase_what_cannot_be_read(
    shared: Office, caplog: pytest.LogCaptureFixture
) -> None:
    damage(shared, flipped)
    ana = shared.person("Ana")
    ana.command("/mygoals", "erase")
    fields = [b["block_id"] for b in ana.modal.blocks if b["type"] == "input"]
    assert ana.submit(**{fields[0]: "erase"}).accepted
    left = shared.look(
        lambda tx: tx.all(select(items_table.c.id).where(items_table.c.owner == ANA))
    )
    assert left == [] and sent(shared, "Ana", "plan") == []
    assert [m for m in caplog.messages if m.startswith(TROUBLE)] == []
