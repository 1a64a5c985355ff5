"""Identifiers: valid ones are kept as they are, a slip of the pen is refused, and the message says what is expected."""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.identifiers import (
    CONSUMER_DESTINATION,
    CodiceDestinatario,
    CodiceFiscale,
    CreditorId,
    Iban,
    InvalidIdentifier,
    MandateReference,
    PartitaIva,
    Pod,
)
from tests.support.strategies.kernel import (
    creditors,
    italian_accounts,
    personal_codes,
    pods,
    unhurried,
    vat_numbers,
    with_luhn,
)

SEPA = string.ascii_letters + string.digits + "+?:().,'-"
KINDS: tuple[tuple[Callable[[str], Any], str, st.SearchStrategy[str]], ...] = (
    (Pod, "POD", pods()),
    (PartitaIva, "partita IVA", vat_numbers()),
    (CodiceFiscale, "codice fiscale", st.one_of(personal_codes(), vat_numbers())),
    (Iban, "IBAN", italian_accounts()),
    (CreditorId, "creditor identifier", creditors()),
    (
        CodiceDestinatario,
        "codice destinatario",
        st.text(string.ascii_uppercase + string.digits, min_size=6, max_size=7),
    ),
    (MandateReference, "mandate reference", st.text(SEPA, min_size=1, max_size=35)),
)
kinds = pytest.mark.parametrize(("kind", "label", "valid"), KINDS, ids=[label for _, label, _ in KINDS])


def is_refused(kind: Callable[[str], Any], text: str) -> bool:
    try:
        kind(text)
    except InvalidIdentifier:
        return True
    return False


def with_another_digit(draw: st.DataObject, text: str, places: list[int]) -> str:
    place = draw.draw(st.sampled_from(places))
    other = draw.draw(st.sampled_from([digit for digit in string.digits if digit != text[place]]))
    return text[:place] + other + text[place + 1 :]


@kinds
@unhurried
@given(data=st.data())
def test_a_valid_identifier_is_read_back_from_its_text(
    kind: Callable[[str], Any], label: str, valid: st.SearchStrategy[str], data: st.DataObject
) -> None:
    text = data.draw(valid)
    identifier = kind(text)
    assert str(identifier) == identifier.text == text, label
    assert kind(str(identifier)) == identifier


@kinds
@unhurried
@given(data=st.data())
def test_what_is_accepted_is_kept_in_one_form(
    kind: Callable[[str], Any], label: str, valid: st.SearchStrategy[str], data: st.DataObject
) -> None:
    """A character slipped in is refused or leaves no trace: no identifier is kept in a form another system refuses."""
    text = data.draw(valid)
    place = data.draw(st.integers(0, len(text)))
    slip = data.draw(st.sampled_from(" \t\n -/.'\u00a0\u2010\u0661\uff11é"))
    written = text[:place] + slip + text[place:]
    if not is_refused(kind, written):
        kept = str(kind(written))
        assert kept.isascii(), label
        assert not set(kept) & set(string.whitespace), label
        assert kept == text or kind is MandateReference


@kinds
@unhurried
@given(junk=st.one_of(st.text(max_size=40), st.text(string.digits + string.ascii_uppercase, max_size=30)))
def test_junk_is_refused_with_what_was_found_and_what_is_expected(
    kind: Callable[[str], Any], label: str, valid: st.SearchStrategy[str], junk: str
) -> None:
    if not is_refused(kind, junk):
        assert str(kind(junk)).isascii(), label
        return
    with pytest.raises(InvalidIdentifier) as refused:
        kind(junk)
    assert refused.value.kind == label
    assert str(refused.value) == f"{label} {refused.value.found!r}: expected {refused.value.expected}"
    assert refused.value.expected


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (Pod, "IT001E1234567", "POD 'IT001E1234567': expected IT, 3 digits, E, 8 characters"),
        (Pod, "FR001E12345678", "POD 'FR001E12345678': expected IT"),
        (Pod, "IT٠٠١E12345678", "expected IT, 3 digits"),
        (Pod, "", "POD '': expected IT"),
        (PartitaIva, "IT01234567897", "expected 11 digits with a correct check digit"),
        (PartitaIva, "0123456789٧", "expected 11 digits"),
        (CodiceFiscale, "hello world", "codice fiscale 'HELLO WORLD': expected 16 characters"),
        (CodiceFiscale, "RSS MRA 80A01 F205X", "codice fiscale 'RSS MRA 80A01 F205X': expected 16 characters"),
        (CodiceFiscale, "RSSMRA80A41F205A", "expected 16 characters with a correct check letter"),
        (Iban, "IT03A0306909606000000000001", "IBAN 'IT03A0306909606000000000001': expected a valid account"),
        (Iban, "", "IBAN '': expected a valid account"),
        (CreditorId, "DE98ZZZ09999999999", "expected IT and 21 more characters"),
        (CreditorId, "IT57ZZZ000000123456789-", "expected IT and 21 more characters"),
        (CodiceDestinatario, "ABC-123", "expected 6 or 7 letters and digits"),
        (CodiceDestinatario, "ABCDE", "expected 6 or 7 letters and digits"),
        (MandateReference, "", "expected 1 to 35 SEPA characters"),
        (MandateReference, "A" * 36, "expected 1 to 35 SEPA characters"),
        (MandateReference, "MND 1", "without spaces"),
        (MandateReference, " MND1", "without spaces"),
        (MandateReference, "/MND1", "no slash at an end"),
        (MandateReference, "MND1/", "no slash at an end"),
        (MandateReference, "MND//1", "or doubled"),
        (MandateReference, "MNDÈ", "SEPA characters"),
    ],
)
def test_a_refusal_says_what_was_found_and_what_is_expected(
    kind: Callable[[str], Any], text: str, message: str
) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        kind(text)
    assert message in str(refused.value)


