#!/usr/bin/env python3
"""Makes a picture the background of a display's root window: paint.py DISPLAY WIDTHxHEIGHT BGRA-FILE."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench", "rdp"))
import x11 as X  # noqa: E402

set_background = X._fn(X._x, "XSetWindowBackgroundPixmap", X.I, X.P, X.UL, X.UL)
clear = X._fn(X._x, "XClearWindow", X.I, X.P, X.UL)

name, size, path = sys.argv[1:]
width, height = (int(v) for v in size.split("x"))
with open(path, "rb") as f:
    pixels = f.read()
assert len(pixels) == width * height * 4, "the file does not fill the picture"
d = X.Display(name)
pixmap = X.XCreatePixmap(d.d, d.root, width, height, 24)
gc = X.XCreateGC(d.d, pixmap, 0, None)
image = X.XCreateImage(d.d, X.XDefaultVisual(d.d, 0), 24, X.ZPIXMAP, 0, pixels, width, height, 32, 0)
X.XPutImage(d.d, pixmap, gc, image, 0, 0, 0, 0, width, height)
set_background(d.d, d.root, pixmap)
clear(d.d, d.root)
X.XSync(d.d, 0)
