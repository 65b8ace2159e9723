"""Rich text: the one block that nests."""

from __future__ import annotations

from sandbox.rules.checks import Check, boolean, by_type, integer, items, one_of, shape, string
from sandbox.rules.objects import BLOCK_ID, CONVERSATION_ID, PERSON_ID, URL

STYLE = shape(
    {},
    {
        name: boolean
        for name in (
            "bold",
            "italic",
            "strike",
            "code",
            "underline",
            "highlight",
            "client_highlight",
            "unlink",
        )
    },
)


def run(kind: str, required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return shape({"type": one_of(kind), **required}, {"style": STYLE, **(optional or {})})


RUNS = by_type(
    {
        "text": run("text", {"text": string(3000, 1)}),
        "link": run("link", {"url": URL}, {"text": string(3000), "unsafe": boolean}),
        "emoji": run("emoji", {"name": string(100, 1)}, {"unicode": string(100)}),
        "user": run("user", {"user_id": PERSON_ID}),
        "channel": run("channel", {"channel_id": CONVERSATION_ID}),
        "usergroup": run("usergroup", {"usergroup_id": string(50, 1)}),
        "broadcast": run("broadcast", {"range": one_of("here", "channel", "everyone")}),
        "date": run(
            "date",
            {"timestamp": integer(0, 9_999_999_999), "format": string(200, 1)},
            {"url": URL, "fallback": string(200)},
        ),
    }
)


def part(kind: str, elements: Check, optional: dict[str, Check] | None = None) -> Check:
    return shape({"type": one_of(kind), "elements": elements}, optional)


SECTION = part("rich_text_section", items(RUNS, 1000, 0))
LIST = shape(
    {
        "type": one_of("rich_text_list"),
        "style": one_of("bullet", "ordered"),
        "elements": items(by_type({"rich_text_section": SECTION}), 1000),
    },
    {"indent": integer(0, 8), "offset": integer(0, 10_000), "border": one_of(0, 1)},
)

RICH_TEXT = shape(
    {
        "type": one_of("rich_text"),
        "elements": items(
            by_type(
                {
                    "rich_text_section": SECTION,
                    "rich_text_list": LIST,
                    "rich_text_quote": part(
                        "rich_text_quote", items(RUNS, 1000, 0), {"border": one_of(0, 1)}
                    ),
                    "rich_text_preformatted": part(
                        "rich_text_preformatted", items(RUNS, 1000, 0), {"border": one_of(0, 1)}
                    ),
                }
            ),
            1000,
            0,
        ),
    },
    {"block_id": BLOCK_ID},
)