@unhurried
@given(pods(), st.sampled_from(string.digits + string.ascii_uppercase))
def test_a_pod_of_fifteen_characters_is_the_one_of_fourteen(code: str, control: str) -> None:
    assert Pod(code + control) == Pod(code)
    assert hash(Pod(code + control)) == hash(Pod(code))
    assert Pod(f" {code.lower()} ").text == code
    assert Pod(code).distributor == code[2:5]


@unhurried
@given(vat_numbers(), st.data())
def test_one_wrong_digit_of_a_vat_number_is_refused(text: str, data: st.DataObject) -> None:
    assert is_refused(PartitaIva, with_another_digit(data, text, list(range(11))))


@unhurried
@given(st.integers(1, 10**10 - 1))
def test_ten_digits_have_exactly_one_check_digit(number: int) -> None:
    body = f"{number:010d}"
    accepted = [digit for digit in string.digits if not is_refused(PartitaIva, body + digit)]
    assert [body + digit for digit in accepted] == [with_luhn(body)]


@unhurried
@given(personal_codes(), st.data())
def test_one_wrong_digit_of_a_tax_code_is_refused(text: str, data: st.DataObject) -> None:
    digits = [place for place, char in enumerate(text) if char.isdigit()]
    assert is_refused(CodiceFiscale, with_another_digit(data, text, digits))


@unhurried
@given(personal_codes())
def test_a_tax_code_has_exactly_one_check_letter(text: str) -> None:
    accepted = [letter for letter in string.ascii_uppercase if not is_refused(CodiceFiscale, text[:-1] + letter)]
    assert accepted == [text[-1]]


@unhurried
@given(personal_codes(), vat_numbers())
def test_a_tax_code_of_sixteen_characters_is_a_persons(person: str, body: str) -> None:
    assert CodiceFiscale(person.lower()).is_person
    assert not CodiceFiscale(body).is_person


@unhurried
@given(italian_accounts(), st.data())
def test_one_wrong_digit_of_an_account_is_refused(text: str, data: st.DataObject) -> None:
    digits = [place for place, char in enumerate(text) if char.isdigit()]
    assert is_refused(Iban, with_another_digit(data, text, digits))


@unhurried
@given(italian_accounts(), st.data())
def test_a_wrong_national_check_is_refused_even_when_the_other_check_holds(text: str, data: st.DataObject) -> None:
    cin = data.draw(st.sampled_from([letter for letter in string.ascii_uppercase if letter != text[4]]))
    accepted = [check for check in range(2, 99) if not is_refused(Iban, f"IT{check:02d}{cin}{text[5:]}")]
    assert accepted == []


@unhurried
@given(italian_accounts())
def test_an_account_is_written_without_white_space_and_masked_in_the_middle(text: str) -> None:
    groups = [text[place : place + 4] for place in range(0, len(text), 4)]
    assert Iban(" ".join(groups)) == Iban("\t".join(groups).lower()) == Iban(f"{text}\n") == Iban(text)
    masked = Iban(text).masked
    assert (len(masked), masked[:4], masked[-4:], set(masked[4:-4])) == (len(text), text[:4], text[-4:], {"*"})


def test_a_foreign_account_is_an_account() -> None:
    assert str(Iban("GB29 NWBK 6016 1331 9268 19")) == "GB29NWBK60161331926819"


@unhurried
@given(creditors(), st.data())
def test_one_wrong_digit_of_a_creditor_is_refused_outside_its_business_code(text: str, data: st.DataObject) -> None:
    digits = [place for place, char in enumerate(text) if char.isdigit() and place not in (4, 5, 6)]
    assert is_refused(CreditorId, with_another_digit(data, text, digits))
    assert not is_refused(CreditorId, f"{text[:4]}ZZZ{text[7:]}")


@unhurried
@given(st.text(SEPA, min_size=1, max_size=35))
def test_mandate_references_keep_their_case_and_compare_without_it(text: str) -> None:
    assert MandateReference(text).text == text
    assert MandateReference(text.lower()).key == MandateReference(text.upper()).key == MandateReference(text).key


def test_six_characters_name_a_public_office() -> None:
    assert CodiceDestinatario(" ufabcd ").is_public_office
    assert not CodiceDestinatario("ABC1234").is_public_office
    assert not CONSUMER_DESTINATION.is_public_office
