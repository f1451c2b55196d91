#!/usr/bin/env python3
"""Benchmark of a remote-desktop server on one Linux machine, seen from the pixels of a real client.

Two virtual screens are started: A is shown by the server, B holds the client's window. Workloads are
drawn on A (workload.py); B is watched pixel by pixel. Traffic stays on the loopback address.

  bench.py --preset shadow                            freerdp-shadow-cli, several client modes
  bench.py --preset x11vnc                            x11vnc with a VNC client, for comparison
  bench.py --server-cmd "my-server --display {display} --port {port}" --modes gfx,rfx --user u --password p
  bench.py --host 127.0.0.1 --port 3389 --display-a :10 --server-pid 1234 ...   (already running server)

Reported per client mode:
  picture ms   TCP connection established -> every sampled pixel of the first picture right
  and per workload: frames/s seen on B, p50/p95 age of a frame when seen (drawn on A -> visible on B),
  bytes/s sent by the server, server CPU ms per second and per seen frame, X server A CPU, client CPU;
  key: key press injected on B -> reaction visible on B, p50/p95.
"disturbance" is CPU used meanwhile by programs that are not part of the run.
Everything is bounded in time; only processes started here are stopped.
"""
import argparse
import json
import signal
import subprocess
import sys

from commands import MODES, PRESETS, XFREERDP
from machine import established, stop, wait_for, wait_quiet
from measure import Bench
from tables import summary, tables


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--preset", choices=sorted(PRESETS))
    ap.add_argument("--name", help="how the table calls the server")
    ap.add_argument("--server-cmd", help="started here; {display} {port} are filled in")
    ap.add_argument("--x-cmd", help="starts the X server that is shared; {fd} {size} are filled in (default: Xvfb)")
    ap.add_argument("--server-pid", type=int, help="pid of a running server, for its CPU time")
    ap.add_argument("--display-a", help="display that a running server shows (default: a new Xvfb)")
    ap.add_argument("--x-pid", type=int, help="pid of the X server of --display-a")
    ap.add_argument("--client-cmd", default=XFREERDP)
    ap.add_argument("--modes", help="comma list of: " + ", ".join(MODES) + "; or raw client arguments")
    ap.add_argument("--workloads", default="idle,scroll,video,key")
    ap.add_argument("--host", default="127.0.0.1")
    ap.add_argument("--port", type=int, default=23890, help="outside the ephemeral port range")
    ap.add_argument("--user", default="bench")
    ap.add_argument("--password", default="bench")
    ap.add_argument("--sec", default="tls", help="xfreerdp /sec: value (tls, nla, rdp)")
    ap.add_argument("--size", default="1920x1080")
    ap.add_argument("--fps", type=float, default=30, help="frames drawn per second by scroll and video")
    ap.add_argument("--seconds", type=float, default=8, help="measuring time per workload (at most 60)")
    ap.add_argument("--keys", type=int, default=30)
    ap.add_argument("--connects", type=int, default=3, help="connections timed per mode")
    ap.add_argument("--connect-timeout", type=float, default=12)
    ap.add_argument("--tolerance", type=int, default=32, help="per channel, for the first picture")
    ap.add_argument("--quiet-wait", type=float, default=0, help="wait up to so many s for a quiet machine first")
    ap.add_argument("--restart", action="store_true", help="fresh server for each mode")
    ap.add_argument("--summary", metavar="FILE", help="prints the rows of that file of --json, and measures nothing")
    ap.add_argument("--json", help="also append one JSON object per row to this file")
    a = ap.parse_args()
    if a.summary:
        return summary(a.summary)
    modes = a.modes
    if a.preset:
        p = PRESETS[a.preset]
        a.server_cmd, a.client_cmd, modes = a.server_cmd or p["server"], p["client"], modes or p["modes"]
        a.x_cmd = a.x_cmd or p.get("x")
    a.seconds = min(a.seconds, 60)
    name = a.name or a.preset or (a.server_cmd or f"{a.host}:{a.port}").split()[0].rsplit("/", 1)[-1]

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    b, rows = Bench(a), []

    def row(**r):
        r["server"] = name
        rows.append(r)
        print("#", json.dumps({k: round(v, 2) if isinstance(v, float) else v for k, v in r.items()}), flush=True)
        if a.json:
            with open(a.json, "a") as f:
                f.write(json.dumps(r) + "\n")

    try:
        b.open()
        if "key" in a.workloads:
            row(mode="(local X only)", workload="key", **b.keys(b.A, 15))
        for mode in (modes or "gfx,rfx,bitmap32").split(","):
            client = None
            try:
                if a.restart and b.server is not None:
                    stop(b.server)
                    b.start_server()
                times = []
                wait_quiet(a.quiet_wait)
                for i in range(max(1, a.connects)):
                    stop(client)
                    wait_for(lambda: not established(a.port), 3)
                    client, r = b.connect(mode)
                    times.append(r)
                times.sort(key=lambda r: r["connect_ms"])
                row(mode=mode, workload="connect", **times[len(times) // 2], worst_ms=times[-1]["connect_ms"])
                for k in a.workloads.split(","):
                    try:
                        wait_quiet(a.quiet_wait, 0.6)
                        row(mode=mode, workload=k, **(b.keys(b.B, a.keys) if k == "key" else b.measure(k, client)))
                    except (RuntimeError, subprocess.TimeoutExpired) as e:
                        row(mode=mode, workload=k, error=str(e)[:600])
                        break
            except (RuntimeError, subprocess.TimeoutExpired) as e:
                row(mode=mode, workload="connect", error=str(e)[:600])
            finally:
                stop(client)
                wait_for(lambda: not established(a.port), 3)
                if b.server is not None and b.server.poll() is not None:
                    b.start_server()
    finally:
        b.close()

    tables(name, rows)


if __name__ == "__main__":
    main()
