"""python3 -m bench.engine [--quick] [--rounds 7] [--seconds 0.3] [--only W2 W4] [--peers ...]"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack

from bench import environment
from bench.engine import rounds, tables
from bench.engine.workloads import OURS, SIDES, WORKLOADS, Workload


def main() -> None:
    asked = arguments()
    environment.install()
    rounds.write_problems()
    environment.stay_on_one_core()
    chosen = [w for w in WORKLOADS if not asked.only or w.name.startswith(tuple(asked.only))]
    before = environment.machine()
    with ExitStack() as stack:
        sides = {
            name: stack.enter_context(rounds.Side(name))
            for name in SIDES
            if name == OURS or name in (asked.peers or rounds.at_hand())
        }
        about = dict.fromkeys(side.ask()["about"] for side in sides.values())
        print(f"{before}. {', '.join(about)}. {asked.rounds} rounds of {asked.seconds} s.\n")
        checked, results = {}, {}
        for workload in chosen:
            print(workload.name, "...", file=sys.stderr, flush=True)
            checked[workload] = rounds.check(workload, sides)
            results[workload] = rounds.measure(workload, sides, asked.rounds, asked.seconds)
    report(checked, results)
    print(f"After: load {environment.load()}.")


def report(
    checked: dict[Workload, dict[str, str]], results: dict[Workload, rounds.Measured]
) -> None:
    print("Results that differ from ours:\n")
    print(tables.checks(checked), "\n\nHow fast, median (least–greatest):\n", sep="")
    print(tables.rates(results), "\n\nOurs ÷ peer, by rounds:\n", sep="")
    print(tables.ratios(results))
    print(f"\nThreads busy at most: {tables.busiest(results)}.")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m bench.engine", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.3, help="of each measurement")
    parser.add_argument("--quick", action="store_true", help="2 rounds of 0.1 s")
    parser.add_argument("--only", nargs="+", metavar="W", help="workloads, by their first letters")
    parser.add_argument("--peers", nargs="+", choices=SIDES, metavar="NAME", help=", ".join(SIDES))
    asked = parser.parse_args()
    if asked.quick:
        asked.rounds, asked.seconds = 2, 0.1
    return asked


if __name__ == "__main__":
    main()
