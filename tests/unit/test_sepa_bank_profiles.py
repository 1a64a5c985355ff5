"""Bank profiles are data, and a wrong one says what is wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from adapters.sepa.bank_profiles import PROFILES, BadBankProfile, load_profile, profile_names
from adapters.sepa.pain008 import Pain008
from domain.payments.bank_profile import SequenceType
from domain.payments.mandate import Scheme


def test_every_profile_there_is_can_be_loaded_and_written() -> None:
    assert "iso" in profile_names()
    for name in profile_names():
        assert Pain008(load_profile(name)).profile.name == name


def test_the_default_profile_is_recurrent_and_takes_files_until_three_the_day_before() -> None:
    bank = load_profile("iso")
    assert bank.first_sequence is SequenceType.RCUR
    assert (bank.lead_days(Scheme.CORE), bank.cutoff) == (1, dt.time(15, 0))
    assert "IT" in bank.debtor_countries
    assert "CH" not in bank.debtor_countries


def test_a_profile_that_does_not_exist_names_those_that_do(tmp_path: Path) -> None:
    with pytest.raises(BadBankProfile, match="there are: iso"):
        load_profile("nowhere")
    with pytest.raises(BadBankProfile, match="there are: none"):
        load_profile("iso", directory=tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("max_bytes = 10000000", "", "max_bytes None: expected a value of type int"),
        ("max_bytes = 10000000", 'max_bytes = "10 MB"', "max_bytes '10 MB': expected a value of type int"),
        ("max_bytes = 10000000", "max_bytes = true", "max_bytes True"),
        ("max_bytes = 10000000", "max_bytes = 0", "expected 1 or more"),
        ('first_sequence = "RCUR"', 'first_sequence = "LAST"', "use one of FRST, RCUR"),
        ('first_sequence = "RCUR"', 'first_sequence = "OOFF"', "expected FRST or RCUR"),
        ("cutoff_time = 15:00:00", "cutoff_time = 2026-01-01T15:00:00", "expected a value of type time"),
        ("{ CORE = 1, B2B = 1 }", "{ CORE = 1 }", "expected { CORE = days, B2B = days }"),
        ("{ CORE = 1, B2B = 1 }", "{ CORE = 0, B2B = 1 }", "expected 1 or more"),
        ("batch_booking = true", "batch_booking = true\nbic = 'X'", "8 or 11 characters"),
        ("batch_booking = true", "batch_booking = true\npurpose = 'energy'", "1 to 4 capitals"),
        ("batch_booking = true", "batch_booking = true\ncolour = 'red'", "no such key; use message"),
        ('"AT", "BE"', '"Austria", "BE"', "codes of two capitals"),
        ('"AT", "BE"', '1, "BE"', "a list of country codes"),
        ("batch_booking", "batch booking", "not a TOML file"),
    ],
)
def test_a_wrong_profile_says_where_and_what(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = (PROFILES / "iso.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "bank.toml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(BadBankProfile) as error:
        load_profile("bank", directory=tmp_path)
    assert problem in str(error.value)
    assert "bank.toml" in str(error.value)
