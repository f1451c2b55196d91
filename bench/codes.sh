#!/usr/bin/env bash
# Measures offline codes beside one-time passwords and scrypt. Called by ./fairlead bench codes [CODES].
set -euo pipefail
"$JAVA" -XX:+UseSerialGC -Xmx512m -cp "$SIMULATOR_CLASSPATH" org.fairlead.simulator.bench.CodesBench "${1:-200000}"
echo
echo "$(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)."
