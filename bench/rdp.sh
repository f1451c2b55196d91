#!/usr/bin/env bash
# Measures the RDP server with a real client, freerdp-shadow beside it in the same run. Called by
# ./fairlead bench rdp [--quick] [arguments of bench.py]. See bench/rdp/bench.py for what the columns mean.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/rdp"
for tool in python3 Xvfb xfreerdp ss; do
  command -v "$tool" >/dev/null || { echo "bench rdp needs $tool: apt-get install xvfb freerdp2-x11 iproute2 libxtst6" >&2; exit 1; }
done
modes="gfx,rfx,bitmap32,bitmap16"
shadow_modes="gfx,rfx,bitmap32,bitmap16"
if [ "${1:-}" = --quick ]; then
  shift
  modes="gfx" shadow_modes="rfx"
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf 'bench\n' >"$folder/password"
java_options=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xms24m -Xmn8m -Xmx192m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 --enable-native-access=ALL-UNNAMED)
echo "Fairlead, network level authentication"
python3 "$here/bench.py" --name fairlead --sec nla --user bench --password bench --modes "$modes" --restart \
  --server-cmd "$JAVA ${java_options[*]} -cp $THINCLIENT_CLASSPATH org.fairlead.thinclient.share.RdpShare --display {display} --port {port} --user bench --password-file $folder/password" "$@"
if command -v freerdp-shadow-cli >/dev/null; then
  echo
  echo "freerdp-shadow, TLS without authentication"
  python3 "$here/bench.py" --preset shadow --modes "$shadow_modes" --restart "$@"
else
  echo "freerdp-shadow is not installed (apt-get install freerdp2-shadow-x11): no peer in this run"
fi
if command -v X0tigervnc >/dev/null && command -v vncviewer >/dev/null; then
  echo
  echo "TigerVNC, neither TLS nor authentication"
  python3 "$here/bench.py" --preset x0vnc --modes tight --restart "$@"
fi
echo
echo "$(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), servers, client and both X servers on the same machine."
