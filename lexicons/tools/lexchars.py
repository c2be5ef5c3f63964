"""Shared by the table scripts: the characters, terms and marks the lexicons use."""

import tomllib
from pathlib import Path

NAMES = Path(__file__).resolve().parent.parent / "names"
FOLDS = Path(__file__).resolve().parent.parent / "folds"
# Marks whose words can be disguised and must then still be found.
DISGUISED_MARKS = {"speaks", "office", "office1", "unit", "unit1"}


def is_han(char):
    return "\u3400" <= char <= "\u9fff"


def load():
    """All terms (text and aliases, as lists) and all marks of lexicons/names."""
    terms, marks = [], []
    for path in sorted(NAMES.glob("*.toml")):
        with path.open("rb") as file:
            data = tomllib.load(file)
        for term in data.get("term", []):
            terms.append([term["text"], *term.get("aliases", [])])
        marks.extend(data.get("mark", []))
    return terms, marks


def term_chars():
    """Characters of the terms themselves."""
    terms, _ = load()
    return sorted({c for forms in terms for form in forms for c in form if is_han(c)})


def all_chars():
    """Characters of terms and of the marks that may be disguised."""
    _, marks = load()
    words = [w for m in marks if m["kind"] in DISGUISED_MARKS for w in m["words"]]
    return sorted(set(term_chars()) | {c for w in words for c in w if is_han(c)})


def script_table():
    """The script fold: variant -> simplified."""
    rows = (FOLDS / "script.tsv").read_text(encoding="utf-8").splitlines()
    return dict(row.split("\t") for row in rows if row and not row.startswith("#"))
