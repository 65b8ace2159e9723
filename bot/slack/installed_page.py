"""One plain page of HTML: a title, sentences, perhaps steps and a way back. It loads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from starlette.responses import HTMLResponse

from bot.wording import installing as words

HEADERS = {
    # the address of this page holds what nobody else should see
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
STYLE = (
    "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1.5rem;"
    "color:#1d1c1d;background:#fff}h1{font-size:1.5rem}a{color:#2f5d50}"
)


def page(
    title: str,
    sentences: Sequence[str],
    status: int = 200,
    steps: Sequence[str] = (),
    again: bool = False,
) -> HTMLResponse:
    """``again``: with a link to where it begins."""
    body = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    if steps:
        listed = "".join(f"<li>{escape(step)}</li>" for step in steps)
        body += f"<h2>{escape(words.NEXT)}</h2><ol>{listed}</ol>"
    if again:
        body += f'<p><a href="install">{escape(words.START_AGAIN)}</a></p>'
    return HTMLResponse(_whole(escape(title), body), status, HEADERS)


def _whole(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )
