#!/usr/bin/env bash
# Measures what iPhones cost a real server and its database. Called by ./fairlead bench mdm [PHONES [SECONDS]].
set -euo pipefail
phones="${1:-10000}"
seconds="${2:-60}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
aot=()
[ -f "${SERVER_AOT:-}" ] && aot=(-XX:AOTCache="$SERVER_AOT" -Xlog:disable -Xlog:all=error:stderr)
load=$(cut -d' ' -f1 /proc/loadavg)
"$JAVA" -XX:+UseSerialGC -Xmx2g --enable-native-access=ALL-UNNAMED -cp "$SIMULATOR_CLASSPATH:$SERVER_CLASSPATH" \
  org.fairlead.simulator.bench.MdmBench "$folder" "$phones" "$seconds" \
  "$JAVA" "${aot[@]}" ${SERVER_FLAGS:-} -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx2g -Xms24m -XX:MinHeapFreeRatio=10 \
  -XX:MaxHeapFreeRatio=30 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  '-Djdk.serialFilter=!*' -Dio.netty.allocator.type=pooled -Dio.netty.allocator.numDirectArenas=2 \
  -Dio.netty.allocator.numHeapArenas=0 -cp "$SERVER_CLASSPATH"
echo
echo "$(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), phones and server on the same machine; load before: $load."
