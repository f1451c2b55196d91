#!/usr/bin/env bash
# Measures the RDP server with a real client, its peers beside it in the same run. Called by
# ./fairlead bench rdp [--quick] [arguments of bench.py]. See bench/rdp/bench.py for what the columns mean.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/rdp"
for tool in python3 Xvfb xfreerdp ss; do
  command -v "$tool" >/dev/null || { echo "bench rdp needs $tool: apt-get install xvfb freerdp2-x11 iproute2 libxtst6" >&2; exit 1; }
done
quick=no
if [ "${1:-}" = --quick ]; then
  shift
  quick=yes
fi
modes() { if [ "$quick" = yes ]; then echo "$1"; else echo "$2"; fi; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf 'bench\n' >"$folder/password"
rows="$folder/rows"
measure() { # title, arguments of bench.py
  echo
  echo "$1"
  shift
  python3 "$here/bench.py" --restart --json "$rows" "$@" || echo "failed"
}
peer() { # title, what must be there (programs, files), package, arguments of bench.py
  local title="$1" needed="$2" package="$3" part
  shift 3
  for part in $needed; do
    if ! command -v "$part" >/dev/null && [ ! -e "$part" ]; then
      echo
      echo "$title: not installed (apt-get install $package)"
      return
    fi
  done
  measure "$title" "$@"
}
java_options=(${FAIRLEAD_RDP_JAVA:-})
measure "Fairlead, network level authentication" --name fairlead --sec nla --user bench --password bench \
  --modes "$(modes gfx gfx,rfx,bitmap32,bitmap16)" \
  --server-cmd "env MALLOC_ARENA_MAX=1 $JAVA $RDP_SHARE_JAVA ${java_options[*]} -cp $THINCLIENT_CLASSPATH org.fairlead.thinclient.share.RdpShare --display {display} --port {port} --user bench --password-file $folder/password" "$@"
peer "freerdp-shadow, TLS without authentication" freerdp-shadow-cli freerdp2-shadow-x11 \
  --preset shadow --modes "$(modes rfx gfx,rfx,bitmap32,bitmap16)" "$@"
peer "xrdp with its own X server, TLS without authentication" \
  "xrdp Xorg openssl /usr/lib/xorg/modules/libxorgxrdp.so" "xrdp xorgxrdp" \
  --preset xrdp --modes "$(modes rfx rfx,bitmap32)" "$@"
peer "xrdp in front of TigerVNC, TLS without authentication" "xrdp X0tigervnc openssl" "xrdp tigervnc-scraping-server" \
  --preset xrdp-vnc --modes bitmap32 "$@"
peer "TigerVNC, neither TLS nor authentication" "X0tigervnc vncviewer" "tigervnc-scraping-server tigervnc-viewer" \
  --preset x0vnc --modes "$(modes tight tight,zrle)" "$@"
echo
if command -v node >/dev/null && command -v xdotool >/dev/null && command -v openbox >/dev/null; then
  node "$here/memory.mjs" || echo "memory of the thin client: failed"
else
  echo "memory of the thin client: not measured (needs apt-get install nodejs xdotool openbox)"
fi
[ -s "$rows" ] && python3 "$here/bench.py" --summary "$rows"
echo
echo "$(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), servers, clients and X servers on the same machine; load $(cut -d' ' -f1 /proc/loadavg)."
