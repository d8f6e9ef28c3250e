"""Jinja2 with a bound on everything that a template does: which things it may do, how often, and how large they get.

Jinja2's own sandbox keeps a template away from Python's insides, but lets it fill the memory or never end. So only
what `template_parts.py` names is taken, each turn of a loop and each filter is paid from one allowance, sums and
filters have a largest result, and what could grow otherwise (macros, blocks, method calls, lists made of lists) is
refused.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from threading import local
from typing import Any

from jinja2 import Environment, StrictUndefined, Undefined, nodes
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.utils import pass_environment
from jinja2.visitor import NodeTransformer

from sync.adapters.template_parts import FILTER_NAMES, allow

ALLOWANCE = 200_000
"""Units of work in one rendering: a turn of a loop costs one for each 200 characters of template, a filter twenty, and
one for each 64 characters or 4 items that it handles. It lasts about a second; our own template takes a hundredth."""
LARGEST_VALUE = 60_000
"""Characters or items that a value within a template may have."""
LARGEST_RANGE = 1_000
LARGEST_NUMBER = 1e15

_TURNS, _WEIGHED = "each turn", "weighed"  # filters that no template can name


class TooMuch(Exception):
    """A bound would be passed."""


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """For one template, and in each thread one rendering of it at a time: `refill` its allowance before each."""

    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%"))

    def __init__(self, source: str) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=False, lstrip_blocks=True, finalize=_shown)
        self._turn, self._allowance = 1 + len(source) // 200, local()
        self.refill()
        known: dict[str, Any] = {**FILTERS, **_OWN}
        tests: dict[str, Any] = dict(TESTS)
        self.filters = {name: self._paid(known[name]) for name in FILTER_NAMES}
        self.filters |= {_TURNS: self._turns, _WEIGHED: self._weigh}
        self.tests = {name: self._paid(test) for name, test in tests.items()}
        self.globals = {"range": self._range}

    def refill(self) -> None:
        self._allowance.left = ALLOWANCE

    def pay(self, units: int) -> None:
        self._allowance.left -= units
        if self._allowance.left < 0:
            raise TooMuch("it loops too often: a template may do only so much work")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if isinstance(left, str) and isinstance(right, str) and operator == "+":
            self.pay(1 + (len(left) + len(right)) // 64)
            return _small(left + right)
        for value in (left, right):
            if isinstance(value, Undefined):
                str(value)  # a strict one says itself what is wrong
            if value is None:
                raise TooMuch(f"{operator} takes two numbers, and one of these is not known (None)")
            if not isinstance(value, int | float):
                raise TooMuch(f"{operator} takes two numbers; texts are joined with ~")
        return _small(super().call_binop(context, operator, left, right))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        line = 1
        for node in tree.find_all(nodes.Node):
            line = node.lineno or line
            allow(node, line)
        return _Metered().visit(tree)  # type: ignore[no-any-return]  # a visitor's answer is Any

    def _turns(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self.pay(self._turn)
            yield value

    def _weigh(self, value: Any) -> Any:
        self.pay(1 + _work(value))
        return value

    def _range(self, *bounds: int) -> range:
        numbers = range(*bounds)
        if not -LARGEST_RANGE <= numbers.start <= LARGEST_RANGE or len(numbers) > LARGEST_RANGE:
            raise TooMuch(f"range() gives {LARGEST_RANGE:,} numbers at most")
        return numbers

    def _paid(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def paid(*args: Any, **kwargs: Any) -> Any:
            self.pay(20 + sum(map(_work, (*args, *kwargs.values()))))
            result = _small(function(*args, **kwargs))
            self.pay(_work(result))
            return result

        return paid


class _Metered(NodeTransformer):
    """Makes every loop pay for its turns, comparisons and slices for what they handle, and every ~ a bounded +."""

    def visit_For(self, node: nodes.For) -> nodes.Node:
        self.generic_visit(node)
        node.iter = _filtered(node.iter, _TURNS)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        texts = [_filtered(part, "string") for part in node.nodes]
        whole: nodes.Expr = texts[0]
        for text in texts[1:]:
            whole = nodes.Add(whole, text, lineno=node.lineno)
        return whole

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:
        self.generic_visit(node)
        node.expr = _filtered(node.expr, _WEIGHED)
        for operand in node.ops:
            operand.expr = _filtered(operand.expr, _WEIGHED)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            node.node = _filtered(node.node, _WEIGHED)
        return node


def _filtered(value: Any, name: str) -> nodes.Filter:
    return nodes.Filter(value, name, [], [], None, None, lineno=value.lineno)


def _shown(value: Any) -> Any:
    """What {{ }} prints: texts and numbers, nothing for None. A list is not printed, for it may be any length."""
    if value is None:
        return ""
    if isinstance(value, str | int | float | Undefined):
        return value
    raise TooMuch("only texts and numbers can be printed; a list needs a loop or the filter join")


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str | list | tuple | range) else 0


def _work(value: Any) -> int:
    return _size(value) // (64 if isinstance(value, str) else 4)


def _small(value: Any) -> Any:
    if _size(value) > LARGEST_VALUE:
        raise TooMuch(f"a value would be longer than {LARGEST_VALUE:,}")
    if isinstance(value, int | float) and abs(value) > LARGEST_NUMBER:
        raise TooMuch("a number would be too large")
    return value


@pass_environment
def _join(environment: Environment, values: Iterable[Any], d: str = "", attribute: str | None = None) -> str:
    """As Jinja2's, but it stops when the text gets too long."""
    size, texts = 0, []
    for value in values:
        text = _string(environment.getattr(value, attribute) if attribute else value)
        size += len(text) + len(d)
        _small(range(size))
        texts.append(text)
    return str(d).join(texts)


def _replace(text: str, old: str, new: str) -> str:
    text, old, new = (str(_shown(value)) for value in (text, old, new))
    _small(range(len(text) + (text.count(old) * (len(new) - len(old)) if len(new) > len(old) else 0)))
    return text.replace(old, new)


def _round(value: float, precision: int = 0) -> float | int:
    """As Jinja2's without its methods; without a precision a whole number, so that no ".0" is printed."""
    return round(value, max(0, min(6, precision))) if precision else round(value)


def _string(value: Any) -> str:
    return str(_shown(value))


_OWN: dict[str, Any] = {"join": _join, "replace": _replace, "round": _round, "string": _string}
