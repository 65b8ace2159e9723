"""Checks of what Slack says: token, scopes, the way to us, the admin channel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from bot.conversations.freezing import is_fit
from bot.directory import ChannelFacts, Silent
from bot.doctor.patient import Finding, NotLookedAt, Patient, ok, warn, wrong
from bot.slack.checking import PATIENCE, ask_for_line
from bot.slack.directory import SlackDirectory
from bot.slack.scopes import NEEDED, OPTIONAL, PROFILES
from bot.slack.tokens import Access, Clients, OneToken
from bot.wording import doctor as words
from storage import installations
from storage.installations import Stage


def look_at_workspaces(patient: Patient) -> Iterator[Finding]:
    if not patient.is_of_many:
        return
    with patient.database.read() as tx:
        found = installations.count(tx)
    told = words.so_many_workspaces(*(found[stage] for stage in Stage))
    yield ok(told) if found[Stage.INSTALLED] else warn(told, words.LET_THEM_INSTALL)


def look_at_token(patient: Patient) -> Iterator[Finding]:
    said = patient.greeting
    if not said.answered:
        yield wrong(words.SLACK_SILENT, words.LOOK_AT_NETWORK)
    elif said.code:
        yield wrong(words.token_refused(said.code), words.NEW_TOKEN)
    else:
        yield ok(words.TOKEN_FITS)


def look_at_scopes(patient: Patient) -> Iterator[Finding]:
    if patient.greeting.code:
        raise NotLookedAt
    granted = patient.greeting.scopes
    if granted is None:
        yield ok(words.SCOPES_UNTOLD, words.FEATURE_OFF)
        return
    if NEEDED - granted:
        yield wrong(words.scopes_missing(sorted(NEEDED - granted)), words.INSTALL_ANEW)
    elif patient.settings.manager_field and PROFILES not in granted:
        yield warn(words.field_unread(PROFILES), words.INSTALL_ANEW)
    elif OPTIONAL - granted:
        yield ok(words.scopes_left_out(sorted(OPTIONAL - granted)))
    else:
        yield ok(words.SCOPES_FIT)


def look_at_ears(patient: Patient) -> Iterator[Finding]:
    found = patient.settings
    if not found.socket_mode:
        if not found.signing_secret:
            raise NotLookedAt
        yield ok(words.BY_HTTP, words.CLICK_ONCE)
        return
    if found.bot_token and not patient.greeting.answered:
        raise NotLookedAt
    code = ask_for_line(found.app_token, found.slack_api_url)
    if code:
        yield wrong(words.socket_refused(code), words.NEW_APP_TOKEN)
    else:
        yield ok(words.SOCKET_FITS)


def look_at_admin_channel(patient: Patient) -> Iterator[Finding]:
    place = patient.place
    if place is None or place.admin_channel is None:
        yield warn(words.NO_CHANNEL, words.SAY_CADENCE)
        return
    if not patient.is_of_slack:  # tend run looks each hour, and freezes it
        fits = place.frozen_at is None
        yield ok(words.CHANNEL_FITS) if fits else wrong(words.CHANNEL_UNFIT, words.MEND_CHANNEL)
        return
    try:
        facts = _channel(patient, place.id, place.admin_channel)
    except Silent:
        yield warn(words.CHANNEL_UNTOLD, words.LOOK_AT_NETWORK)
        return
    if facts is None:
        yield wrong(words.CHANNEL_GONE, words.MEND_CHANNEL)
    elif not is_fit(facts):
        yield wrong(words.CHANNEL_UNFIT, words.MEND_CHANNEL)
    else:
        yield ok(words.CHANNEL_FITS)


def _channel(patient: Patient, workspace: str, channel: str) -> ChannelFacts | None:
    found = patient.settings
    tokens = OneToken(Access(workspace, "", None, found.bot_token))
    clients = Clients(tokens, found.slack_api_url, timeout=PATIENCE)
    with closing(SlackDirectory(clients, in_all=PATIENCE)) as directory:
        return directory.channel(workspace, channel)


def look_at_start(patient: Patient) -> Iterator[Finding]:
    place = patient.place
    if place is None or place.started_at is None:
        yield warn(words.NOT_STARTED, words.PRESS_START)
    elif place.paused_at is not None:
        yield warn(words.PAUSED, words.END_PAUSE)
    else:
        yield ok(words.STARTED)
