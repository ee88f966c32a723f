"""How often the intervals of `regatta run` contain the truth.

    coverage.py REGATTA SCENARIO SEEDS

The scenario is three regions with exponential failures and repairs, of which two are needed; prints one
tab-separated row per metric: model, metric, share covered, mean relative half-width.
"""

import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile

regatta, scenario, seeds = sys.argv[1], sys.argv[2], int(sys.argv[3])
up = 100 / (100 + 10)
truth = {
    "availability.replicas": up,
    "availability.time": up**3 + 3 * up**2 * (1 - up),
}


def measure(seed: int) -> dict:
    """The interval of every metric in one run."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = subprocess.run(
            [regatta, "run", scenario, "--seed", str(seed), "--threads", "1", "--no-store",
             "--quiet", "--format", "json", "--output", folder],
            stdout=subprocess.PIPE, check=True)
    metrics = json.loads(outcome.stdout)["arms"][0]["metrics"]
    return {
        metric["name"]: (metric["lower"], metric["upper"])
        for metric in metrics if not metric.get("dimensions") and metric["name"] in truth
    }


with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    found = list(pool.map(measure, range(1, seeds + 1)))
for name, exact in truth.items():
    intervals = [intervals[name] for intervals in found]
    covered = sum(lower <= exact <= upper for lower, upper in intervals) / len(intervals)
    width = sum((upper - lower) / 2 for lower, upper in intervals) / len(intervals) / exact
    print("regatta run, 2 out of 3 regions", name, covered, width, sep="\t")
