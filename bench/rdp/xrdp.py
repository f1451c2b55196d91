#!/usr/bin/env python3
"""Runs xrdp for the benchmark without its session manager, on a configuration of its own in a temporary folder.

  xrdp.py --kind vnc  --display :71 --port 23890              shows a display that is there, by X0tigervnc
  xrdp.py --kind xorg --display :71 --port 23890 --folder F   shows an Xorg with xorgxrdp that `xrdp.py --x` started
  xrdp.py --x --fd 5 --size 1920x1080 --folder F              becomes such an Xorg; its display's number goes to the descriptor

xrdp asks for no password of its own here: what it costs to log on is not what is measured.
"""
import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

XORG_CONF = "/etc/X11/xrdp/xorg.conf"
INI = """[Globals]
ini_version=1
fork=true
port=tcp://.:{port}
tcp_nodelay=true
security_layer=tls
certificate={folder}/cert.pem
key_file={folder}/key.pem
ssl_protocols=TLSv1.2, TLSv1.3
autorun=share
allow_channels=true
allow_multimon=true
bitmap_cache=true
bitmap_compression=true
bulk_compression=true
max_bpp=32
new_cursors=true
use_fastpath=both
[Logging]
LogFile={folder}/xrdp.log
LogLevel=WARNING
EnableSyslog=false
[Channels]
[share]
name=share
{backend}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def x_server(a):
    """Becomes an Xorg with xorgxrdp."""
    with open(XORG_CONF) as f:
        conf = re.sub(r"Modes .*", f'Modes "800x600" "{a.size}"', f.read())
    path = os.path.join(a.folder, "xorg.conf")
    with open(path, "w") as f:
        f.write(conf)
    env = dict(os.environ, XRDP_SOCKET_PATH=a.folder)
    os.set_inheritable(a.fd, True)
    os.execvpe("Xorg", ["Xorg", "-displayfd", str(a.fd), "-config", path, "-noreset", "-nolisten", "tcp", "-ac",
                        "-logfile", os.path.join(a.folder, "xorg.log")], env)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--x", action="store_true")
    ap.add_argument("--fd", type=int)
    ap.add_argument("--size", default="1920x1080")
    ap.add_argument("--folder", help="for sockets and logs of the X server")
    ap.add_argument("--kind", choices=["vnc", "xorg"])
    ap.add_argument("--display")
    ap.add_argument("--port", type=int)
    a = ap.parse_args()
    if a.x:
        x_server(a)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    parts = []
    with tempfile.TemporaryDirectory(prefix="xrdp-") as folder:
        try:
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=bench", "-days", "2",
                            "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"], check=True, capture_output=True)
            if a.kind == "vnc":
                vnc = free_port()
                parts.append(subprocess.Popen(["X0tigervnc", "-display", a.display, "-rfbport", str(vnc), "-localhost=1",
                                               "-SecurityTypes", "None"]))
                backend = f"lib=libvnc.so\nip=127.0.0.1\nport={vnc}\nusername=na\npassword=na"
                time.sleep(1)
            else:
                place = os.path.join(a.folder, f"xrdp_display_{a.display.lstrip(':')}")
                backend = f"lib=libxup.so\nip=127.0.0.1\nport={place}\nusername=na\npassword=na\ncode=20"
            ini = f"{folder}/xrdp.ini"
            with open(ini, "w") as f:
                f.write(INI.format(port=a.port, folder=folder, backend=backend))
            os.makedirs("/run/xrdp/sockdir", exist_ok=True)
            parts.append(subprocess.Popen(["xrdp", "--nodaemon", "--config", ini]))
            code = parts[-1].wait()
            with open(f"{folder}/xrdp.log") as f:
                sys.stderr.write(f.read()[-2000:])
            return code
        finally:
            for p in parts[::-1]:
                p.terminate()
            for p in parts[::-1]:
                try:
                    p.wait(3)
                except subprocess.TimeoutExpired:
                    p.kill()


if __name__ == "__main__":
    sys.exit(main())
