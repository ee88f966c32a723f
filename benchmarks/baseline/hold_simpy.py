"""HOLD in SimPy: chained time-outs with a callback, the leanest way it offers.

hold_simpy.py N OPERATIONS prints `<operations per CPU second> 0`.
"""

import math
import sys
import time

import simpy


def increments():
    mask = (1 << 64) - 1
    state = 42
    table = []
    for _ in range(65536):
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = state
        z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & mask
        z ^= z >> 31
        table.append(-math.log(((z >> 11) + 0.5) * 2.0**-53))
    return table


def main():
    count, operations = int(sys.argv[1]), int(sys.argv[2])
    table = increments()
    environment = simpy.Environment()
    used = 0

    def again(_):
        nonlocal used
        timeout = simpy.Timeout(environment, table[used & 65535])
        timeout.callbacks.append(again)
        used += 1

    for _ in range(count):
        again(None)
    step = environment.step
    for _ in range(count):
        step()
    start = time.process_time()
    for _ in range(operations):
        step()
    print(f"{operations / (time.process_time() - start):.0f} 0")


main()
