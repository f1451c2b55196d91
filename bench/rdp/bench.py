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
import os
import random
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time

import x11 as X

HERE = os.path.dirname(os.path.abspath(__file__))
TICK = os.sysconf("SC_CLK_TCK")

XFREERDP = ("xfreerdp /v:{host}:{port} /u:{user} /p:{password} /cert:ignore /size:{w}x{h} /log-level:ERROR "
            "-decorations -grab-keyboard /sec:{sec} ")
MODES = {  # name -> extra xfreerdp (version 2) arguments
    "gfx": "/gfx /network:lan",
    "gfx-progressive": "/gfx +gfx-progressive /network:lan",
    "gfx-avc420": "/gfx:AVC420 /network:lan",
    "gfx-avc444": "/gfx:AVC444 /network:lan",
    "rfx": "/rfx /rfx-mode:video /bpp:32 /network:lan",
    "nsc": "/nsc /bpp:32 /network:lan",
    "bitmap32": "/bpp:32 +compression /network:lan",
    "bitmap16": "/bpp:16 +compression /network:lan",
}
PRESETS = {
    "shadow": dict(server="freerdp-shadow-cli /port:{port} /bind-address:127.0.0.1 -auth /sec:tls",
                   client=XFREERDP, modes="gfx,gfx-progressive,gfx-avc420,gfx-avc444,rfx,nsc,bitmap32,bitmap16"),
    "x11vnc": dict(server="x11vnc -display {display} -rfbport {port} -localhost -forever -nopw -quiet",
                   client="vncviewer -SecurityTypes None -geometry {w}x{h}+0+0 -MenuKey= {mode} {host}::{port}",
                   modes="tight,zrle"),
    "x0vnc": dict(server="X0tigervnc -display {display} -rfbport {port} -localhost=1 -SecurityTypes None",
                  client="vncviewer -SecurityTypes None -geometry {w}x{h}+0+0 -MenuKey= {mode} {host}::{port}",
                  modes="tight,zrle"),
    # xrdp in front of a display that is there, and with its own X server, which draws where it is encoded
    "xrdp-vnc": dict(server=f"{sys.executable} {HERE}/xrdp.py --kind vnc --display {{display}} --port {{port}}",
                     client=XFREERDP, modes="bitmap32"),
    "xrdp": dict(server=f"{sys.executable} {HERE}/xrdp.py --kind xorg --display {{display}} --port {{port}} "
                        f"--folder {{tmp}}",
                 x=f"{sys.executable} {HERE}/xrdp.py --x --fd {{fd}} --size {{size}} --folder {{tmp}}", client=XFREERDP,
                 modes="rfx,bitmap32"),
}
VNC_MODES = {"tight": "-AutoSelect=0 -PreferredEncoding=Tight", "zrle": "-AutoSelect=0 -PreferredEncoding=ZRLE"}


# ---------- processes ----------
def spawn(cmd, log, **env):
    e = dict(os.environ, **env)
    e.pop("WAYLAND_DISPLAY", None)
    return subprocess.Popen(cmd if isinstance(cmd, list) else shlex.split(cmd), env=e,
                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)


def stop(p):
    if p is None or p.poll() is not None:
        return
    for sig, wait in ((signal.SIGTERM, 3), (signal.SIGKILL, 3)):
        try:
            os.killpg(p.pid, sig)
            p.wait(wait)
            return
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass


def tree(pid):
    """pid and all its descendants."""
    kids = {}
    for n in os.listdir("/proc"):
        if n.isdigit():
            try:
                with open(f"/proc/{n}/stat") as f:
                    kids.setdefault(int(f.read().rsplit(")", 1)[1].split()[1]), []).append(int(n))
            except OSError:
                pass
    out, todo = [], [pid]
    while todo:
        p = todo.pop()
        out.append(p)
        todo += kids.get(p, [])
    return out


