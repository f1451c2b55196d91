#!/usr/bin/env bash
# Measures the console's requests over many devices. Called by ./fairlead bench console [DEVICES].
set -euo pipefail
devices="${1:-100000}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
"$JAVA" -XX:+UseSerialGC -Xmx512m --enable-native-access=ALL-UNNAMED -cp "$SIMULATOR_CLASSPATH:$SERVER_CLASSPATH" \
  org.fairlead.simulator.bench.ConsoleBench "$folder" "$devices" \
  "$JAVA" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx2g --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow '-Djdk.serialFilter=!*' -cp "$SERVER_CLASSPATH"
echo
echo "$(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), client and server on the same machine."
