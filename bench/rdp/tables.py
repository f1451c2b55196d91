"""What was measured, as tables."""
import json

COLS = [("fps", "frames/s", "%.1f"), ("age50", "age p50 ms", "%.0f"), ("age95", "age p95 ms", "%.0f"),
        ("kbytes", "kB/s", "%.0f"), ("kb_frame", "kB/frame", "%.0f"), ("server_cpu", "server CPU ms/s", "%.0f"),
        ("cpu_frame", "CPU ms/frame", "%.1f"), ("xserver_cpu", "X(A) CPU ms/s", "%.0f"),
        ("client_cpu", "client CPU ms/s", "%.0f"), ("rss_mb", "RSS MB", "%.0f"),
        ("pss_mb", "PSS MB", "%.0f"), ("other_cpu", "disturbance ms/s", "%.0f")]


def tables(name, rows):
    """The rows of one run as two tables: the connections and keys, the workloads."""
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
