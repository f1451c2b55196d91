"""Programs, and what they and the machine use: processor time, memory, bytes of sockets."""
import os
import re
import shlex
import signal
import subprocess
import time

TICK = os.sysconf("SC_CLK_TCK")


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
