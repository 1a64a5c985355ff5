"""A file of calls as an operator of telephony sends it."""

from __future__ import annotations

HEADER = "caller;called;date;time;seconds;zone;cost;trunk\n"
GOOD = "0212345678;3331234567;03/08/2026;12:00:00;85;;;"
FRANCE = "0212345678;0033123456789;05/08/2026;12:00:00;60;;;"
