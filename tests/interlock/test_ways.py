"""The list of everything that moves visits, orders and goods: nobody does so past the interlock unseen."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import kulanz

SOURCES = Path(kulanz.__file__).parent

# What moves something by itself, and who may call it: whoever has asked the rule, or asks it next.
WAYS = {
    # visits
    "put_on_plan": {"workflows/visits.py"},
    "begin": {"workflows/visits.py"},
    "end": {
        # with the judgement of a report
        "workflows/visits.py",
        # as not authorised
        "workflows/without_right.py",
        # of an order that is done, after whoever said so was judged
        "stages/execution/commands/visits/of_orders.py",
    },
    "finish_visit": {"workflows/report_following.py"},
    "change_visit": {
        "workflows/visits.py",
        # the crew is asked there and comes off the plan
        "stages/execution/commands/visits/joining.py",
        # to other people, off the plan before
        "workflows/visits_of_dealers.py",
        # the kind of work named anew: the plan is looked at next
        "workflows/order_contents.py",
    },
    # orders
    "change_order_state": {"workflows/orders.py", "stages/execution/commands/state.py"},
    "move_judged_order": {"workflows/orders.py", "workflows/visit_orders.py"},
    "mark_handed_over": {
        "stages/execution/commands/commissioning.py",
        "stages/execution/commands/handing_over.py",
        "stages/execution/commands/state.py",
    },
    "place_order": {"workflows/remedies.py"},
    # cases
    "close_case": {"workflows/closing.py", "workflows/remedy_progress.py"},
    "record_solution": {
        "cases/commands/closing.py",
        "workflows/report_following.py",
        "workflows/told_solutions.py",
        # the office writes down what it knows; it is closed past `workflows/closing.py` by nobody
        "interfaces/desk/cases/actions.py",
    },
}


def callers() -> dict[str, set[str]]:
    """By function: the files that call it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in SOURCES.rglob("*.py"):
        name = str(path.relative_to(SOURCES))
        if name.startswith("config/"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {
            alias.asname or alias.name: alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kulanz")
            for alias in node.names
        }
        defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            if isinstance(called, ast.Name):
                target = imported.get(called.id, called.id if called.id in defined else "")
            else:
                # through its module, as in `closing.record_solution(…)`
                plain = isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name)
                target = called.attr if plain and called.value.id in imported else ""  # type: ignore[union-attr]  # plain says so
            if target in WAYS:
                found[target].add(name)
    return found


def test_nobody_moves_anything_past_the_rule() -> None:
    found = callers()
    assert found.keys() == WAYS.keys()
    for name, files in found.items():
        assert files <= WAYS[name], name


def test_each_way_is_written_down() -> None:
    """The table names a test for each way, and each test it names is there."""
    root = Path(__file__).parents[2]
    text = (root / "docs/interlock.md").read_text(encoding="utf-8")
    table = text.partition("## Where the rule is asked")[2].partition("## ")[0]
    rows = [line.split("|")[1:-1] for line in table.splitlines() if line.startswith("|")][2:]
    assert len(rows) > 20
    folder = ""
    for way, asked, shown in rows:
        assert way.strip()
        assert asked.strip()
        names = shown.split("`")[1::2]
        assert names, way
        for name in names:
            folder = name.partition("/")[0] if "/" in name else folder
            path = name if "/" in name else f"{folder}/{name}"
            assert (root / "tests" / path).exists(), name
