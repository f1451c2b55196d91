#!/usr/bin/env bash
# Measures the gateway of a real server, nginx and mosquitto beside it. Called by ./fairlead bench gateway [COUNTS].
set -euo pipefail
counts="${1:-1000,10000}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
aot=()
[ -f "${SERVER_AOT:-}" ] && aot=(-XX:AOTCache="$SERVER_AOT" -Xlog:disable -Xlog:all=error:stderr)
chmod 755 "$folder"
"$JAVA" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx2g --enable-native-access=ALL-UNNAMED \
  -cp "$SIMULATOR_CLASSPATH:$SERVER_CLASSPATH" org.fairlead.simulator.bench.GatewayBench "$folder" "$counts" \
  "$JAVA" "${aot[@]}" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx2g -Xms24m -XX:MinHeapFreeRatio=10 \
  -XX:MaxHeapFreeRatio=30 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  '-Djdk.serialFilter=!*' -Dio.netty.allocator.type=pooled -Dio.netty.allocator.numDirectArenas=2 \
  -Dio.netty.allocator.numHeapArenas=0 -cp "$SERVER_CLASSPATH"
echo
echo "$(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), devices and server on the same machine."
