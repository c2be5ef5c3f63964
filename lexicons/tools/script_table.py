"""Derive folds/script.tsv: traditional or regional character -> simplified character.

Usage: python3 script_table.py OPENCC_PACKAGE > ../folds/script.tsv

OPENCC_PACKAGE is the unpacked opencc-python-reimplemented package (the folder
that holds `opencc/dictionary`).

Rules:
- only single characters; of several candidates OpenCC's first one;
- regional variants (Taiwan, Hong Kong, Japan) go to the standard traditional
  character first and from there to the simplified one;
- a regional variant that is itself an ordinary simplified character (it is in
  GB 2312: 芸, 缶, 予 ...) is left alone, it is another word in Chinese text;
- a chain of rows is followed to its end, identities are dropped.
"""

import sys
from pathlib import Path

HEADER = """\
# script fold: traditional or regional character, TAB, simplified character
# source: OpenCC dictionaries TSCharacters, TWVariants, HKVariants, JPVariants,
#   as shipped in the package opencc-python-reimplemented 0.1.7
# licence: Apache License 2.0
# script: lexicons/tools/script_table.py
"""


def pairs(path):
    """Rows `key TAB candidate candidate ...` with a single-character key and first candidate."""
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        key, _, values = line.partition("\t")
        first = values.split(" ")[0].strip()
        if len(key) == 1 and len(first) == 1:
            yield key, first


def in_gb2312(char):
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def main():
    folder = Path(sys.argv[1]) / "opencc" / "dictionary"
    table = dict(pairs(folder / "TSCharacters.txt"))
    for name in ("TWVariants", "HKVariants", "JPVariants"):
        for standard, variant in pairs(folder / f"{name}.txt"):
            if variant not in table and not in_gb2312(variant):
                table[variant] = standard
    sys.stdout.write(HEADER)
    for key in sorted(table):
        end, seen = table[key], {key}
        while end in table and end not in seen:
            seen.add(end)
            end = table[end]
        if end != key:
            print(f"{key}\t{end}")


if __name__ == "__main__":
    main()
