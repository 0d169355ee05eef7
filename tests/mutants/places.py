"""The places of a module that can be wrong by one: comparisons, operators, constants and conditions."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("metrics", "statistics")
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div, ast.Pow: ast.Mult,
    ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change: the ``place``-th changeable node of a module.

    Attributes:
        function: Line of the innermost function around it; None where it is read when the module is imported.
    """

    module: str
    place: int
    line: int
    function: int | None
    before: str
    after: str

    @property
    def code(self) -> str:
        """The line of code as it is."""
        return source_of(self.module).read_text(encoding="utf-8").splitlines()[self.line - 1].strip()


def modules() -> list[str]:
    """Return the modules that are changed."""
    files = (path for name in PACKAGES for path in sorted((ROOT / "pipeline" / name).glob("[!_]*.py")))
    return [f"pipeline.{path.parent.name}.{path.stem}" for path in files]


def source_of(module: str) -> Path:
    """Return the file of a module."""
    return ROOT / f"{module.replace('.', '/')}.py"


def parsed(module: str) -> ast.Module:
    """Return the code of a module."""
    return ast.parse(source_of(module).read_text(encoding="utf-8"))


def mutants_of(module: str) -> list[Mutant]:
    """Return all mutants of a module."""
    places = Places(module)
    places.visit(parsed(module))
    return places.found


class Places(ast.NodeTransformer):
    """Visits the changeable nodes of a module in order, and changes the one at ``wanted``."""

    def __init__(self, module: str, wanted: int | None = None) -> None:
        self.module, self.wanted, self.found = module, wanted, list[Mutant]()
        self.function: int | None = None

    def visit(self, node: ast.AST) -> ast.AST:
        """Change this node or look inside; annotations and f-strings are not code that can be wrong by one."""
        if isinstance(node, ast.JoinedStr):
            return node
        new = _changed(node)
        if new is not None:
            place = len(self.found)
            before, after = ast.unparse(node), ast.unparse(new)
            self.found.append(Mutant(self.module, place, node.lineno, self.function, before, after))
            if place == self.wanted:
                return ast.copy_location(new, node)
        around = self.function
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list"):
                continue
            if isinstance(node, ast.FunctionDef):
                self.function = node.lineno if name == "body" else around
            if isinstance(value, list):
                setattr(node, name, [self.visit(each) if isinstance(each, ast.AST) else each for each in value])
            elif isinstance(value, ast.AST):
                setattr(node, name, self.visit(value))
        self.function = around
        return node


class Marks(ast.NodeTransformer):
    """Lets each function of a module say that it was reached: ``__reached__((module, line))``."""

    def __init__(self, module: str) -> None:
        self.module = module

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Put the call first; a docstring is no longer one then, and nobody reads it here."""
        self.generic_visit(node)
        (said,) = ast.parse(f"__reached__(({self.module!r}, {node.lineno}))").body
        node.body.insert(0, said)
        return node


def _changed(node: ast.AST) -> ast.AST | None:
    """Return the node with one thing changed, None where there is nothing to change."""
    new = copy.deepcopy(node)
    if isinstance(new, ast.Compare) and type(new.ops[0]) in SWAPS:
        new.ops[0] = SWAPS[type(new.ops[0])]()
    elif isinstance(new, ast.BinOp | ast.BoolOp) and type(new.op) in SWAPS and not any(_texts(new)):
        new.op = SWAPS[type(new.op)]()
    elif isinstance(new, ast.UnaryOp) and isinstance(new.op, ast.Not | ast.Invert | ast.USub):
        return new.operand
    elif isinstance(new, ast.Constant) and isinstance(new.value, bool):
        new.value = not new.value
    elif isinstance(new, ast.Constant) and isinstance(new.value, int | float):
        new.value += 1
    else:
        return None
    return new


def _texts(node: ast.AST) -> Iterator[ast.AST]:
    for part in ast.walk(node):
        if isinstance(part, ast.JoinedStr) or (isinstance(part, ast.Constant) and isinstance(part.value, str)):
            yield part
