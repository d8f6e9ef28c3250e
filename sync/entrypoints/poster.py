"""The poster of a year: each run's way in the colours of its songs, and what there was most of. SVG, or PNG of it.

PNG is drawn by resvg-py with Figtree (OFL, `fonts/LICENSE.txt`), and what that has no letters for with the machine's
fonts. Names are anybody's: they are escaped, and cut by their length.
"""

from collections.abc import Iterator
from html import escape
from math import ceil, cos, radians, sqrt
from pathlib import Path

from sync.core.insights.review import Drawn, Review

WIDTH, HEIGHT = 900, 1440
MARGIN, TOP, BOTTOM = 64, 180, 300
"""Pixels: at the sides, above the ways and below."""
LONGEST = 58
"""Signs of a line."""
MOST = 400
"""Ways that are drawn: more are no ways any more."""
GROUND, INK, SOFT, SILENCE = "#14161a", "#f2f0ea", "#b9bdc5", "#727a86"
SONGS = ("#007fc6", "#c85800", "#008b65", "#b6589d", "#9e7200", "#7670dc", "#d44b3d", "#5f8500")
"""As the pages have them: one after the other, from the front again after the last."""
FONTS = Path(__file__).parent / "fonts"
MARK = (
    '<g transform="translate(772 66) scale(2.2)" fill="none" stroke-width="5.4" stroke-linecap="round"'
    ' stroke-linejoin="round"><path stroke="#007fc6" d="M7.6 27V13.8"/>'
    '<path stroke="#c85800" d="M7.6 5.4H17.4a5.5 5.5 0 0 1 0 11H15"/><path stroke="#008b65" d="M17.9 22L24.2 27"/></g>'
)
WORDS = {
    "en": ("km", "runs", "songs", "Most run to", "once", "{n} times", ","),
    "de": ("km", "Läufe", "Songs", "Am meisten gelaufen zu", "einmal", "{n}-mal", "."),
}


def picture(of: Review, language: str) -> bytes:
    """PNG, 900 by 1,440."""
    import resvg_py

    fonts = [str(FONTS / f"Figtree-{name}.ttf") for name in ("Medium", "Bold")]
    drawn = drawing(of, language)
    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, font_files=fonts, sans_serif_family="Figtree"))


def drawing(of: Review, language: str) -> str:
    """The same as SVG."""
    km, runs, songs, most, once, times, comma = WORDS.get(language, WORDS["en"])
    figures = ((of.metres / 1000, km, MARGIN, "start"), (of.runs, runs, WIDTH / 2, "middle"))
    texts = [_text(MARGIN, 128, 84, 700, str(of.year), spacing=-3)]
    for value, name, x, anchor in (*figures, (of.songs, songs, WIDTH - MARGIN, "end")):
        texts.append(_text(x, HEIGHT - 180, 52, 700, f"{value:,.0f}".replace(",", comma), anchor))
        texts.append(_text(x, HEIGHT - 142, 26, 500, name, anchor, SOFT))
    if of.played.songs:
        song = of.played.songs[0]
        heard = once if song.plays == 1 else times.format(n=song.plays)
        name = _short(song.title, LONGEST - len(f"{most}: , {heard}"))
        texts.append(_text(MARGIN, HEIGHT - 72, 26, 500, f"{most}: {name}, {heard}", colour=SOFT))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="28" fill="{GROUND}"/>{MARK}'
        f'<g fill="none" stroke-linecap="round" stroke-linejoin="round">{"".join(_ways(of.drawn[-MOST:]))}</g>'
        f"{''.join(texts)}</svg>"
    )


def _text(
    x: float, y: float, size: int, weight: int, text: str, anchor: str = "start", colour: str = INK, spacing: float = 0
) -> str:
    return (
        f'<text x="{x:g}" y="{y}" font-family="Figtree, system-ui, sans-serif" font-size="{size}"'
        f' font-weight="{weight}" fill="{colour}" text-anchor="{anchor}" letter-spacing="{spacing:g}">'
        f"{escape(text)}</text>"
    )


def _short(text: str, most: int) -> str:
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    return seen if len(seen) <= most else seen[: most - 1].rstrip() + "…"


def _ways(drawn: tuple[Drawn, ...]) -> Iterator[str]:
    wide, high = WIDTH - 2 * MARGIN, HEIGHT - TOP - BOTTOM
    columns = max(4, ceil(sqrt(len(drawn) * wide / high)))
    cell = wide / columns
    for number, way in enumerate(drawn):
        left, top = MARGIN + number % columns * cell, TOP + number // columns * cell
        yield from _way(way, left, top, cell)


def _way(way: Drawn, left: float, top: float, cell: float) -> Iterator[str]:
    """As large as its cell lets it be, in its middle."""
    spots = [spot for _, piece in way.pieces for spot in piece]
    lats, lons = [lat for lat, _ in spots], [lon for _, lon in spots]
    narrow = cos(radians((min(lats) + max(lats)) / 2))
    across, up = (max(lons) - min(lons)) * narrow, max(lats) - min(lats)
    room = cell * 0.72
    scale = room / max(across, up, 1e-9)
    x, y = left + (cell - across * scale) / 2, top + (cell - up * scale) / 2
    for song, piece in way.pieces:
        points = " ".join(
            f"{x + (lon - min(lons)) * narrow * scale:.1f},{y + (max(lats) - lat) * scale:.1f}" for lat, lon in piece
        )
        colour = SILENCE if song is None else SONGS[song % len(SONGS)]
        yield f'<polyline points="{points}" stroke="{colour}" stroke-width="{max(1.6, cell / 28):.1f}"/>'
