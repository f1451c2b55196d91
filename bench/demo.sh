#!/usr/bin/env bash
# A server and three thin clients on virtual displays. Called by ./fairlead demo.
set -euo pipefail
home="$1" java="$2" server_classpath="$3" thinclient_classpath="$4"
data="${FAIRLEAD_DEMO_DATA:-$home/.fairlead/demo}"
count="${FAIRLEAD_DEMO_CLIENTS:-3}"
mkdir -p "$data"
pids=()
stop() {
  trap - EXIT INT TERM
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
}
trap stop EXIT
trap 'exit 0' INT TERM

"$home/fairlead" up --data "$data/server" --bind 127.0.0.1 "$@" >"$data/server.log" 2>&1 &
pids+=($!)
for _ in $(seq 1 1200); do
  grep -q '^Thin clients.*[0-9A-F]$' "$data/server.log" && break
  kill -0 "${pids[0]}" 2>/dev/null || { cat "$data/server.log" >&2; exit 1; }
  sleep 0.1
done
sleep 0.3
cat "$data/server.log"
public=$(sed -n 's/^Thin clients: \([^,]*\), .*/\1/p' "$data/server.log")
fingerprint=$(sed -n 's/^Thin clients: .*fingerprint \(.*\)/\1/p' "$data/server.log" | tr -d ' ')

display=70
for n in $(seq 1 "$count"); do
  while [ -e "/tmp/.X11-unix/X$display" ]; do display=$((display + 1)); done
  Xvfb ":$display" -screen 0 1280x720x24 -nolisten tcp >/dev/null 2>&1 &
  pids+=($!)
  for _ in $(seq 1 100); do [ -e "/tmp/.X11-unix/X$display" ] && break; sleep 0.1; done
  command -v openbox >/dev/null && { DISPLAY=":$display" openbox >/dev/null 2>&1 & pids+=($!); }
  DISPLAY=":$display" "$java" -XX:+UseSerialGC -Xmx192m --enable-native-access=ALL-UNNAMED -cp "$thinclient_classpath" \
    org.fairlead.thinclient.Main --display ":$display" --server "$public" --accept-fingerprint "$fingerprint" \
    --state "$data/client-$n" --control "$data/client-$n.json" --demo >"$data/client-$n.log" 2>&1 &
  pids+=($!)
  echo "Thin client $n on display :$display  (look at it:  import -window root -display :$display client-$n.png)"
  display=$((display + 1))
done
echo
echo "The thin clients are under Devices, Unassigned. Stop with Ctrl+C; the data stays in $data."
wait "${pids[0]}"
