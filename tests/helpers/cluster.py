"""``python -m tests.helpers.cluster KILL``: a Dask cluster of two worker processes on this machine.

Prints the scheduler's address and waits for the end of its input. With ``kill`` it ends, by SIGKILL, the first worker
that is drawing, and says so.
"""

import os
import signal
import sys
import threading
import time


def drawing(pid):
    import psutil

    try:
        children = psutil.Process(pid).children()
        return any("hud.regression.worker" in child.cmdline() for child in children)
    except psutil.Error:
        return False


def kill_one(pids, killed):
    for _ in range(6000):
        for pid in pids:
            if drawing(pid):
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                return
        time.sleep(0.01)


def main(how):
    from distributed import Client, LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        with Client(cluster) as client:
            pids = list(client.run(os.getpid).values())
        killed = []
        if how == "kill":
            threading.Thread(target=kill_one, args=(pids, killed), daemon=True).start()
        sys.stdout.write(cluster.scheduler_address.replace("tcp", "dask") + "\n")
        sys.stdout.flush()
        sys.stdin.read()
        sys.stdout.write(f"killed {len(killed)}\n")


if __name__ == "__main__":
    main(sys.argv[1])
