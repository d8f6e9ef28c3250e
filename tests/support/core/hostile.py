"""Texts as nobody should write them and somebody does: for the tests of what is put into descriptions."""

from hypothesis import strategies as st

PIECES = (
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    " ",
    "  \n",
    "\t",
    "\u2028",
    "\x85",
    "\x0b",
    "\ufeff",
    "\u200d",
    "👩‍💻",
    "🎵",
    "♫",
    "—",
    "é",
    "e\u0301",
    "ö",
    "o\u0308",
    "Å",
    "\u212b",
    "\ud800",
    "\udfff",
    "\x00",
    "\u202e",
    ">",
    "#",
    "1. ",
    "Sunday run",
    "… and 3 more",
)
"""What strings are made of in these tests, besides whatever hypothesis thinks of."""

signs = st.text(st.characters(codec=None, exclude_categories=()), max_size=8)
plain_text = st.lists(st.one_of(st.sampled_from(PIECES), signs), max_size=6).map("".join)


def lookalike(mark: str) -> str:
    """A whole block of another activity, or with a wrong mark."""
    return f"♫ 1 song\n1. 0:00 A - B\n— Runtrack #{mark}"


def hostile_text(mark: str) -> st.SearchStrategy[str]:
    """A user's text with anything in it, among others pieces of blocks; whole ones of our own mark are rare."""
    first, last, before = f"♫ Soundtrack #{mark}", f"— Runtrack #{mark}", f"— music by Runtrack #{mark}"
    bait = st.sampled_from(
        (first, last, before, "♫ 3 songs\n", f"\n{last}", f"> {first}\n> 1. x\n", first[:-1], lookalike("aaaaa"))
    )
    return st.lists(st.one_of(st.sampled_from(PIECES), signs, bait), max_size=10).map("".join)
