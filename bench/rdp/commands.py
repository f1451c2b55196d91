"""The servers and clients that are measured, as commands to fill in."""
import os
import shlex
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

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


def a_format(a, s, **kw):
    """A command with what the arguments and the run say."""
    return s.format(**{**dict(host=a.host, port=a.port, user=shlex.quote(a.user), password=shlex.quote(a.password),
                              sec=a.sec, display="", w="", h="", mode="", tmp=""), **kw})
