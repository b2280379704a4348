"""Where the benchmarks run: the machine, a clean environment, and the peers' own installation."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".bench"  # git-ignored
OURS = ROOT / ".venv" / "bin" / "python"
PEERS = FOLDER / "venv" / "bin" / "python"
REQUIREMENTS = ROOT / "bench" / "peers" / "requirements.txt"
CONVNETJS = "convnetjs@0.3.0"

_TUNING = (
    "OPENBLAS",
    "GOTO",
    "OMP_",
    "KMP_",
    "MKL",
    "NVPL",
    "BLIS",
    "XLA",
    "JAX",
    "NUMBA",
    "TORCH",
)
_ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}


def one_thread() -> dict[str, str]:
    """Return the environment without what tunes numerical libraries, then one thread for each.

    Some machines are set up with tuning that slows NumPy; nobody's figures shall hang on that.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_TUNING)}
    return kept | _ONE_THREAD


def stay_on_one_core() -> None:
    """Keep this process and its children on one core, where the system can.

    JAX takes a second thread for large products whatever it is told, and Node.js compiles and
    collects garbage in others.
    """
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def install() -> None:
    """Install the peers into `.bench` if they are not there as asked for; it takes minutes."""
    if not OURS.exists():
        sys.exit("There is no .venv yet: python3 dev.py sync")
    wanted, stamp = f"{CONVNETJS}\n{REQUIREMENTS.read_text()}", FOLDER / "installed.txt"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Installing the peers into .bench ...", file=sys.stderr, flush=True)
    FOLDER.mkdir(exist_ok=True)
    _run(OURS, "-m", "venv", FOLDER / "venv")
    _run(PEERS, "-m", "pip", "install", "--quiet", "--requirement", REQUIREMENTS)
    # Without --prefix npm would take the app's own package.json.
    _run("npm", "install", "--silent", "--prefix", FOLDER, CONVNETJS)
    stamp.write_text(wanted)


def node() -> str:
    """Return the path of Node.js."""
    found = shutil.which("node") or shutil.which("node", path=str(OURS.parent))
    return found or sys.exit("There is no node on the path")


def machine() -> str:
    """Return what this machine is and how busy it is."""
    system = f"{platform.system()} {platform.release()}"
    return f"{_processor()}, {os.cpu_count()} cores, {system}, load {load()}"


def load() -> str:
    """Return how many processes wanted to run in the last 1, 5 and 15 minutes."""
    return ", ".join(f"{load:.2f}" for load in os.getloadavg())


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _run(*command: str | Path) -> None:
    subprocess.run(command, cwd=FOLDER, check=True, stdout=sys.stderr)
