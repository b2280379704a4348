"""What one frame costs the server, by part.

    python3 -m bench.frame             # a table in microseconds
    python3 -m bench.frame --kernel    # with the compiled kernel, where there is Numba
    python3 -m bench.frame --profile   # and the functions of a frame, by their own time

README.md beside this says what is measured.
"""

from __future__ import annotations

import subprocess
import sys

from bench.environment import OURS, ROOT, machine, one_thread

if __name__ == "__main__":
    print(f"{machine()}.\n", flush=True)
    command = [OURS, "-m", "bench.frame_parts", *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=ROOT, env=one_thread()).returncode)
