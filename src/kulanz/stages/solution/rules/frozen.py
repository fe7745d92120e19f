"""A calculation as JSON and back: kept with the decision taken on it, with all its inputs."""

from __future__ import annotations

from typing import Any, Final

from pydantic import TypeAdapter

from kulanz.stages.solution.rules.figures import Comparison, Inputs

# Raised when what is written changes so that older ones have to be read differently.
VERSION: Final = 1
_INPUTS: Final = TypeAdapter(Inputs)
_COMPARISON: Final = TypeAdapter(Comparison)


def freeze(inputs: Inputs, comparison: Comparison) -> dict[str, Any]:
    """Decimals become strings, dates ISO text: nothing is lost on the way through JSON."""
    return {
        "version": VERSION,
        "inputs": _INPUTS.dump_python(inputs, mode="json"),
        "result": _COMPARISON.dump_python(comparison, mode="json"),
    }


def frozen_inputs(kept: dict[str, Any]) -> Inputs:
    return _INPUTS.validate_python(kept["inputs"])


def frozen_comparison(kept: dict[str, Any]) -> Comparison:
    """The result as it was shown, not calculated anew."""
    return _COMPARISON.validate_python(kept["result"])
