"""Derive folds/glyph.tsv: character -> characters that look like it.

Usage: python3 glyph_table.py CHAR_SIMILAR_PACKAGE PYCORRECTOR_PACKAGE > ../folds/glyph.tsv
       python3 glyph_table.py CHAR_SIMILAR_PACKAGE PYCORRECTOR_PACKAGE common > ../folds/glyph-common.tsv

The second form is for names of any kind: the characters of GB 2312, among themselves.

Both are the unpacked packages (the folders that hold `char_similar/data` and
`pycorrector/data`).

One score decides. It adds up, from 0 to 1:
- STROKES: likeness of the stroke orders (longest common subsequence; the mean
  of the two packages' data where both know the character);
- PARTS: shared components; a character of at least LEAST strokes that is whole
  inside the other one (车 in 军), or one stroke short of that (大 in 太), counts
  as INSIDE;
- CORNERS: equal digits of the four-corner code;
- and LISTED on top for pairs in pycorrector's list of look-alikes.
A pair is kept from THRESHOLD on, the best MOST of a character. Left out is a
look-alike that turns one body's name into another's, and every numeral
(工 is not written 二 by anyone who wants to be read).
"""

import json
import sys
from collections import Counter
from pathlib import Path

try:  # The same numbers in a fiftieth of the time.
    from rapidfuzz.distance import LCSseq
except ImportError:
    LCSseq = None

from lexchars import all_chars, is_han, load, script_table

STROKES, PARTS, CORNERS, LISTED = 0.5, 0.35, 0.15, 0.08
INSIDE = 0.9
LEAST = 4
THRESHOLD = 0.70
MOST = 12
NUMERALS = set("〇零一二三四五六七八九十百千万")

HEADER = """\
# glyph fold: character, TAB, characters that look like it (best first)
# source: stroke orders, components and four-corner codes of char-similar 0.0.2 (MIT);
#   stroke.txt and same_stroke.txt of pycorrector 1.1.4 (Apache License 2.0)
# licence: MIT, Apache License 2.0; score threshold {threshold:.2f}
# script: lexicons/tools/glyph_table.py
"""


def common_chars():
    """The 6,763 characters of GB 2312, by rows."""
    pairs = ((row, cell) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    decoded = (bytes(p).decode("gb2312", errors="ignore") for p in pairs)
    return sorted(c for c in decoded if c)


def common(a, b):
    """Length of the longest common subsequence."""
    if LCSseq:
        return LCSseq.similarity(a, b)
    row = [0] * (len(b) + 1)
    for x in a:
        before = 0
        for at, y in enumerate(b, 1):
            before, row[at] = row[at], before + 1 if x == y else max(row[at], row[at - 1])
    return row[-1]


def likeness(a, b):
    return 2 * common(a, b) / (len(a) + len(b))


def other_bodies():
    """Pairs (a, b) that differ at one place of two names of bodies or two words of marks."""
    terms, marks = load()
    words = {w for forms in terms for w in forms} | {w for m in marks for w in m["words"]}
    holes = {}
    for word in words:
        for at, char in enumerate(word):
            holes.setdefault((len(word) > 1, word[:at], word[at + 1:]), set()).add(char)
    return {(a, b) for key, chars in holes.items() if key[0] for a in chars for b in chars if a != b}


def main():
    similar = Path(sys.argv[1]) / "char_similar" / "data"
    corrector = Path(sys.argv[2]) / "pycorrector" / "data"

    def read(name):
        return json.loads((similar / f"char_{name}.dict").read_text(encoding="utf-8"))

    order, parts, corners = read("order"), read("stroke"), read("fourangle")
    strokes = {}
    for line in (corrector / "stroke.txt").read_text(encoding="utf-8").splitlines():
        char, tab, value = line.partition("\t")
        if tab and len(char) == 1:
            strokes[char] = value
    listed = set()
    for line in (corrector / "same_stroke.txt").read_text(encoding="utf-8").splitlines():
        group = [c for c in line.split("\t") if len(c) == 1]
        listed |= {(a, b) for a in group[:1] for b in group[1:]}
    everything = sys.argv[3:] == ["common"]
    script, bodies = script_table(), set() if everything else other_bodies()
    chars = common_chars() if everything else all_chars()
    known = set(chars) if everything else set(order)
    universe = [c for c in order if is_han(c) and c not in script and c in known]
    bags = {c: Counter(order[c]) for c in universe}
    pieces = {c: set(parts.get(c, [])) | {c} for c in universe}

    def score(a, b):
        alike = [likeness(order[a], order[b])]
        if a in strokes and b in strokes:
            alike.append(likeness(strokes[a], strokes[b]))
        pa, pb = Counter(parts.get(a, [])), Counter(parts.get(b, []))
        share = 0.0
        if pa and pb:
            share = sum((pa & pb).values()) / max(sum(pa.values()), sum(pb.values()))
            small, large = sorted((len(order[a]), len(order[b])))
            whole = a in pb or b in pa
            if whole and (small >= LEAST or (small == LEAST - 1 and large == LEAST)):
                share = max(share, INSIDE)
        equal = sum(x == y for x, y in zip(corners.get(a, ""), corners.get(b, ""))) / 5
        value = STROKES * sum(alike) / len(alike) + PARTS * share + CORNERS * equal
        return value + (LISTED if (a, b) in listed or (b, a) in listed else 0)

    sys.stdout.write(HEADER.format(threshold=THRESHOLD))
    for char in chars:
        if char not in order:
            continue
        bag, length, found = Counter(order[char]), len(order[char]), []
        own = set(parts.get(char, [])) | {char}
        for other in universe:
            size = len(order[other])
            # Cheap tests first: how much these two can reach at all.
            reach = CORNERS + LISTED + (0 if own.isdisjoint(pieces[other]) else PARTS)
            best = 2 * min(length, size) / (length + size)
            if other == char or STROKES * best + reach < THRESHOLD:
                continue
            best = 2 * sum((bag & bags[other]).values()) / (length + size)
            if STROKES * best + reach < THRESHOLD:
                continue
            if other in NUMERALS or (char, other) in bodies or (other, char) in bodies:
                continue
            value = score(char, other)
            if value >= THRESHOLD:
                found.append((-value, other))
        if found:
            print(char + "\t" + "".join(other for _, other in sorted(found)[:MOST]))


if __name__ == "__main__":
    main()
