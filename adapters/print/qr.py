"""QR codes as SVG."""

from __future__ import annotations

import zxingcpp


def qr_svg(text: str) -> str:
    """The QR code of an address, with its quiet zone. ValueError where it is not ASCII, as RFC 3986 wants it."""
    if not text.isascii() or not text:
        raise ValueError(f"address {text!r}: a QR code takes ASCII, percent-encode the rest")
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return str(zxingcpp.write_barcode_to_svg(code))
