#!/usr/bin/env bash
# Every test of the project; the last line counts them. Called by ./fairlead check with the checkout's folder.
set -uo pipefail
home="$1"
cd "$home"
export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
log="$home/.fairlead/check"
mkdir -p "$log"
passed=0
failed=0
started=$SECONDS

step() { # name, command...: counts one test, shows the end of the log when it fails
  local name="$1"
  shift
  printf '%-44s' "$name"
  local from=$SECONDS
  if "$@" >"$log/${name//[^a-z0-9]/-}.log" 2>&1; then
    passed=$((passed + 1))
    echo "ok   $((SECONDS - from)) s"
  else
    failed=$((failed + 1))
    echo "FAILED   $((SECONDS - from)) s"
    tail -60 "$log/${name//[^a-z0-9]/-}.log"
  fi
}

surefire() { # counts the tests of the Maven modules named
  local module counts
  for module in "$@"; do
    counts=$(cat "$module"/target/surefire-reports/TEST-*.xml 2>/dev/null | grep -o '<testsuite [^>]*>' | sed -E \
      's/.* tests="([0-9]+)".*/&/' | awk '{
        match($0, / tests="[0-9]+"/); t += substr($0, RSTART + 8, RLENGTH - 9)
        match($0, / errors="[0-9]+"/); e += substr($0, RSTART + 9, RLENGTH - 10)
        match($0, / failures="[0-9]+"/); f += substr($0, RSTART + 11, RLENGTH - 12)
        match($0, / skipped="[0-9]+"/); s += substr($0, RSTART + 10, RLENGTH - 11)
      } END { print t - e - f - s, e + f + s }')
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
    echo "  $module: ${counts% *} passed, ${counts#* } failed or skipped"
    [ "${counts#* }" = 0 ] || grep -h -B1 -A12 -E '<(failure|error|skipped)' "$module"/target/surefire-reports/TEST-*.xml | cut -c1-300 | head -80
  done
}

rm -rf {protocol,android/core,rdp,server,thinclient,simulator}/target/surefire-reports
step "format" mvn -B -q spotless:check
step "unit, architecture and database tests" mvn -B -q package -Dmaven.test.failure.ignore=true -Dmaven.test.redirectTestOutputToFile=true
surefire protocol android/core rdp server thinclient simulator
agent_again() { # the same sources, key and Java give the same bytes
  android/build-apk.sh "$home/.fairlead/android/again" && cmp "$home/.fairlead/android/"{,again/}fairlead-agent.apk
}
step "android: the agent's APK, built and verified" ./fairlead apk
step "android: the same bytes again" agent_again
app_tests() { # the app's Android side; its tests are counted one by one
  android/test-app.sh >"$log/android-app.log" 2>&1
  local counts
  counts=$(sed -nE 's/^OK \(([0-9]+) tests\)/\1 0/p; s/^Tests run: ([0-9]+),  Failures: ([0-9]+)/\1 \2/p' "$log/android-app.log")
  [ -n "$counts" ] || counts="0 1"
  passed=$((passed + ${counts% *} - ${counts#* } * (${counts% *} > 0)))
  failed=$((failed + ${counts#* }))
  echo "  android/app: ${counts% *} run, ${counts#* } failed"
  [ "${counts#* }" = 0 ] || grep -A30 '^There w' "$log/android-app.log"
}
app_tests
step "console: format, types, tests" sh -c 'cd console && npm run --silent check'

acceptance() { # every file of end-to-end tests, its tests counted one by one
  local file counts
  for file in acceptance/*.test.mjs; do
    timeout 900 node --test --test-reporter=tap "$file" >"$log/$(basename "$file").log" 2>&1
    counts=$(awk '/^ok /{p++} /^not ok /{f++} END{print p+0, f+0}' "$log/$(basename "$file").log")
    [ "$counts" = "0 0" ] && counts="0 1"
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
    echo "  $file: ${counts% *} passed, ${counts#* } failed"
    [ "${counts#* }" = 0 ] || grep -A12 '^not ok' "$log/$(basename "$file").log"
  done
}
acceptance

echo "in $((SECONDS - started)) s"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
