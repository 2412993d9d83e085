"""What a page says of its article in JSON-LD (schema.org), also where the JSON is not quite JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from retrieval.sources.html_tree import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    Node = dict[str, object]

_ARTICLE = re.compile(r"(?:\w*Article|\w*BlogPosting|Report|Recipe|LiveBlogPosting|AdvertiserContentArticle)$")
_MOST_NODES = 3000
_MOST_LETTERS = 1_000_000
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")


def linked_article(root: HtmlElement) -> LinkedData:
    """The page's own article in its JSON-LD; empty where there is none. Not the articles that it lists or updates."""
    nodes = [node for script in root.iter("script") if _is_linked(script) for node in _nodes(script.text or "")]
    index = {str(node["@id"]): node for node in nodes if len(node) > 1 and isinstance(node.get("@id"), str)}
    articles = [node for node in nodes if any(map(_ARTICLE.match, _types(node)))]
    return LinkedData(articles[0] if articles else {}, index)


class LinkedData:
    """An article's node and all nodes by their `@id`."""

    def __init__(self, node: Node, index: dict[str, Node]) -> None:
        self._node = node
        self._index = index

    def text(self, key: str) -> str:
        """A plain value, clean; `""` where there is none."""
        value = self._node.get(key)
        if isinstance(value, list):
            value = next((each for each in value if isinstance(each, str)), None)
        return tidy(value) if isinstance(value, str) else ""

    def names(self, key: str) -> list[str]:
        """The names of persons or organisations, in order."""
        value = self._node.get(key)
        values = value if isinstance(value, list) else [value]
        return list(dict.fromkeys(name for each in values if (name := self._name(each))))

    def address(self, key: str) -> str:
        """A URL, given plainly or as a node's `@id` or `url`."""
        value = self._node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        return value.strip() if isinstance(value, str) else ""

    def is_closed(self) -> bool:
        """Whether the page says that its text is not free to read."""
        return str(self._node.get("isAccessibleForFree", "true")).lower() == "false"

    def _name(self, value: object) -> str:
        if isinstance(value, str):
            return "" if value.startswith(("http://", "https://")) else tidy(value)
        if not isinstance(value, dict):
            return ""
        name = value.get("name") or self._index.get(str(value.get("@id")), {}).get("name")
        if isinstance(name, list):
            name = next(iter(name), None)
        return tidy(name) if isinstance(name, str) else ""


def _is_linked(script: HtmlElement) -> bool:
    return "ld+json" in (script.get("type") or "").lower()


def _nodes(text: str) -> Iterator[Node]:
    """All objects that stand at the top, in a list or in a graph; not those inside an article (its updates, say)."""
    waiting: list[object] = [_loaded(text)]
    count = 0
    while waiting and count < _MOST_NODES:
        value = waiting.pop(0)
        count += 1
        if isinstance(value, list):
            waiting[:0] = value[:_MOST_NODES]
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[key] for key in ("@graph", "mainEntity") if isinstance(value.get(key), list | dict))


def _loaded(text: str) -> object:
    if len(text) > _MOST_LETTERS:
        return None
    bare = _WRAPPING.sub("", _WRAPPING.sub("", text.strip()))
    for candidate in (bare, _TRAILING_COMMA.sub("", bare)):
        try:
            # Line breaks inside of texts are forbidden, and common.
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _types(node: Node) -> list[str]:
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return [each.rpartition("/")[2] for each in values if isinstance(each, str)]
