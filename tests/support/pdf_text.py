"""What a reader of a PDF sees."""

from __future__ import annotations

import re
from typing import Any

import pikepdf


def page_text(page: pikepdf.Page) -> str:
    """The text of a page, glyph by glyph through the fonts' own tables."""
    tables = {name: _unicode(font) for name, font in page.Resources.Font.items()} if "/Font" in page.Resources else {}
    text: list[str] = []
    table: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        operator = instruction.operator
        if str(operator) == "Tf":
            table = tables[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            parts: Any = operands[0] if str(operator) == "TJ" else operands
            for part in parts:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    text += [table.get(int.from_bytes(codes[i : i + 2], "big"), "") for i in range(0, len(codes), 2)]
        elif str(operator) in ("ET", "Tm", "Td"):
            text.append("\n")
    return re.sub(r"\s+", " ", "".join(text).replace("\u00a0", " "))


def _unicode(font: Any) -> dict[int, str]:
    table: dict[int, str] = {}
    stream = font.ToUnicode.read_bytes().decode("ascii")
    for block in re.findall(r"beginbfchar(.*?)endbfchar", stream, re.S):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            table[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", stream, re.S):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = int.from_bytes(bytes.fromhex(text), "big")
            for code in range(int(first, 16), int(last, 16) + 1):
                table[code] = chr(start + code - int(first, 16))
    return table
