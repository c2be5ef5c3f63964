"""Derive folds/words.tsv: words whose edges decide whether a term is really there.

Usage: python3 words_table.py JIEBA_PACKAGE > ../folds/words.tsv

JIEBA_PACKAGE is the unpacked jieba source package (the folder that holds
`jieba/dict.txt`).

A term of two or three characters is often the accident of two neighbouring
words (冠军|队, 联合国|防水). A reader of a name needs the words around such
a place, so the table keeps:
- words that contain a term (海军蓝, 全军覆没) or are a term;
- words that end in a proper prefix of a term (冠军 before 队);
- words that begin with a proper suffix of a term (队长 after 冠军);
- every one-character word among the terms' characters, as the weak alternative;
- the mark words of bodies (speaks, office, unit) the dictionary knows.
Prefixes and suffixes are those of terms and aliases of at most three
characters. A term the dictionary lacks gets NEW_FREQ. Words of frequency below
LEAST_FREQ, other than those that contain a term, are left out.
"""

import sys
from pathlib import Path

from lexchars import DISGUISED_MARKS, is_han, load

SHORT = 3
LEAST_FREQ = 8
NEW_FREQ = 20
MOST_ROWS = 15_000

HEADER = """\
# words for readings: word, TAB, frequency
# source: dict.txt of jieba 0.42.1; terms it lacks have frequency 20
# licence: MIT
# script: lexicons/tools/words_table.py
"""


def main():
    terms, marks = load()
    forms = {w for group in terms for w in group if all(map(is_han, w))}
    short = {w for w in forms if len(w) <= SHORT}
    spoken = {w for m in marks if m["kind"] in DISGUISED_MARKS for w in m["words"]}
    heads = {w[:at] for w in short for at in range(1, len(w))}
    tails = {w[at:] for w in short for at in range(1, len(w))}
    singles = {c for w in short for c in w}

    table = {}
    path = Path(sys.argv[1]) / "jieba" / "dict.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        word, freq, tag = line.split(" ")
        freq = int(freq)
        if not all(map(is_han, word)):
            continue
        if len(word) == 1:
            keep = word in singles
        elif any(w in word for w in short):
            keep = True
        elif tag.startswith("nr") and len(word) > 1:
            keep = False  # names of persons are no words: 王|陆军 is read elsewhere
        else:
            keep = freq >= LEAST_FREQ and (
                any(word.endswith(head) for head in heads) or any(word.startswith(tail) for tail in tails)
            )
        if keep or word in spoken:
            table[word] = freq
    for word in forms:
        table.setdefault(word, NEW_FREQ)
    assert len(table) < MOST_ROWS, len(table)
    sys.stdout.write(HEADER)
    for word in sorted(table):
        print(f"{word}\t{table[word]}")


if __name__ == "__main__":
    main()
