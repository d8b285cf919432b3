"""The place of a character inside a text of a YAML file: where in a predicate something is wrong.

YAML folds lines, doubles quotes and indents blocks, so that the value and the file differ. Both are walked side by
side, blanks aside; where they part (an escape), the place of the whole text is the answer.
"""

from __future__ import annotations

from bwcmeta.errors import Place

_BLANKS = " \t\r\n"


def place_inside(source: str, start: Place, value: str, offset: int) -> Place:
    """Return where character `offset` of `value` stands.

    Args:
        source: the whole file.
        start: where the text begins (its quotation mark, first letter or block sign).
        value: the text as read.
        offset: characters from its start; past the end means the place after its last letter.
    """
    lines = source.splitlines(keepends=True)
    if offset < 0 or not 1 <= start.line <= len(lines):
        return start
    line, column = start.line - 1, start.column - 1
    quote = lines[line][column : column + 1]
    if quote in ("|", ">"):
        line, column, quote = line + 1, 0, ""
    elif quote in ("'", '"'):
        column += 1
    else:
        quote = ""
    wanted = sum(1 for letter in value[:offset] if letter not in _BLANKS)
    letters = [letter for letter in value if letter not in _BLANKS]
    past_the_end = wanted >= len(letters)
    seen = 0
    last = start
    while line < len(lines):
        text = lines[line]
        while column < len(text):
            letter = text[column]
            if letter not in _BLANKS:
                if seen == len(letters) or letter != letters[seen]:
                    return last if seen == len(letters) else start
                here = Place(start.file, line + 1, column + 1)
                if seen == wanted:
                    return here
                last = Place(start.file, line + 1, column + 2)
                seen += 1
                if past_the_end and seen == len(letters):
                    return last
                if quote == "'" and letter == "'":
                    column += 1  # '' in the file is ' in the text
            column += 1
        line, column = line + 1, 0
    return start
