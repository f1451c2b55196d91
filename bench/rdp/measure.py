"""One server, one client and the two screens, from the first picture to the last workload."""
import os
import random
import shlex
import subprocess
import sys
import tempfile
import time

import x11 as X
from commands import HERE, MODES, VNC_MODES, a_format
from machine import (cpu_ms, cpu_ms_of, established, listening, machine_busy_ms, pss_mb, quantile, rss_mb, socket_bytes, spawn, stop,
                     tree, wait_for)


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