def cpu_ms_of(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            v = f.read().rsplit(")", 1)[1].split()
        return (int(v[11]) + int(v[12])) * 1000 / TICK
    except OSError:
        return 0


def cpu_ms(pid):
    """User + system CPU milliseconds of a process tree."""
    return sum(cpu_ms_of(p) for p in tree(pid)) if pid else 0


def rss_mb(pid):
    t = 0
    for p in tree(pid):
        try:
            with open(f"/proc/{p}/statm") as f:
                t += int(f.read().split()[1])
        except OSError:
            pass
    return t * os.sysconf("SC_PAGE_SIZE") / 1e6


def pss_mb(pid):
    """Memory of a process tree, what it shares with others in proportion."""
    t = 0
    for p in tree(pid):
        try:
            with open(f"/proc/{p}/smaps_rollup") as f:
                t += next(int(line.split()[1]) for line in f if line.startswith("Pss:"))
        except (OSError, StopIteration):
            pass
    return t / 1000


def machine_busy_ms():
    """Busy CPU milliseconds of the whole machine."""
    with open("/proc/stat") as f:
        v = [int(x) for x in f.readline().split()[1:9]]
    return (sum(v) - v[3] - v[4]) * 1000 / TICK


def wait_quiet(limit, share=0.12):
    """Waits until other programs use less than `share` of one CPU; returns the share last seen."""
    end = time.monotonic() + limit
    while True:
        b0, m0, t0 = machine_busy_ms(), cpu_ms(os.getpid()), time.monotonic()
        time.sleep(1)
        dt = (time.monotonic() - t0) * 1000
        other = max(0, machine_busy_ms() - b0 - (cpu_ms(os.getpid()) - m0)) / dt
        if other < share or time.monotonic() > end:
            return other


def socket_bytes(port):
    """Bytes sent by the server on its established connections (ss; 0 if there is none)."""
    o = subprocess.run(["ss", "-tinH", "state", "established", "sport", "=", f":{port}"],
                       capture_output=True, text=True, timeout=5).stdout
    return sum(int(m) for m in re.findall(r"bytes_sent:(\d+)", o))


def established(port):
    want = f":{port:04X}"
    for name in ("/proc/net/tcp", "/proc/net/tcp6"):
        with open(name) as f:
            for line in f.readlines()[1:]:
                v = line.split()
                if v[1].endswith(want) and v[3] == "01":
                    return True
    return False


def listening(port):
    want = f":{port:04X}"
    for name in ("/proc/net/tcp", "/proc/net/tcp6"):
        with open(name) as f:
            if any(v[1].endswith(want) and v[3] == "0A" for v in (x.split() for x in f.readlines()[1:])):
                return True
    return False


def wait_for(cond, seconds, step=0.05):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if cond():
            return True
        time.sleep(step)
    return False


def quantile(v, q):
    v = sorted(v)
    return v[min(len(v) - 1, int(q * len(v)))] if v else float("nan")


# ---------- one bench run ----------
class Bench:
    def __init__(self, a):
        self.a = a
        self.tmp = tempfile.TemporaryDirectory(prefix="rdpbench-")
        self.log = open(os.path.join(self.tmp.name, "log"), "w+b")
        self.rnd = random.Random(7)
        self.procs, self.server, self.xa = [], None, None

    def start_x(self, want):
        """A virtual X server; the display number is chosen by the X server itself."""
        r, w = os.pipe()
        cmd = ["Xvfb", "-displayfd", str(w), "-screen", "0", f"{self.a.size}x24", "-nolisten", "tcp", "-ac"]
        if want == "A" and self.a.x_cmd:
            cmd = shlex.split(self.a.x_cmd.format(fd=w, size=self.a.size, tmp=self.tmp.name))
        p = subprocess.Popen(cmd, pass_fds=[w], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
                             start_new_session=True)
        os.close(w)
        with os.fdopen(r) as f:
            n = f.readline().strip()
        if not n:
            self.fail("the X server did not start")
        self.procs.append(p)
        return f":{n}", p

    def open(self):
        a = self.a
        if a.display_a:
            self.da, self.xa_pid = a.display_a, a.x_pid
        else:
            self.da, p = self.start_x("A")
            self.xa_pid = p.pid
        self.db, p = self.start_x("B")
        self.xb_pid = p.pid
        self.A, self.B = X.Display(self.da), X.Display(self.db)
        self.server_pid = a.server_pid
        if a.server_cmd:
            self.start_server()
        if a.x_cmd:
            self.grow()

    def grow(self):
        """An X server that takes its size from the client gets it from one before the measurement."""
        client = spawn(self.client_command(""), self.log, DISPLAY=self.db, HOME=self.tmp.name, XDG_CONFIG_HOME=self.tmp.name)
        try:
            if not wait_for(lambda: "{0.w}x{0.h}".format(X.Display(self.da)) == self.a.size, 20, 0.5):
                self.fail("the shared screen does not take the client's size")
            time.sleep(1)
        finally:
            stop(client)
        self.A = X.Display(self.da)
        wait_for(lambda: not established(self.a.port), 3)

    def client_command(self, mode):
        w, h = self.a.size.split("x")
        cmd = a_format(self.a, self.a.client_cmd, display=self.db, w=w, h=h, mode=VNC_MODES.get(mode, ""))
        if "xfreerdp" in self.a.client_cmd:
            cmd += " " + MODES.get(mode, mode)
        return cmd

    def start_server(self):
        cmd = a_format(self.a, self.a.server_cmd, display=self.da, tmp=self.tmp.name)
        t = time.monotonic()
        self.server = spawn(cmd, self.log, DISPLAY=self.da, HOME=self.tmp.name, XDG_CONFIG_HOME=self.tmp.name)
        self.server_pid = self.server.pid
        if not wait_for(lambda: listening(self.a.port), 20):
            self.fail("server does not listen")
        self.server_ready_ms = (time.monotonic() - t) * 1000
        time.sleep(0.5)

    def our_cpu_ms(self):
        """CPU of this program, everything it started, and the server if that was running already."""
        mine = tree(os.getpid())
        extra = [p for r in (self.server_pid, self.xa_pid) if r for p in tree(r)]
        return sum(cpu_ms_of(p) for p in set(mine + extra))

    def fail(self, why):
        self.log.flush()
        self.log.seek(0)
        tail = self.log.read()[-3000:].decode(errors="replace")
        raise RuntimeError(f"{why}\n{tail}")

    def close(self):
        for p in [self.server] + self.procs[::-1]:
            stop(p)
        self.log.close()
        self.tmp.cleanup()

    def workload(self, kind, seconds):
        p = subprocess.Popen([sys.executable, os.path.join(HERE, "workload.py"), "--display", self.da, "--kind", kind,
                              "--seconds", str(seconds), "--fps", str(self.a.fps)],
                             stdout=subprocess.PIPE, text=True, start_new_session=True)
        if p.stdout.readline().strip() != "READY":
            stop(p)
            self.fail("workload did not start")
        return p

    # -- first picture --
    def samples(self, disp, rows=36, cols=48):
        out = []
        for j in range(rows):
            y = (2 * j + 1) * disp.h // (2 * rows)
            r = disp.row(0, y, disp.w)
            out += [r[4 * x:4 * x + 3] for x in ((2 * i + 1) * disp.w // (2 * cols) for i in range(cols))]
        return out

    def differing(self, ref, tol):
        got = self.samples(self.B)
        return sum(1 for p, q in zip(ref, got) if any(abs(u - v) > tol for u, v in zip(p, q)))

    def connect(self, mode):
        """Starts the client; returns (client, ms from TCP connect to the right picture)."""
        card = self.workload("card", 60)
        client = None
        try:
            time.sleep(0.3)
            ref = self.samples(self.A)
            probe = [(x, y) for x in (self.A.w // 8, 3 * self.A.w // 8, 7 * self.A.w // 8)
                     for y in (self.A.h // 8, 3 * self.A.h // 8, 7 * self.A.h // 8)]
            pref = [self.A.row(x, y, 1) for x, y in probe]
            near = lambda p, q: all(abs(u - v) <= self.a.tolerance for u, v in zip(p[:3], q[:3]))
            t_start = time.monotonic()
            client = spawn(self.client_command(mode), self.log, DISPLAY=self.db, HOME=self.tmp.name, XDG_CONFIG_HOME=self.tmp.name)
            if not wait_for(lambda: established(self.a.port) or client.poll() is not None, 10, 0.0005):
                self.fail("client does not connect")
            t0 = time.monotonic()
            bad, placed = len(ref), 0
            while time.monotonic() - t0 < self.a.connect_timeout and client.poll() is None:
                if time.monotonic() - placed > 0.05:
                    placed = time.monotonic()
                    self.B.place_windows()
                if all(near(self.B.row(x, y, 1), r) for (x, y), r in zip(probe, pref)):
                    bad = self.differing(ref, self.a.tolerance)
                    if bad * 500 <= len(ref):
                        t1 = time.monotonic()
                        time.sleep(1.0)
                        self.first_bytes = socket_bytes(self.a.port)
                        self.exact = self.differing(ref, 0)
                        return client, dict(connect_ms=(t1 - t0) * 1000, start_ms=(t0 - t_start) * 1000,
                                            picture_kb=self.first_bytes / 1000, inexact=self.exact / len(ref))
                time.sleep(0.004)
            self.fail(f"no complete picture (client exit {client.poll()}, {bad} of {len(ref)} samples differ)")
        except BaseException:
            stop(client)
            raise
        finally:
            stop(card)

    # -- steady workloads --
    def measure(self, kind, client):
        s = self.a.seconds
        w = self.workload(kind, s + 2.5)
        try:
            time.sleep(1.0)
            pids = dict(server=self.server_pid, xserver=self.xa_pid, client=client.pid)
            c0 = {k: cpu_ms(p) for k, p in pids.items()}
            o0 = machine_busy_ms() - self.our_cpu_ms()
            b0, t0 = socket_bytes(self.a.port), time.monotonic()
            seen, last = {}, None
            while time.monotonic() - t0 < s:
                n = X.read_barcode(self.B)
                if n is not None and n != last:
                    seen.setdefault(n, time.monotonic_ns())
                    last = n
                time.sleep(0.002)
            t1, b1 = time.monotonic(), socket_bytes(self.a.port)
            c1 = {k: cpu_ms(p) for k, p in pids.items()}
            o1 = machine_busy_ms() - self.our_cpu_ms()
            if client.poll() is not None:
                self.fail("client ended during " + kind)
            out = w.communicate(timeout=20)[0] if kind != "idle" else ""
        finally:
            stop(w)
        drawn = {int(v[1]): int(v[2]) for v in (x.split() for x in out.splitlines()) if v and v[0] == "F"}
        hits = [(n, t) for n, t in seen.items() if n in drawn]
        ages = [(t - drawn[n]) / 1e6 for n, t in hits if t >= drawn[n] - 5e6]
        dt = t1 - t0
        r = dict(fps=len(ages) / dt, kbytes=(b1 - b0) / 1000 / dt, age50=quantile(ages, .5), age95=quantile(ages, .95))
        r["other_cpu"] = max(0, o1 - o0) / dt
        for k in pids:
            r[k + "_cpu"] = (c1[k] - c0[k]) / dt
        r["cpu_frame"] = (c1["server"] - c0["server"]) / len(ages) if ages and kind != "idle" else float("nan")
        r["kb_frame"] = (b1 - b0) / 1000 / len(ages) if ages and kind != "idle" else float("nan")
        r["rss_mb"] = rss_mb(self.server_pid) if self.server_pid else float("nan")
        r["pss_mb"] = pss_mb(self.server_pid) if self.server_pid else float("nan")
        return r

    def keys(self, disp, count):
        """Key injected on `disp` -> block on the same display changes."""
        w = self.workload("key", count * 0.45 + 12)
        out, lost = [], 0
        try:
            disp.move(disp.w // 2, disp.h // 2)
            if disp is self.B and "vncviewer" in self.a.client_cmd:
                disp.focus()
            time.sleep(1.0)
            for i in range(count + 3):
                before, t0, got = X.read_barcode(disp), time.monotonic_ns(), None
                disp.key(0x61, True)
                while time.monotonic_ns() - t0 < 1.5e9:
                    if X.read_barcode(disp) not in (before, None):
                        got = (time.monotonic_ns() - t0) / 1e6
                        break
                    time.sleep(0.0003)
                disp.key(0x61, False)
                if i >= 3:
                    lost += got is None
                    out += [] if got is None else [got]
                if i >= 6 and not out:
                    break
                time.sleep(0.12 + 0.15 * self.rnd.random())
        finally:
            stop(w)
        return dict(key50=quantile(out, .5), key95=quantile(out, .95), lost=lost, n=len(out))


def a_format(a, s, **kw):
    return s.format(**{**dict(host=a.host, port=a.port, user=shlex.quote(a.user), password=shlex.quote(a.password),
                              sec=a.sec, display="", w="", h="", mode="", tmp=""), **kw})


COLS = [("fps", "frames/s", "%.1f"), ("age50", "age p50 ms", "%.0f"), ("age95", "age p95 ms", "%.0f"),
        ("kbytes", "kB/s", "%.0f"), ("kb_frame", "kB/frame", "%.0f"), ("server_cpu", "server CPU ms/s", "%.0f"),
        ("cpu_frame", "CPU ms/frame", "%.1f"), ("xserver_cpu", "X(A) CPU ms/s", "%.0f"),
        ("client_cpu", "client CPU ms/s", "%.0f"), ("rss_mb", "RSS MB", "%.0f"),
        ("pss_mb", "PSS MB", "%.0f"), ("other_cpu", "disturbance ms/s", "%.0f")]


def summary(path):
    """One line for each server and mode of all runs whose rows are in a file of --json."""
    with open(path) as f:
        rows = [json.loads(line) for line in f]
    print("\n| server, path | picture ms | first picture kB | key p50 / p95 ms | scroll: frames/s, age p50 ms | CPU ms, kB a frame "
          "| video: frames/s, age p50 ms | CPU ms, kB a frame | idle CPU ms/s, kB/s | RSS, PSS MB | disturbance ms/s |")
    print("|---" * 11 + "|")
    fmt = lambda f, *v: "-" if any(x is None or x != x for x in v) else f % v
    for server, mode in dict.fromkeys((r["server"], r["mode"]) for r in rows):
        if mode.startswith("("):
            continue
        got = {r["workload"]: r for r in rows if (r["server"], r["mode"]) == (server, mode)}
        c, k, i, s, v = (got.get(w, {}) for w in ("connect", "key", "idle", "scroll", "video"))
        pair = lambda r, f, *n: fmt(f, *(r.get(x) for x in n))
        busy = [r["other_cpu"] for r in got.values() if "other_cpu" in r]
        print(f"| {server}, {mode} | " + " | ".join((
            pair(c, "%.0f", "connect_ms") if "error" not in c else "failed", pair(c, "%.0f", "picture_kb"),
            pair(k, "%.1f / %.1f", "key50", "key95"), pair(s, "%.1f, %.0f", "fps", "age50"),
            pair(s, "%.1f, %.0f", "cpu_frame", "kb_frame"), pair(v, "%.1f, %.0f", "fps", "age50"),
            pair(v, "%.1f, %.0f", "cpu_frame", "kb_frame"), pair(i, "%.0f, %.0f", "server_cpu", "kbytes"),
            pair(v, "%.0f, %.0f", "rss_mb", "pss_mb"), fmt("%.0f to %.0f", min(busy), max(busy)) if busy else "-")) + " |")


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

    fmt = lambda f, v: "-" if v is None or v != v else f % v
    print(f"\n| {name} | picture ms | worst | first-picture kB | samples not exact % | key p50 ms | p95 | lost |")
    print("|---|---|---|---|---|---|---|---|")
    for m in dict.fromkeys(r["mode"] for r in rows):
        c = next((r for r in rows if r["mode"] == m and r["workload"] == "connect"), {})
        k = next((r for r in rows if r["mode"] == m and r["workload"] == "key"), {})
        v = [fmt("%.0f", c.get("connect_ms")), fmt("%.0f", c.get("worst_ms")), fmt("%.0f", c.get("picture_kb")),
             fmt("%.1f", 100 * c["inexact"] if "inexact" in c else None), fmt("%.1f", k.get("key50")),
             fmt("%.1f", k.get("key95")), fmt("%d", k.get("lost"))]
        print(f"| {m} | " + " | ".join(v) + " |" + (" failed" if "error" in c else ""))
    print("\n| mode | workload | " + " | ".join(c[1] for c in COLS) + " |\n|" + "---|" * (len(COLS) + 2))
    for r in rows:
        if r["workload"] not in ("connect", "key"):
            print(f"| {r['mode']} | {r['workload']} | " + " | ".join(fmt(f, r.get(k)) for k, _, f in COLS) + " |"
                  + (" " + r["error"].splitlines()[0] if "error" in r else ""))


if __name__ == "__main__":
    main()
