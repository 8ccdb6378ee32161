"""The figures of the page as plain data: every level, every difference, and what was run."""

import json
import re
from typing import Any

from experiments.questions.asking import LEVEL, Asked
from experiments.questions.page import RENEW, command
from experiments.questions.question import Arm, Drawn, Effect, Part, Question
from experiments.questions.verdict import Findings, answer, estimate, found
from experiments.summary import Estimate

DIGITS = 5
"""Decimals that are kept: more than the runs can tell."""


def as_json(asked: Asked) -> str:
    """Return everything behind the page as JSON text; lists of figures have an entry for each cell."""
    told = {
        "written by": RENEW,
        "posts": asked.posts,
        "seeds": list(asked.seeds),
        "band": "middle 90 % of the runs",
        "cells": [cell._asdict() for cell in asked.cells],
        "questions": [_question(asked, question) for question in asked.questions],
        "drawn": _drawn(asked),
    }
    text = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False)
    for innermost in (r"\[[^][{}]*\]", r"\[(?:[^][{}]|\[[^][{}]*\])*\]", r"\{[^{}]*\}"):
        text = re.sub(innermost, lambda found: " ".join(found[0].split()), text)
    return text + "\n"


def _question(asked: Asked, question: Question) -> dict[str, Any]:
    parts = [_part(asked, found(asked, part)) for part in question.parts]
    return {"id": question.id, "question": question.title, "parts": parts}


def _part(asked: Asked, findings: Findings) -> dict[str, Any]:
    part = findings.part
    return {
        "part": part.name,
        "answer": answer(findings),
        "yes": list(findings.so.values()),
        "arms": [_arm(asked, part, arm) for arm in part.arms],
        "differences": [
            {
                "difference": contrast.name,
                "of": list(contrast.plus),
                "less": list(contrast.minus),
                "measure": measure.key,
                "mean, low, high, clear": [
                    [*_rounded(x), x.sign] for x in findings.across(contrast.name, measure).values()
                ],
            }
            for measure in part.measures
            for contrast in part.contrasts
        ],
    }


def _arm(asked: Asked, part: Part, arm: Arm) -> dict[str, Any]:
    return {
        "arm": arm.name,
        "command": command(arm),
        "drawn": arm.drawn.words if arm.drawn else None,
        "fingerprints": [asked.keys[part.name, arm.name, cell][0] for cell in asked.cells],
        "mean, low, high": {
            measure.key: [
                _rounded(estimate(asked.values(part, arm.name, measure, cell))) for cell in asked.cells
            ]
            for measure in (LEVEL, *part.measures)
        },
    }


def _rounded(found: Estimate | Effect) -> list[float]:
    return [round(x, DIGITS) for x in found[:3]]


def _drawn(asked: Asked) -> dict[str, Any]:
    """What differs from seed to seed: words -> regime -> seed -> hubs; kappa has no part in it."""
    told: dict[str, Any] = {}
    for arm in (arm for question in asked.questions for part in question.parts for arm in part.arms):
        if arm.drawn and arm.drawn.words not in told:
            told[arm.drawn.words] = _by_regime(asked, arm, arm.drawn)
            (tier,) = arm.scenario(asked.cells[0], asked.posts).tiers
            told["office_names"] = list(tier.names)
    return told


def _by_regime(asked: Asked, arm: Arm, drawn: Drawn) -> dict[str, Any]:
    first = {cell.regime: cell for cell in reversed(asked.cells)}
    return {
        regime: {str(seed): drawn.of(arm.scenario(cell, asked.posts), seed)["hubs"] for seed in asked.seeds}
        for regime, cell in sorted(first.items(), reverse=True)
    }
