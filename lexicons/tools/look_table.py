"""Derive folds/glyph-drawn.tsv: character -> characters that are drawn like it.

Usage: python3 look_table.py FONT[:FACE] ... > ../folds/glyph-drawn.tsv

FONT is a file of an openly licensed font, FACE the number of the face in a collection. The shipped
table is made of Noto Sans CJK and Noto Serif CJK (SIL Open Font License 1.1), face 2 (simplified
Chinese), of Debian's fonts-noto-cjk. No outline of a font is kept, only which characters are near.

Every character is drawn in grey, SIDE points high, and blurred a little, so that strokes a point apart
still meet. What all characters share (ink in the middle, level strokes) says nothing: the mean is
taken off, and the directions in which pictures differ most are made less loud (EVEN). Two pictures
are as near as the cosine between them, in the mean of the fonts. For each character of GB 2312 the
NEAREST of GB 2312 are listed, and RARE of the rest of the Unified Ideographs that are nearer than
the first that is left out: whoever disguises a name can type them too. Below LEAST two pictures share
no more than a stroke or a frame. Traditional characters are not listed, the fold `script` has them,
and no numerals.
"""

import sys

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from glyph_table import NUMERALS, common_chars
from lexchars import script_table

SIDE, EDGE, BLUR = 32, 2, 1.6
EVEN = 0.6
NEAREST, RARE = 15, 8
LEAST = 0.40

HEADER = """\
# glyph fold: character, TAB, characters that are drawn like it (best first)
# source: computed here: distances between drawings of Noto Sans CJK and Noto Serif CJK (SIL OFL 1.1)
# licence: that of this project; no part of a font is kept
# script: lexicons/tools/look_table.py
"""


def drawn(font, chars):
    """One row a character: its picture."""
    side = SIDE + 2 * EDGE
    out = numpy.empty((len(chars), side * side), numpy.float32)
    for row, char in zip(out, chars):
        picture = Image.new("L", (side, side), 0)
        ImageDraw.Draw(picture).text((side / 2, side / 2), char, font=font, fill=255, anchor="mm")
        row[:] = numpy.asarray(picture.filter(ImageFilter.GaussianBlur(BLUR)), numpy.float32).ravel()
    return out


def evened(pictures, among):
    """Rows of length one, as the characters `among` differ from each other."""
    pictures -= pictures[among].mean(axis=0)
    known = pictures[among]
    loud, ways = numpy.linalg.eigh((known.T @ known).astype(numpy.float64) / len(known))
    loud = numpy.maximum(loud, loud.max() * 1e-4)
    pictures = (pictures @ (ways * loud ** (-EVEN / 2))).astype(numpy.float32)
    return pictures / numpy.linalg.norm(pictures, axis=1, keepdims=True)


def main():
    script, chars = script_table(), common_chars()
    listed = set(chars)
    rare = [c for c in map(chr, range(0x4E00, 0xA000)) if c not in listed and c not in script]
    every = chars + rare
    near = numpy.zeros((len(chars), len(every)), numpy.float32)
    for argument in sys.argv[1:]:
        path, _, face = argument.partition(":")
        font = ImageFont.truetype(path, SIDE, index=int(face or 0))
        rows = evened(drawn(font, every), numpy.arange(len(chars)))
        near += rows[: len(chars)] @ rows.T
    sys.stdout.write(HEADER)
    shut = numpy.array([c in NUMERALS or c in script for c in every])
    near[:, shut] = -9.0
    near[numpy.arange(len(chars)), numpy.arange(len(chars))] = -9.0
    for number, char in enumerate(chars):
        order = numpy.argsort(-near[number, : len(chars)], kind="stable")[: NEAREST + 1]
        bound = near[number, order[NEAREST]]
        others = len(chars) + numpy.argsort(-near[number, len(chars):], kind="stable")[:RARE]
        both = list(order[:NEAREST]) + [n for n in others if near[number, n] > bound]
        both = [n for n in both if near[number, n] >= LEAST * len(sys.argv[1:])]
        both.sort(key=lambda n: (-near[number, n], every[n]))
        if both:
            print(char + "\t" + "".join(every[n] for n in both))


if __name__ == "__main__":
    main()
