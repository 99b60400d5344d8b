#!/usr/bin/env python3
"""Renews Connector.Enricher/Answers/composition.txt from the Unicode Character Database that this Python knows. Newer Pythons know newer ones.

Look at the difference and run Connector.Enricher.Tests afterwards.
"""
import sys
import unicodedata
from pathlib import Path

HEADER = f"""\
# Canonical composition, from the Unicode Character Database {unicodedata.unidata_version}: what makes one character of a letter and its marks.
# Copyright 1991-2021 Unicode, Inc.; its licence is in THIRD-PARTY-NOTICES.md. Made by eng/renew-composition.py, which asks
# for each code point's canonical decomposition (UnicodeData.txt, field 5) and combining class (field 3).
# Hangul syllables are computed and do not stand here.
# p  first second composed     a pair and the character it composes to
# d  character parts...        a character that decomposes and is never composed (singletons and composition exclusions)
# c  class first last          a range of marks and their combining class
"""
SYLLABLES = range(0xAC00, 0xD7A4)


def spelt(*points):
    return " ".join(f"{point:04X}" for point in points)


pairs, others, classes = [], [], []
for point in range(sys.maxunicode + 1):
    character = chr(point)
    parts = unicodedata.decomposition(character)
    if parts and not parts.startswith("<") and point not in SYLLABLES:
        parts = [int(part, 16) for part in parts.split()]
        composes = len(parts) == 2 and unicodedata.normalize("NFC", spelling := "".join(map(chr, parts))) == character and len(spelling) == 2
        (pairs if composes else others).append((point, parts))

    if combining := unicodedata.combining(character):
        if classes and classes[-1][0] == combining and classes[-1][2] == point - 1:
            classes[-1][2] = point
        else:
            classes.append([combining, point, point])

lines = [f"p {spelt(*parts, point)}" for point, parts in pairs]
lines += [f"d {spelt(point, *parts)}" for point, parts in others]
lines += [f"c {combining} {spelt(first, last)}" for combining, first, last in classes]
path = Path(__file__).parent.parent / "Connector.Enricher/Answers/composition.txt"
path.write_text(HEADER + "\n".join(lines) + "\n", encoding="ascii", newline="\n")
