"""Socket Mode: Slack speaks to us over a connection that we opened."""

from __future__ import annotations

import contextlib
import logging
import socket

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode.builtin import SocketModeClient

log = logging.getLogger(__name__)

# As many payloads as are served at a time; each holds a thread until its acknowledgement.
_AT_A_TIME = 40
_PING_EVERY = 10.0


class SocketMode:
    """Follows the base_url of the app's client, so it goes wherever SLACK_API_URL points."""

    def __init__(self, app: App, app_token: str, *, proxy: str | None = None) -> None:
        self._app = app
        self._app_token = app_token
        self._proxy = proxy
        self._handler: SocketModeHandler | None = None

    def connect(self) -> None:
        """Raises whatever Slack says to the token; afterwards the connection mends itself."""
        handler = SocketModeHandler(
            self._app,
            self._app_token,
            ping_interval=_PING_EVERY,
            concurrency=_AT_A_TIME,
        )
        handler.client.proxy = self._proxy  # the constructor has put HTTPS_PROXY there
        try:
            handler.connect()  # type: ignore[no-untyped-call]
        except Exception:
            handler.close()  # type: ignore[no-untyped-call]
            raise
        self._handler = handler
        log.info("socket_connected")

    def is_connected(self) -> bool:
        return self._handler is not None and self._handler.client.is_connected()

    def close(self) -> None:
        """Take on nothing more, acknowledge what has come in, then hang up."""
        if self._handler is None:
            return
        client = self._handler.client
        client.auto_reconnect_enabled = client.default_auto_reconnect_enabled = False
        client.closed = True
        client.message_queue.put(None)  # wakes the thread that reads the queue
        client.message_workers.shutdown(wait=True)
        _wake_receiver(client)
        self._handler.close()  # type: ignore[no-untyped-call]
        self._handler = None
        log.info("socket_closed")


def _wake_receiver(client: SocketModeClient) -> None:
    """It would hold the connection for up to three seconds more, waiting for bytes."""
    session = client.current_session
    if session and session.sock:
        with contextlib.suppress(OSError):
            session.sock.shutdown(socket.SHUT_RD)
