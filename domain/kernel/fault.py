"""Faults: what went wrong with one item of a batch, as data.

A fault code is a public contract: once published it is never reused for something else. docs/faults.md is
generated from FAULT_CODES.
"""

from __future__ import annotations

import attrs

from domain.kernel.fault_code import FaultCode, Severity
from domain.kernel.fault_code import hold as _hold
from domain.kernel.fault_code import refuse as _refuse
from domain.kernel.fault_code import warn as _warn
from domain.market.faults import MARKET_FAULTS
from domain.market.message_faults import MARKET_MESSAGE_FAULTS
from domain.metering.reading_faults import READING_FAULTS
from domain.metering.validation.faults import VALIDATION_FAULTS
from domain.simulation.faults import SIMULATION_FAULTS

__all__ = ["FAULTS", "FAULT_CODES", "Fault", "FaultCode", "Severity"]


@attrs.frozen
class Fault:
    """One fault: its code, the subject (contract, point, file position) and a message with the value found."""

    code: str
    subject: str
    message: str

    def __str__(self) -> str:
        return f"{self.code} {self.subject}: {self.message}"

    @property
    def kind(self) -> FaultCode:
        """The documented code this fault is an instance of."""
        return FAULTS[self.code]


FAULT_CODES: tuple[FaultCode, ...] = (
    _refuse(
        "PRC-001",
        "A parameter has no value in force on a day of the period.",
        "Add the value with its source to the tariff book, or give it inline.",
    ),
    _refuse(
        "PRC-002",
        "The consumption does not cover the billed period without gaps or overlaps.",
        "Import the missing reading, or bill a shorter period.",
    ),
    _refuse(
        "PRC-003",
        "The supply, the contract or the offer has no terms in force on a day of the period.",
        "Record the terms for the whole period.",
    ),
    _refuse("PRC-004", "A quantity is negative.", "Correct the readings; a fall needs a correction, not a bill."),
    _refuse(
        "PRC-005",
        "The offer does not fit the supply (commodity, customer class or bands).",
        "Give the contract an offer for its class, or measure by the bands of the offer.",
    ),
    _refuse(
        "PRC-006",
        "A discount, or a fee below zero, takes off more than the bill charges of what it is taken off.",
        "Correct the discount or the fee of the offer, or bill a longer period.",
    ),
    _refuse(
        "PRC-007",
        "A price is charged on a measure that is missing: the highest power of a month, or reactive energy by band.",
        "Import the measure, or change the terms that ask for it.",
    ),
    _refuse(
        "PRC-008",
        "How much was used since the month or a yearly counter began is not known, and the price depends on it.",
        "Bill the days before first, or give the counter: in a case as it stood when the period began, for a contract "
        "that was billed elsewhere as its opening.",
    ),
    _warn(
        "PRC-101",
        "A value used is recalled, not confirmed in its act.",
        "Check the value against its act and confirm the row.",
    ),
    _warn("PRC-102", "A value used is synthetic: made for a demonstration.", "Never issue a real bill on it."),
    _warn("PRC-103", "Consumption is estimated.", "It will be recalculated when an actual reading arrives."),
    _refuse(
        "MET-001",
        "A reading is missing: there is no consumption for the period.",
        "Import the distributor's file or record a reading.",
    ),
    _refuse(
        "MET-002",
        "The counter goes backwards and it is no plausible rollover.",
        "Ask the distributor for a correction.",
    ),
    _refuse(
        "MET-003",
        "Two readings belong to different meters and no exchange is recorded between them.",
        "Import the exchange flow (SMIS) or record the exchange.",
    ),
    _refuse(
        "MET-004",
        "A load curve misses days or quarter-hours of the period.",
        "Import the missing days; they are not taken as zero.",
    ),
    _warn(
        "MET-101",
        "The coefficient C of a gas reading is far from what altitude and climate make expected.",
        "Ask the distributor; send the right reading with a later origin.",
    ),
    _hold(
        "RSK-001",
        "The bill is far above the usual amount for its power and period.",
        "Check the readings, then release or send back.",
    ),
    _hold(
        "RSK-002",
        "The bill is below zero.",
        "Check it, then release: the credit is carried forward or refunded.",
    ),
    _hold(
        "RSK-004",
        "Another document has corrected the days of its recalculation since the bill was priced.",
        "Send it back and bill the contract again.",
    ),
    _hold(
        "RSK-005",
        "Another supply of the same bill group is held, refused or sent back, so the bill would go out in parts.",
        "Settle that supply; or release this one, and the bill goes out without it.",
    ),
    _hold(
        "RSK-006",
        "The contract asks for a deposit, and how much cannot be told: what it goes by is missing.",
        "Record it and bill again; or release, and the bill goes out without the deposit, which the next one charges.",
    ),
    _hold(
        "RSK-007",
        "Another document has charged or given back the deposit of the contract since the bill was priced.",
        "Send it back and bill the contract again.",
    ),
    _hold("RSK-003", "No consumption over the period.", "Check that the meter works, then release."),
    _refuse(
        "SII-001",
        "The file is not readable: not XML, not a zip, or unsafe.",
        "Ask the sender for the file again; nothing of it was imported.",
    ),
    _refuse("SII-002", "The flow code is unknown.", "Declare the format, or check the file."),
    _refuse(
        "SII-003",
        "The file is addressed to another retailer.",
        "Send it to its addressee; nothing of it was imported.",
    ),
    _refuse("SII-004", "The file was already imported.", "Nothing to do: the same content has no second effect."),
    _refuse(
        "SII-005",
        "A mandatory field is missing or empty.",
        "Ask the distributor for a correction of the record.",
    ),
    _refuse("SII-006", "A value is malformed.", "Ask the distributor for a correction of the record."),
    _refuse(
        "SII-007",
        "The point is not in the registry.",
        "Record the supply point, then import the file again by its hash.",
    ),
    _refuse(
        "SII-008",
        "The date of the record is not of the month of the file.",
        "Ask the distributor for a correction.",
    ),
    _refuse(
        "SII-009",
        "The file exceeds a size or ratio limit.",
        "Check the sender; raise the limit if the file is genuine.",
    ),
    _refuse("SII-010", "The content of the file differs from its name.", "Ask the sender for the file again."),
    _refuse(
        "SII-030",
        "A channel cannot be reached.",
        "Nothing to do: it is tried again the next time; look at the network if it stays so.",
    ),
    _refuse(
        "SII-031",
        "A channel does not let us in.",
        "Check the credentials or certificates that channels.toml names, and the key of the host.",
    ),
    _refuse(
        "SII-032",
        "A channel does not allow what was asked, or lacks the folder.",
        "Check the folders and rights with the other side.",
    ),
    _refuse(
        "SII-033",
        "A file came through a channel shorter or longer than announced.",
        "Nothing to do: it stays there and is fetched again the next time.",
    ),
    _refuse(
        "SII-034",
        "The answer of a channel cannot be understood.",
        "Check the address of the channel; the other side may have changed.",
    ),
    _refuse(
        "SII-035",
        "Nobody here takes a file like that; it is kept byte for byte.",
        "Declare its format, or ask who sent it what it is.",
    ),
    _refuse(
        "SII-036",
        "A file of a channel is larger than the limit.",
        "Check the sender; raise the limit if the file is genuine.",
    ),
    _refuse(
        "SII-037",
        "An outgoing file names a channel that is not configured or does not send.",
        "Add the channel to channels.toml; the file is sent the next time.",
    ),
    _refuse(
        "SII-038",
        "A file could not be taken for a fault of the programme; it is kept and tried again.",
        "Tell the maintainers, with the detail.",
    ),
    _refuse(
        "SII-039",
        "A replay gives something else than what is stored.",
        "Look at the differences; a format, a rule or the registry has changed since.",
    ),
    _refuse(
        "SII-011",
        "The point is of another commodity than the flow.",
        "Check the point in the registry, or ask the distributor; nothing of the record was taken.",
    ),
    _refuse(
        "SII-012",
        "A quantity (Consumo) comes with a transformer ratio other than 1: it may hold it already, or not.",
        "Ask the distributor which it is, then record the quantity with readings load; the record is kept.",
    ),
    _warn(
        "SII-101",
        "The record has elements the format does not declare; they are kept.",
        "Tell the maintainers: the format may have grown.",
    ),
    _warn(
        "SII-102",
        "The file name is not in the official form; the content was used.",
        "Nothing to do, or rename the file.",
    ),
    _warn(
        "SII-103",
        "A record breaks a rule of its flow that does not stop it; the record was taken.",
        "Ask the distributor, or make the rule blocking.",
    ),
    _refuse(
        "DOC-001",
        "The e-invoice breaks a control of the exchange system (SdI).",
        "See the SdI code in the message and correct the registry.",
    ),
    _refuse(
        "COL-001",
        "The mandate is missing, not active or lapsed.",
        "Record or renew the mandate; the receivable stays open.",
    ),
    _refuse(
        "COL-002",
        "The debtor's data do not meet the rules of the scheme.",
        "Correct the mandate; identifiers are never cleaned silently.",
    ),
    _refuse(
        "COL-003",
        "The collection day cannot be met: the cut-off has passed.",
        "Collect on a later day, or send the file sooner.",
    ),
    _refuse(
        "COL-004",
        "A collection file breaks a rule of the scheme that its schema does not hold.",
        "Report it: the file must not be sent.",
    ),
    _refuse(
        "REG-001",
        "A contract or its terms overlap another on the same point.",
        "Close the first on the day the second begins.",
    ),
    _refuse(
        "REG-002",
        "An identifier is malformed.",
        "Correct it; the message shows what was found and what is expected.",
    ),
    _refuse(
        "REG-003",
        "The terms of a supply contradict each other, or what the tariff book says of them: voltage, power or customer "
        "of a tariff code, region of a tariff area, use of a customer, reverse charge of a home.",
        "Correct the terms; the message shows what was found and what is expected.",
    ),
    _refuse(
        "TEL-001",
        "The file of call records is not readable: its encoding, its header or the number of its columns.",
        "Check that the mapping is that of the operator, or ask for the file again; nothing of it was imported.",
    ),
    _refuse(
        "TEL-002",
        "A field of a call record is malformed or missing.",
        "Ask the operator for the record again, or correct the mapping; then rate the suspended records again.",
    ),
    _refuse(
        "TEL-003",
        "A number of a call record cannot be brought to E.164.",
        "Correct the mapping, or ask the operator; then rate the suspended records again.",
    ),
    _refuse(
        "TEL-004",
        "The calling line has no telephony contract on the day of the call.",
        "Record the contract, then rate the suspended records again.",
    ),
    _refuse(
        "TEL-005",
        "The plan of the line has no zone for what was called, or is no phone plan.",
        "Add the prefix or the kind of traffic to the plan, then rate the suspended records again.",
    ),
    _warn(
        "TEL-101",
        "A call arrived after its day was billed.",
        "The next run that looks back at the day charges it by a correction on its bill; to charge it at once, rebill "
        "the contract for the period.",
    ),
    *MARKET_FAULTS,
    _refuse(
        "OFR-001",
        "The spend of an offer cannot be estimated for a standard customer, so it cannot be published.",
        "Add the value that is missing, give the mean of the index, or correct the offer.",
    ),
    _refuse(
        "OFR-002",
        "An offer for homes breaks the structure of prices in force (386/2025/R/com).",
        "Bring it to one fixed fee, one price and the components that may be passed on; discounts stand apart.",
    ),
    _refuse(
        "OFR-003",
        "An offer of a file says what this platform cannot represent, or is malformed.",
        "Nothing of it was taken; it is kept as it was written. Write the offer by hand, or correct the file.",
    ),
    _refuse(
        "OFR-004",
        "Two versions of one family of offers would be sold on the same days.",
        "Withdraw the version that is sold, or publish the new one from the day it is no longer sold.",
    ),
    _refuse(
        "OFR-005",
        "A fixed price of energy is below zero.",
        "Correct the price; what is taken off is a discount, and a price that can fall below zero follows an index.",
    ),
    _refuse(
        "OFR-006",
        "An offer is sold only together with another, and none is named.",
        "Import the file of dual offers that names it, or write in joint the families it is sold with.",
    ),
    *SIMULATION_FAULTS,
    *VALIDATION_FAULTS,
    *READING_FAULTS,
    *MARKET_MESSAGE_FAULTS,
)

FAULTS = {kind.code: kind for kind in FAULT_CODES}
