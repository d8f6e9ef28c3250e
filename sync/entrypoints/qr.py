"""QR codes, as a picture for a page and as text for a terminal. segno (BSD) is loaded with the first of them."""

BORDER = 4
"""Modules around it that stay white, as ISO/IEC 18004 wants it: also on a dark page."""


def as_picture(text: str) -> str:
    """An SVG within a `data:` address, for an `<img>`: black on white."""
    import segno

    return segno.make_qr(text, error="l").svg_data_uri(
        scale=4, border=BORDER, dark="#000", light="#fff", omitsize=True, xmldecl=False
    )


def as_text(text: str) -> str:
    """In half blocks, light on dark, as terminals are."""
    from io import StringIO

    import segno

    out = StringIO()
    segno.make_qr(text, error="l").terminal(out, border=BORDER, compact=True)
    return out.getvalue()
