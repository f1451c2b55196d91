#!/usr/bin/env bash
# Kills a real server again and again below simulated devices. Called by ./fairlead bench crash [KILLS] [DEVICES].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
aot=()
[ -f "${SERVER_AOT:-}" ] && aot=(-XX:AOTCache="$SERVER_AOT" -Xlog:disable -Xlog:all=error:stderr)
"$JAVA" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx1g --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow \
  -cp "$SIMULATOR_CLASSPATH:$SERVER_CLASSPATH" org.fairlead.simulator.CrashTrial "$folder" "${1:-20}" "${2:-1000}" \
  "$JAVA" "${aot[@]}" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx2g -Xms24m -XX:MinHeapFreeRatio=10 \
  -XX:MaxHeapFreeRatio=30 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  '-Djdk.serialFilter=!*' -Dio.netty.allocator.type=pooled -Dio.netty.allocator.numDirectArenas=2 \
  -Dio.netty.allocator.numHeapArenas=0 -cp "$SERVER_CLASSPATH" || {
  code=$?
  tail -40 "$folder/server.log" >&2
  exit "$code"
}
