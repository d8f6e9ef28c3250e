"""What a template may be made of: constructs of Jinja2, filters, and the few things that can be called."""

from jinja2 import TemplateSyntaxError, nodes

CONSTRUCTS = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.For,
    nodes.If,
    nodes.Assign,
    nodes.With,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Slice,
    nodes.Keyword,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.Pos,
    nodes.CondExpr,
    nodes.Concat,
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
    nodes.Div,
    nodes.FloorDiv,
    nodes.Mod,
    nodes.Tuple,
    nodes.List,
    nodes.Call,
)
FILTER_NAMES = (
    "abs",
    "capitalize",
    "d",
    "default",
    "first",
    "float",
    "int",
    "join",
    "last",
    "length",
    "count",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "select",
    "selectattr",
    "sort",
    "string",
    "sum",
    "title",
    "trim",
    "truncate",
    "unique",
    "upper",
)


def allow(node: nodes.Node, line: int) -> None:
    """Raises `TemplateSyntaxError`, with its line, for a construct that is not among these."""
    wrong = ""
    if not isinstance(node, CONSTRUCTS):
        wrong = f"{type(node).__name__} cannot be used in this template"
    elif isinstance(node, nodes.For) and node.recursive:
        wrong = "a loop cannot be recursive in this template"
    elif isinstance(node, nodes.Call) and not _may_be_called(node):
        wrong = "only range(...), loop.cycle(...) and loop.changed(...) can be called; use a filter instead"
    elif isinstance(node, nodes.List | nodes.Tuple) and not all(
        isinstance(item, nodes.Const) or getattr(item, "ctx", "") == "store" for item in node.items
    ):
        wrong = "a list can hold only numbers and texts"
    if wrong:
        raise TemplateSyntaxError(wrong, line)


def _may_be_called(call: nodes.Call) -> bool:
    if call.dyn_args is not None or call.dyn_kwargs is not None:
        return False
    match call.node:
        case nodes.Name(name="range"):
            return True
        case nodes.Getattr(node=nodes.Name(name="loop"), attr="cycle" | "changed"):
            return True
    return False
