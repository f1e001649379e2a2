"""Breaking what is said into lines one can read at a glance, and longer speech into pages of two lines.

Widths are counted in columns: one for a Latin letter, two for a CJK character (Unicode's East Asian Width),
none for a combining mark. Limits: at most 42 columns a line, 37 where it can be had (Netflix and BBC caption
guidelines); 36 columns, 18 characters, where the script is wide. Where to break: at punctuation, else between
phrases, never so that a line begins with a closing mark (kinsoku, JIS X 4051). Phrases of Chinese and
Japanese, which have no spaces, come from BudouX's models. A line that begins with a dash is another speaker's
and stays a line of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate

from hud.speech.units import NOT_FIRST, NOT_LAST, column, columns, ideograph, joined, phrases, thai

Page = tuple[str, ...]

MAX_COLUMNS, COMFORTABLE_COLUMNS = 42, 37
MAX_WIDE_COLUMNS, COMFORTABLE_WIDE_COLUMNS = 36, 32
LINES = 2

HYPHEN = "\u2010"
"""Where a word had to be broken; no keyboard has it, so a narrower panel can put the word together again."""
ELLIPSIS = "…"
"""Before what is left of a word whose beginning is not seen any more."""
_TURN = re.compile(r"[-\u2010-\u2015]\s*\S")

_SENTENCE = frozenset(".!?…。！？؟۔")
_CLAUSE = frozenset(",;:—–、，；：،؛")

# what lines cost: their difference from even ones, in columns squared, against the place where they break
UNEVENNESS = 0.3
_AT_SENTENCE, _AT_CLAUSE, _BEFORE_LINK, _AT_SPACE, _AT_PHRASE, _AFTER_LINK = 0, 10, 25, 70, 100, 200
_IN_PHRASE, _IN_WORD = 400, 4000
# short words of English that lead a phrase, and words that never end one; other languages do without
_BEFORE_LINKS = frozenset({
    *("and", "but", "or", "so", "because", "though", "while", "when", "where", "which", "who", "that", "if"),
    *("until", "than", "as", "in", "on", "at", "by", "for", "from", "with", "without", "into", "over"),
    *("under", "after", "before", "to", "of", "about", "between", "through"),
})  # fmt: skip
_AFTER_LINKS = frozenset({
    *("a", "an", "the", "my", "your", "his", "her", "its", "our", "their", "this", "these", "those", "and"),
    *("but", "or", "to", "of", "in", "on", "at", "by", "for", "from", "with", "no", "not", "is", "are"),
    *("was", "were", "be", "will", "would", "can", "could", "i", "you", "he", "she", "it", "we", "they"),
})  # fmt: skip
_LONGER_THAN_LINKS = 16


def mostly_wide(text: str) -> bool:
    """Whether the text is in a wide script for the greater part."""
    return sum(column(char) == 2 for char in text) * 3 >= sum(char.isalnum() for char in text) > 0


@lru_cache(maxsize=4096)
def break_pages(text: str, language: str) -> tuple[Page, ...]:
    """Lay a text out.

    Args:
        text: Plain text; its own line breaks are kept where they keep to the limits, and before each speaker.
        language: BCP 47; decides how phrases are found.

    Returns:
        Pages of one or two lines each, together the whole text; none for a blank text. A word longer than a line
        ends in `HYPHEN` where it is broken.
    """
    wide = mostly_wide(text)
    limit = MAX_WIDE_COLUMNS if wide else MAX_COLUMNS
    comfortable = COMFORTABLE_WIDE_COLUMNS if wide else COMFORTABLE_COLUMNS
    given = [line.strip() for line in text.split("\n") if line.strip()]
    if not given:
        return ()
    widest = max(map(columns, given))
    if widest <= (comfortable if len(given) == 1 else limit if len(given) <= LINES else 0):
        return (tuple(given),)
    turns = _turns(given)
    if len(turns) == 1:
        return _Layout(turns[0], language, wide=wide).pages()
    pages: list[Page] = []
    for turn in turns:
        laid = _Layout(turn, language, wide=wide).pages()
        if pages and len(laid) == len(laid[0]) == len(pages[-1]) == 1:
            pages[-1] += laid[0]
        else:
            pages += laid
    return tuple(pages)


def pieces(text: str, language: str) -> list[int]:
    """Where a line of a text in one line may begin: between words, between phrases, never before a closing mark.

    A stretch longer than a line is broken inside a phrase or a word as well.
    """
    limit = MAX_WIDE_COLUMNS if mostly_wide(text) else MAX_COLUMNS
    breaks = _breaks(text, language, limit)
    widths = list(accumulate(map(column, text), initial=0))
    found: list[int] = []
    begin = 0
    for place in [*sorted(place for place, cost in breaks.items() if cost < _IN_PHRASE), len(text)]:
        inside = sorted(k for k in breaks if begin < k < place)
        end = begin + len(text[begin:place].rstrip())
        # a column is kept for the hyphen
        while widths[end] - widths[begin] > limit and (
            fitting := [k for k in inside if k > begin and widths[k] - widths[begin] < limit]
        ):
            late = [k for k in fitting if widths[k] - widths[begin] > limit / 2 and _between_syllables(text, k)]
            begin = (late or fitting)[-1]
            found.append(begin)
        if place < len(text):
            found.append(place)
        begin = place
    return found


_VOWELS = frozenset("aeiouyäöüáéíóúàèìòùâêîôûæøåœаеёиоуыэюяіїєαεηιουωάέήίόύώ")
_ONE_SOUND = re.compile(r"[cpst]h|ck|[bcdfgkptv][lr]", re.IGNORECASE)


def _between_syllables(text: str, k: int) -> bool:
    """Whether a word may be parted at k: before a consonant that a vowel follows, as most languages do it.

    Also true where a script has no such rule.
    """
    left, right, after = text[k - 1].lower(), text[k].lower(), text[k + 1 : k + 2].lower()
    if not (_cased(left) and _cased(right)):
        return True
    return right not in _VOWELS and after in _VOWELS and after != "" and not _ONE_SOUND.fullmatch(left + right)


def _turns(lines: list[str]) -> list[str]:
    """What each speaker says, where dashes mark them; else everything as one."""
    turns: list[str] = []
    for line in lines:
        if turns and not _TURN.match(line):
            turns[-1] += f"\n{line}"
        else:
            turns.append(line)
    return turns


class _Layout:
    """One text on its way into pages: the best of all ways to break it, as Knuth and Plass do."""

    def __init__(self, text: str, language: str, *, wide: bool) -> None:
        self.text = text
        self.limit = limit = MAX_WIDE_COLUMNS if wide else MAX_COLUMNS
        comfortable = COMFORTABLE_WIDE_COLUMNS if wide else COMFORTABLE_COLUMNS
        breaks = {0: 0, len(text): 0, **_breaks(text, language, limit)}
        self.places = sorted(breaks)
        self.costs = [breaks[place] for place in self.places]
        # a script without capitals has no hyphen either
        self.hyphens = [
            0 < place < len(text) and cost == _IN_WORD and _cased(text[place - 1]) and _cased(text[place])
            for place, cost in zip(self.places, self.costs, strict=True)
        ]
        self.sums = [0]
        for char in text:
            self.sums.append(self.sums[-1] + (1 if char == "\n" else column(char)))
        total = self.sums[-1]
        pages = -(-total // (LINES * limit))
        one_line = total <= comfortable
        self.ideal = total if one_line else total / (LINES * pages)

    def pages(self) -> tuple[Page, ...]:
        """The pages with the fewest pages, and among these the best lines."""
        last = len(self.places) - 1
        # best[line][i]: (pages, cost, next place) of the text from place i on; line: 0 or 1 of its page
        none = (0, 0.0, last)
        best = [[none] * (last + 1) for _ in range(LINES)]
        for i in range(last - 1, -1, -1):
            for line in range(LINES):
                after = (line + 1) % LINES
                options = []
                for j in range(i + 1, last + 1):
                    width = self._width(i, j)
                    if width > self.limit and j > i + 1:
                        break
                    pages, cost, _ = best[after][j]
                    at_page_end = after == 0
                    cost += UNEVENNESS * (width - self.ideal) ** 2 + self.costs[j] * (2 if at_page_end else 1)
                    options.append((pages + (line == 0), cost, j))
                best[line][i] = min(options)
        found: list[list[str]] = []
        i = line = 0
        while i < last:
            if line == 0:
                found.append([])
            j = best[line][i][2]
            found[-1].append(self._slice(i, j))
            i, line = j, (line + 1) % LINES
        return tuple(tuple(filter(None, page)) for page in found)

    def _slice(self, i: int, j: int) -> str:
        line = self.text[self.places[i] : self.places[j]].replace("\n", " ").strip(" ")
        return line + HYPHEN if self.hyphens[j] else line

    def _width(self, i: int, j: int) -> int:
        start, end = self.places[i], self.places[j]
        while end > start and self.text[end - 1] in " \n":
            end -= 1
        return self.sums[end] - self.sums[start] + self.hyphens[j]


def _cased(char: str) -> bool:
    return char.lower() != char.upper()


def _breaks(text: str, language: str, limit: int) -> dict[int, int]:
    """Where a line may begin, and what it costs."""
    found: dict[int, int] = {}
    # between words
    for match in re.finditer(r"[ \n]+", text):
        before, after = text[: match.start()], text[match.end() :]
        if after and (match[0] != " " or not _is_mark(after)):
            found[match.end()] = _AT_SENTENCE if "\n" in match[0] else _cost_at_space(before, after)
    # inside runs without spaces, where the script has none
    for word in re.finditer(r"[^ \n]+", text):
        unspaced = any(ideograph(char) or thai(char) for char in word[0])
        begun = set(phrases(word[0], language)) if unspaced else set()
        unbreakable = columns(word[0]) > limit
        for k in range(1, len(word[0])):
            left, right = word[0][k - 1], word[0][k]
            if right in NOT_FIRST or left in NOT_LAST or joined(left, right):
                continue
            if ideograph(left) or ideograph(right):
                in_phrase = _IN_PHRASE if k not in begun else _AT_PHRASE
                cost = _AT_SENTENCE if left in _SENTENCE else _AT_CLAUSE if left in _CLAUSE else in_phrase
                found[word.start() + k] = cost
            elif k in begun and thai(right):
                found[word.start() + k] = _AT_PHRASE
            elif unbreakable:
                found[word.start() + k] = _IN_WORD
    return found


def _cost_at_space(before: str, after: str) -> int:
    last = before.rstrip("\"'”’»)")[-1:]
    if last in _SENTENCE:
        return _AT_SENTENCE
    if last in _CLAUSE:
        return _AT_CLAUSE
    # more than any link has is not looked at: a word may be as long as the text
    left = re.search(r"\S*$", before[-_LONGER_THAN_LINKS:])
    right = re.match(r"\S*", after[:_LONGER_THAN_LINKS])
    if left and left[0].lower() in _AFTER_LINKS:
        return _AFTER_LINK
    if right and right[0].lower() in _BEFORE_LINKS:
        return _BEFORE_LINK
    return _AT_SPACE


def _is_mark(text: str) -> bool:
    """Whether the text begins with a mark that belongs to what stands before it: French "Vraiment ?"."""
    word = text.split(maxsplit=1)[0]
    return all(char in NOT_FIRST for char in word) and word not in ("…", "...")


def spread(start_s: float, end_s: float, pages: tuple[Page, ...]) -> tuple[float, ...]:
    """When each page comes up: the time from start to end shared out by how much each has to read."""
    weights = [sum(map(columns, page)) + 1 for page in pages]
    before = accumulate(weights[:-1], initial=0)
    return tuple(start_s + (end_s - start_s) * done / sum(weights) for done in before)
