"""A question's words as items that the grammar sees, the longest known phrase first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from vitrola.questions.names import LONGEST
from vitrola.questions.tokens import singular, tokens
from vitrola.questions.vocabulary import Sense, vocabulary

if TYPE_CHECKING:
    from vitrola.questions.names import Names
    from vitrola.questions.tokens import Token

SIGNS = {
    "-": "dash", "\u2013": "dash", "\u2014": "dash", "/": "slash", "+": "plus", ",": "comma", "&": "and",
    ":": "comma", ";": "comma", "%": "share", '"': "quote",
    "\u201c": "quote", "\u201d": "quote", "\u00d7": "versus",
}  # fmt: skip
WEAK = frozenset({"silent", "of", "in", "to", "by", "and", "number", "without"})
AROUND = "around"
"""Silent words that make a name of several words a likely one."""
CUES = frozenset({"of", "by", "quote"})
_SHORTEST_ALLUSION = 3


@dataclass(frozen=True)
class Item:
    """Some words of a question: ``senses`` are what they can mean, by kind; none where they aren't known.

    ``start`` and ``end`` are the place in what was typed; ``corrected`` is what the words were taken for.
    """

    typed: str
    start: int
    end: int
    senses: dict[str, Any] = field(default_factory=dict)
    langs: frozenset[str] = frozenset()
    plural: bool = False
    corrected: str | None = None

    def has(self, *kinds: str) -> bool:
        """Whether the words can mean one of these."""
        return any(kind in self.senses for kind in kinds)

    def __getitem__(self, kind: str) -> Any:
        return self.senses[kind]


def made(kind: str, value: Any, *of: Item) -> Item:
    """An item that stands for others."""
    typed = " ".join(item.typed for item in of)
    langs = frozenset().union(*(item.langs for item in of))
    return Item(typed, of[0].start, of[-1].end, {kind: value}, langs, of[-1].plural)


def items_of(text: str, names: Names) -> list[Item]:
    """The items of a text, unknown words among them."""
    found: list[Item] = []
    every = tokens(text)
    place = 0
    while place < len(every):
        item, size = _longest(text, every, place, names, found[-1] if found else None)
        if item is not None:
            found.append(item)
        place += size
    return found


def _longest(
    text: str, every: list[Token], place: int, names: Names, former: Item | None
) -> tuple[Item | None, int]:
    token = every[place]
    if not token.is_word:
        kind = SIGNS.get(token.text)
        return (Item(token.text, token.start, token.end, {kind: None}) if kind else None), 1
    phrase, senses = _phrase(every, place)
    name, named = _name(every, place, names, former)
    unsaid = former is not None and former.has("of", "by") and all(each.kind == "silent" for each in senses)
    if named and (name > phrase or not senses or (unsaid and name < phrase)):
        return _item(text, every[place : place + name], {"name": named}), name
    if senses:
        item = of_phrase(text, every[place : place + phrase], senses)
        if named and name == phrase:
            item = replace(item, senses={**item.senses, "name": named})
        return item, phrase
    if token.text.isdigit():
        return _item(text, [token], _number(token.text)), 1
    return _item(text, [token], {}), 1


def _phrase(every: list[Token], place: int) -> tuple[int, tuple[Sense, ...]]:
    """The longest known phrase that begins here, in tokens, with its senses; hyphens don't part it."""
    words: list[str] = []
    best: tuple[int, tuple[Sense, ...]] = (0, ())
    for end in range(place, min(len(every), place + 2 * vocabulary().longest)):
        text = every[end].text
        if every[end].is_word:
            words.append(text)
            if senses := vocabulary().of(tuple(words)):
                best = (end + 1 - place, senses)
        elif text not in "-'\u2019.`&":
            break
    return best


def _name(
    every: list[Token], place: int, names: Names, former: Item | None
) -> tuple[int, tuple[tuple[str, str], ...]]:
    """The longest name that begins here, where its words aren't rather other ones."""
    words: list[str] = []
    best: tuple[int, tuple[tuple[str, str], ...]] = (0, ())
    for end in range(place, min(len(every), place + LONGEST)):
        words.append(every[end].text)
        if not every[end].is_word:
            continue
        named = names.of(words)
        if named and _meant([word for word in words if word.isalnum()], named[0][0], former):
            best = (end + 1 - place, named)
    return best


def _meant(words: list[str], dimension: str, former: Item | None) -> bool:
    """Whether words that are a name are meant as one: any other meaning of all of them comes first."""
    known = [vocabulary().of((word,)) for word in words]
    if len(words) == 1 or not all(known):
        return True
    cued = former is not None and (former.has(*CUES) or former.has("dimension"))
    weak = all(any(_weak(sense) for sense in senses) for senses in known)
    if dimension in ("genre", "artist"):
        return cued or not weak
    return cued or len(words) >= _SHORTEST_ALLUSION


def _weak(sense: Sense) -> bool:
    return sense.kind in WEAK and sense.value != AROUND


def _number(text: str) -> dict[str, Any]:
    return {"number": int(text)} if len(text) <= 6 else {}


def _item(text: str, taken: list[Token], senses: dict[str, Any]) -> Item:
    start, end = taken[0].start, taken[-1].end
    return Item(text[start:end], start, end, senses)


def of_phrase(text: str, taken: list[Token], senses: tuple[Sense, ...]) -> Item:
    """The item of a known phrase."""
    words = [token.text for token in taken if token.is_word]
    plural = any(singular(word) != word or word in ("people",) for word in words)
    values: dict[str, Any] = {}
    if text[taken[0].start : taken[-1].end].casefold() == "é":
        return _item(text, taken, {"silent": None})
    for sense in senses:
        values.setdefault(sense.kind, sense.value)
    langs = {sense.lang for sense in senses}
    item = _item(text, taken, values)
    return replace(item, plural=plural, langs=frozenset(langs) if len(langs) == 1 else frozenset())
