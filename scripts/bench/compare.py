"""Runs two shell commands in turn and prints each one's wall time, CPU seconds and peak memory.

compare.py LABEL RUNS WORKDIR NAME COMMAND NAME COMMAND; "$OUT" in a command is a directory made anew for each run.
$BEFORE, if set, is a command run before each, not counted.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time

label, runs, work = sys.argv[1], int(sys.argv[2]), sys.argv[3]
commands = list(zip(sys.argv[4::2], sys.argv[5::2]))
figures = {name: [] for name, _ in commands}

for number in range(runs):
    for name, command in commands:
        out = os.path.join(work, "out")
        shutil.rmtree(out, ignore_errors=True)
        if "BEFORE" in os.environ:
            subprocess.run(["/bin/sh", "-c", os.environ["BEFORE"]], check=True)
        os.sync()
        pid = os.fork()
        if pid == 0:
            with open(os.path.join(work, "log"), "w") as log:
                os.dup2(log.fileno(), 1)
                os.dup2(log.fileno(), 2)
            os.execve("/bin/sh", ["sh", "-c", "exec " + command], {**os.environ, "OUT": out})
        start = time.monotonic()
        _, status, usage = os.wait4(pid, 0)
        wall = time.monotonic() - start
        if status != 0:
            with open(os.path.join(work, "log")) as log:
                sys.exit(f"{name} failed:\n" + log.read())
        figures[name].append((wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
        shutil.rmtree(out, ignore_errors=True)

for name, rows in figures.items():
    columns = []
    for title, values in zip(("wall s", "CPU s", "peak MiB"), zip(*rows)):
        columns.append(f"{title} {min(values):.2f} / {statistics.median(values):.2f} / {max(values):.2f}")
    print(f"{label:<28} {name:<9} " + "   ".join(columns))
