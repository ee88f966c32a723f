"""How often the intervals of `regatta run` contain the truth.

    coverage.py REGATTA SCENARIOS SEEDS

Runs scenarios with known answers at many seeds; prints one tab-separated row per metric: model, metric,
share covered, mean relative half-width.
"""

import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile

regatta, scenarios, seeds = sys.argv[1], sys.argv[2], int(sys.argv[3])
up = 100 / (100 + 10)
# Name, scenario, changes, exact values.
models = [
    ("two of three regions", "two-of-three", [], {
        "availability.replicas": up,
        "availability.time": up**3 + 3 * up**2 * (1 - up),
    }),
    ("M/M/1, ρ = 0.5", "single-server", [
        'workloads.generators[0].arrivals="poisson(rate: 3/h)"', "run.horizon=10d", "run.warmup=2d",
    ], {
        "jobs.wait.mean": 600,
        "jobs.waiting.mean": 0.5,
    }),
    ("M/M/1, ρ = 0.8", "single-server", [], {
        "jobs.wait.mean": 2400,
        "jobs.waiting.mean": 3.2,
    }),
]


def measure(scenario: str, changes: list, names: dict, seed: int) -> dict:
    """The interval of every metric in one run."""
    changed = [word for change in changes for word in ("--set", change)]
    with tempfile.TemporaryDirectory() as folder:
        outcome = subprocess.run(
            [regatta, "run", os.path.join(scenarios, scenario), *changed, "--seed", str(seed),
             "--threads", "1", "--no-store", "--quiet", "--format", "json", "--output", folder],
            stdout=subprocess.PIPE, check=True)
    metrics = json.loads(outcome.stdout)["arms"][0]["metrics"]
    return {
        metric["name"]: (metric["lower"], metric["upper"])
        for metric in metrics if not metric.get("dimensions") and metric["name"] in names
    }


with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    for model, scenario, changes, truth in models:
        found = list(pool.map(
            lambda seed: measure(scenario, changes, truth, seed), range(1, seeds + 1)))
        for name, exact in truth.items():
            intervals = [intervals[name] for intervals in found]
            covered = sum(lower <= exact <= upper for lower, upper in intervals) / seeds
            width = sum((upper - lower) / 2 for lower, upper in intervals) / seeds / exact
            print(model, name, covered, width, sep="\t", flush=True)
