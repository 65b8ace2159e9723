"""Slack's mrkdwn as HTML. Whatever is not markup comes out as the letters that were typed.

Code, links, mentions and dates are drawn first and put aside; all that is left is escaped, and
only the marks for bold, italic, strike and quotes become tags. So no tag can come from the text.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

from sandbox.pages.dates import at, slack_date
from sandbox.pages.emoji import EMOJI
from sandbox.pages.reader import Reader

# Private-use characters stand for what was put aside; the text itself may not contain them.
_OPEN, _CLOSE = "\ue000", "\ue001"
_FORGED = re.compile(f"[{_OPEN}{_CLOSE}]")
_HIDDEN = re.compile(f"{_OPEN}(\\d+){_CLOSE}")

_ATOM = re.compile(
    r"\n?```\n?(?P<fence>.+?)\n?```\n?"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<control>[^<>\n]+)>"
    r"|(?P<url>https?://[^\s<>|*`]*[^\s<>|*`.,;:!?)_~'\"])",
    re.DOTALL,
)
_MARKS = (("*", "strong"), ("_", "em"), ("~", "del"))
_STYLED = re.compile(
    "|".join(
        rf"(?<![\w{mark}])\{mark}(?=[^\s{mark}])(?P<{tag}>[^{mark}\n]+)(?<!\s)\{mark}(?![\w{mark}])"
        for mark, tag in _MARKS
    )
)
_EMOJI = re.compile(r":([a-z0-9_+-]+):")
_QUOTE = re.compile(r"(?:&gt;|>) ?")
_BROADCASTS = ("here", "channel", "everyone")
_LINK_SCHEMES = ("https://", "http://", "mailto:")


def mrkdwn(text: str, reader: Reader) -> Markup:
    """The only way from an app's mrkdwn to the page."""
    atoms: list[Markup] = []

    def put_aside(found: re.Match[str]) -> str:
        atoms.append(_atom(found, reader))
        return f"{_OPEN}{len(atoms) - 1}{_CLOSE}"

    hidden = _ATOM.sub(put_aside, _FORGED.sub("", text))
    return Markup(_HIDDEN.sub(lambda found: atoms[int(found[1])], _paragraphs(hidden)))


def safe_url(address: str) -> str | None:
    """The address when a click on it can only open a page or a letter, else nothing."""
    return address if address.lower().startswith(_LINK_SCHEMES) else None


def link(address: str, label: str) -> Markup:
    safe = safe_url(address)
    if safe is None:
        return escape(label)
    return _anchor(safe, label)


def _anchor(address: str, label: str | Markup) -> Markup:
    attributes = Markup('href="{}" target="_blank" rel="noopener noreferrer"').format(address)
    return Markup("<a {}>{}</a>").format(attributes, label)


def mention(name: str) -> Markup:
    return Markup('<span class="mention">{}</span>').format(name)


def _paragraphs(text: str) -> Markup:
    groups = groupby(_lines(text), key=lambda line: line[0])
    return Markup().join(
        _paragraph(quoted, [words for _, words in lines]) for quoted, lines in groups
    )


def _lines(text: str) -> Iterator[tuple[bool, str]]:
    """Each line, and whether it is quoted; `>>>` quotes everything that follows."""
    rest_is_quoted = False
    for line in text.split("\n"):
        bare = _QUOTE.sub("", line, count=3)
        if not rest_is_quoted and re.match(r"(?:&gt;|>){3}", line):
            rest_is_quoted = True
            yield True, bare
        elif not rest_is_quoted and _QUOTE.match(line):
            yield True, _QUOTE.sub("", line, count=1)
        else:
            yield rest_is_quoted, line


def _paragraph(quoted: bool, lines: list[str]) -> Markup:
    drawn = Markup("<br>").join(_styled(line) for line in lines)
    return Markup("<blockquote>{}</blockquote>").format(drawn) if quoted else drawn


def _styled(line: str) -> Markup:
    drawn, end = Markup(), 0
    for found in _STYLED.finditer(line):
        tag = found.lastgroup
        inner = _styled(found[str(tag)])
        drawn += _words(line[end : found.start()])
        drawn += Markup("<{0}>{1}</{0}>").format(tag, inner)
        end = found.end()
    return drawn + _words(line[end:])


def _words(text: str) -> Markup:
    return escape(_EMOJI.sub(lambda found: EMOJI.get(found[1], found[0]), _letters(text)))


def _letters(text: str) -> str:
    """Slack's three entities; the ampersand last, or `&amp;lt;` would turn twice."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _atom(found: re.Match[str], reader: Reader) -> Markup:
    if found["fence"] is not None:
        return Markup("<pre>{}</pre>").format(_letters(found["fence"]))
    if found["code"] is not None:
        return Markup("<code>{}</code>").format(_letters(found["code"]))
    if found["url"] is not None:
        return link(_letters(found["url"]), _letters(found["url"]))
    return _control(found["control"], reader)


def _control(inside: str, reader: Reader) -> Markup:
    target, _, label = inside.partition("|")
    target, label = _letters(target), _letters(label)
    match target[:1]:
        case "@":
            return mention(f"@{reader.people.get(target[1:]) or label or target[1:]}")
        case "#":
            return mention(f"#{reader.channels.get(target[1:]) or label or target[1:]}")
        case "!":
            return _special(target[1:], label, reader)
    if safe_url(target):
        return link(target, label or target.removeprefix("mailto:"))
    return escape(f"<{_letters(inside)}>")


def _special(target: str, label: str, reader: Reader) -> Markup:
    if target in _BROADCASTS:
        return mention(f"@{target}")
    name, *arguments = target.split("^")
    if name == "date" and len(arguments) >= 2:
        return _date(arguments, label, reader)
    if name == "subteam":
        return mention(label or "@group")
    return escape(label or f"<!{target}>")


def _date(arguments: list[str], label: str, reader: Reader) -> Markup:
    seconds, pattern, *address = arguments
    try:
        moment = at(int(seconds))
        words = slack_date(pattern, moment, reader)
    except (ValueError, OverflowError, OSError):
        return escape(label)
    drawn = Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), words)
    safe = safe_url(address[0]) if address else None
    return _anchor(safe, drawn) if safe else drawn
