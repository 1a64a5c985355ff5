"""The checks over a tariff book on disk find each kind of bad file, and say where."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from adapters.tariffs.checks import BookProblem, ProblemLevel, check
from adapters.tariffs.files import BadParameterFile
from adapters.tariffs.loader import load_book

ON = dt.date(2026, 11, 24)
HEAD = """label = "Quota fissa"
description = "A fee."
publisher = "ARERA"
unit = "EUR/kWh"
dimensions = ["code"]
decimals = 4
rounding = "exact"
norm = "an act"
still_valid_on = 2026-11-01
"""
COLUMNS = "code,valid_from,valid_to,known_from,value,source,status\n"
GOOD = "A,2026-01-01,2026-07-01,2026-01-01,.0125,act,confirmed\n"
SOURCES = '[act]\ntitle = "An act"\nlink = "https://example.org/act"\n'


def book(root: Path, *, head: str = HEAD, values: str = COLUMNS + GOOD, sources: str = SOURCES) -> Path:
    folder = root / "area" / "name"
    folder.mkdir(parents=True)
    (folder / "head.toml").write_text(head, "utf-8")
    (folder / "values.csv").write_text(values, "utf-8")
    (root / "sources.toml").write_text(sources, "utf-8")
    return root


def only(findings: tuple[BookProblem, ...]) -> BookProblem:
    assert len(findings) == 1, findings
    return findings[0]


def test_a_good_book_has_no_findings(tmp_path: Path) -> None:
    assert check(book(tmp_path), ON) == ()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("A,2026-13-01,,2026-01-01,1,act,confirmed", "valid_from '2026-13-01': not a day"),
        ("A,2026-01-01,soon,2026-01-01,1,act,confirmed", "valid_to 'soon': not a day"),
        ("A,2026-01-01,,,1,act,confirmed", "known_from '': not a day"),
        ("A,2026-01-01,2026-01-01,2026-01-01,1,act,confirmed", "must be later than valid_from"),
        ("A,2026-01-01,,2026-01-01,1.23456,act,confirmed", "more than the 4 decimals"),
        ("A,2026-01-01,,2026-01-01,NaN,act,confirmed", "value 'NaN': not a number"),
        ("A,2026-01-01,,2026-01-01,1e3,act,confirmed", "not a number"),
        ('A,2026-01-01,,2026-01-01,"1,5",act,confirmed', "not a number"),
        ("A,2026-01-01,,2026-01-01,1,rumour,confirmed", "source 'rumour': no such source"),
        ("A,2026-01-01,,2026-01-01,1,act,sure", "status 'sure': not a status"),
        (",2026-01-01,,2026-01-01,1,act,confirmed", "incomplete"),
        ("A,2026-01-01,,2026-01-01,1,act", "6 cells where the header has 7"),
    ],
)
def test_a_bad_row_is_an_error_at_its_line(tmp_path: Path, cells: str, said: str) -> None:
    root = book(tmp_path, values=COLUMNS + GOOD.replace("A", "B", 1) + cells + "\n")
    finding = only(check(root, ON))
    assert (finding.severity, finding.file, finding.line) == (ProblemLevel.ERROR, "area/name/values.csv", 3)
    assert said in finding.message
    with pytest.raises(BadParameterFile, match=r"values\.csv, line 3"):
        load_book(directory=root, known_on=ON)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('unit = "EUR/kWh"', 'unit = "EUR/furlong"', 4, "unknown; add it to units.toml"),
        ('label = "Quota fissa"', 'label = ""', 1, "a str is needed"),
        ('norm = "an act"\n', "", 0, "norm None"),
        ("decimals = 4", 'decimals = "4"', 6, "a int is needed"),
        ('rounding = "exact"', 'rounding = "somehow"', 7, "use exact or one of"),
        ("still_valid_on = 2026-11-01", "still_valid_on = 2026-99-01", 0, "not a TOML file"),
        ('norm = "an act"', 'norm = "an act"\ncolour = "red"', 9, "no such key"),
        ('norm = "an act"', 'norm = "an act"\ngaps = [{ start = 2026-01-01 }]', 9, "start, stop and a reason"),
    ],
)
def test_a_bad_head_is_an_error(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    finding, *others = check(book(tmp_path, head=HEAD.replace(old, new)), ON)
    assert (finding.severity, finding.file, finding.line) == (ProblemLevel.ERROR, "area/name/head.toml", line)
    assert said in finding.message
    assert all("cited by no row" in other.message for other in others)


def test_an_overlap_of_equally_known_rows_is_an_error(tmp_path: Path) -> None:
    values = COLUMNS + GOOD + "A,2026-06-01,,2026-01-01,1,act,confirmed\n"
    finding = only(check(book(tmp_path, values=values), ON))
    assert (finding.severity, finding.line) == (ProblemLevel.ERROR, 3)
    assert "overlaps line 2" in finding.message


def test_a_correction_known_later_is_no_overlap(tmp_path: Path) -> None:
    values = COLUMNS + GOOD + "A,2026-03-01,2026-07-01,2026-05-01,1,act,confirmed\n"
    assert check(book(tmp_path, values=values), ON) == ()


def test_an_undeclared_gap_is_an_error_and_a_declared_one_is_not(tmp_path: Path) -> None:
    values = COLUMNS + GOOD + "A,2026-08-01,,2026-01-01,1,act,confirmed\n"
    root = book(tmp_path, values=values)
    finding = only(check(root, ON))
    assert "area/name[A] has no value in 2026-07-01 .. 2026-08-01" in finding.message
    declared = 'gaps = [{ start = 2026-07-01, stop = 2026-08-01, reason = "not published" }]\n'
    (root / "area" / "name" / "head.toml").write_text(HEAD + declared, "utf-8")
    assert check(root, ON) == ()


def test_a_head_without_values_is_an_error_unless_it_says_why(tmp_path: Path) -> None:
    findings = check(book(tmp_path, values=COLUMNS), ON)
    assert any("no usable value" in finding.message for finding in findings)
    declared = 'gaps = [{ start = 2026-01-01, stop = 2026-07-01, reason = "read in no source" }]\n'
    (tmp_path / "area" / "name" / "head.toml").write_text(HEAD + declared, "utf-8")
    assert not any("no usable value" in finding.message for finding in check(tmp_path, ON))
    (tmp_path / "area" / "name" / "values.csv").unlink()
    assert any("the file is missing" in finding.message for finding in check(tmp_path, ON))


def test_a_header_of_other_columns_is_an_error(tmp_path: Path) -> None:
    values = (COLUMNS + GOOD).replace("code,", "klass,")
    finding = check(book(tmp_path, values=values), ON)[0]
    assert (finding.file, finding.line) == ("area/name/values.csv", 1)
    assert "expected code,valid_from" in finding.message


def test_a_source_nobody_cites_is_an_error(tmp_path: Path) -> None:
    sources = SOURCES + '[old]\ntitle = "Old act"\nlink = "https://example.org/old"\n'
    finding = only(check(book(tmp_path, sources=sources), ON))
    assert (finding.severity, finding.file, finding.line) == (ProblemLevel.ERROR, "sources.toml", 4)


def test_a_source_without_a_link_is_an_error(tmp_path: Path) -> None:
    finding = only(check(book(tmp_path, sources='[act]\ntitle = "An act"\nlink = "somewhere"\n'), ON))
    assert (finding.severity, finding.file) == (ProblemLevel.ERROR, "sources.toml")


def test_a_recalled_row_is_a_warning(tmp_path: Path) -> None:
    finding = only(check(book(tmp_path, values=COLUMNS + GOOD.replace("confirmed", "recalled")), ON))
    assert (finding.severity, finding.line) == (ProblemLevel.WARNING, 2)


def test_a_parameter_not_looked_at_for_a_year_is_a_warning(tmp_path: Path) -> None:
    root = book(tmp_path)
    assert check(root, dt.date(2027, 11, 1)) == ()
    finding = only(check(root, dt.date(2027, 11, 2)))
    assert (finding.severity, finding.file, finding.line) == (ProblemLevel.WARNING, "area/name/head.toml", 9)


def test_a_directory_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    assert only(check(tmp_path / "nowhere", ON)).severity is ProblemLevel.ERROR


TENANT = HEAD + "by_tenant = true\n"


def test_a_parameter_of_the_tenants_has_a_head_and_no_value(tmp_path: Path) -> None:
    root = book(tmp_path, head=TENANT.replace("2026-11-01", "2020-01-01"), values=COLUMNS, sources="")
    assert check(root, ON) == ()
    head = load_book(directory=root, known_on=ON).heads["area/name"]
    assert head.by_tenant


def test_a_parameter_of_the_tenants_with_a_value_is_an_error(tmp_path: Path) -> None:
    finding = only(check(book(tmp_path, head=TENANT), ON))
    assert (finding.severity, finding.line) == (ProblemLevel.ERROR, 2)
    assert "of the tenants and has values here" in finding.message


def test_who_gives_the_values_is_said_by_true_or_not_at_all(tmp_path: Path) -> None:
    finding = only(check(book(tmp_path, head=HEAD + 'by_tenant = "yes"\n', sources=""), ON))
    assert "by_tenant 'yes': true, or leave it out" in finding.message
