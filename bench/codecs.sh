#!/usr/bin/env bash
# Measures the picture codecs, FreeRDP's encoders beside them when libfreerdp2 is installed. Called by ./fairlead bench codecs.
set -euo pipefail
"$JAVA" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx512m --enable-native-access=ALL-UNNAMED \
  -cp "$SIMULATOR_CLASSPATH" org.fairlead.simulator.bench.CodecBench
echo
echo "$(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1); CPU of all threads; 64x64 tiles; load $(cut -d' ' -f1 /proc/loadavg)."
