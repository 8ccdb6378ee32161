"""What became of a sweep, in words and as JSON."""

import json

from experiments.sweep.tally import Tally


def in_words(tally: Tally) -> str:
    """Return what became of a sweep, in a few sentences."""
    told = [f"{tally.made:,} runs were made."]
    if tally.before:
        told = [f"{tally.made:,} runs were made; {tally.before:,} were there already."]
    if tally.status == "given up":
        told.append(
            f"Given up after {len(tally.failures):,} failed runs, more than the study allows "
            "([limits] failures); once their cause is removed, --retry-failed goes on."
        )
    if tally.status == "stopped by the user":
        told.append("Stopped; the same command goes on from there.")
    told.append(f"Results: {tally.folder}")
    return "\n".join(told)


def as_text(tally: Tally) -> str:
    """Return what became of a sweep as JSON text."""
    failures = [
        {"fingerprint": x.key.fingerprint, "seed": x.key.seed, "stage": x.stage, "message": x.message}
        for x in tally.failures
    ]
    runs = {"asked": tally.asked, "there before": tally.before, "made": tally.made, "failed": len(failures)}
    told = {"results": str(tally.folder), "status": tally.status, "runs": runs, "failures": failures}
    return json.dumps(told, indent=2, ensure_ascii=False)
