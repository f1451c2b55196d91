#!/usr/bin/env bash
# Tests of the app's Android side with Robolectric at API 26, 30 and 34; no phone and no emulator takes part.
#   test-app.sh [FOLDER [TEST ...]]   pictures of the screens go to FOLDER; without names every test runs
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
home="$root/.fairlead/android"
libraries="$home/test-libraries"
runtime="$home/test-runtime"
work="$home/test-work"
maven() { MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow" mvn -q -B "$@" >"$home/test-maven.log" 2>&1 || { tail -5 "$home/test-maven.log" >&2; exit 1; }; }

mkdir -p "$home"
FAIRLEAD_APK_UNSIGNED=1 "$here/build-apk.sh" "$home/again"
if ! cmp -s "$here/app/test-libraries.xml" "$libraries/test-libraries.xml"; then
  rm -rf "$libraries"
  mkdir -p "$libraries"
  (cd "$libraries" && maven -f "$here/app/test-libraries.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$libraries" -DincludeScope=runtime)
  for aar in "$libraries"/*.aar; do # Maven knows no AARs, their classes are a jar inside
    unzip -qo -p "$aar" classes.jar >"${aar%.aar}.jar"
  done
  cp "$here/app/test-libraries.xml" "$libraries/"
fi
mkdir -p "$runtime"
for version in 8.0.0_r4-robolectric-r1-i7 11-robolectric-6757853-i7 14-robolectric-10818077-i7; do
  [ -s "$runtime/android-all-instrumented-$version.jar" ] || (cd "$runtime" && maven \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="org.robolectric:android-all-instrumented:$version" \
    -DoutputDirectory="$runtime")
done

rm -rf "$work"
mkdir -p "$work"/{classes,tests/com/android/tools}
tools="$home/tools"
find "$root/protocol/src/main/java/org/fairlead/protocol/agent" "$root/protocol/src/main/java/org/fairlead/protocol/json" \
  "$here/core/src/main/java" "$here/app/src/main/java" "$home/work/gen" -name '*.java' -not -name package-info.java >"$work/sources"
"$JAVA_HOME/bin/javac" -nowarn -proc:none -g --release 17 -encoding UTF-8 \
  -cp "$tools/android-all.jar:$tools/jackson-core.jar:$tools/jspecify.jar" -d "$work/classes" "@$work/sources" 2>"$work/javac.log" ||
  { grep -A3 'error:' "$work/javac.log" >&2; exit 1; }
find "$here/app/src/test/java" -name '*.java' >"$work/test-sources"
"$JAVA_HOME/bin/javac" -nowarn -proc:none -g --release 17 -encoding UTF-8 \
  -cp "$work/classes:$libraries/*:$tools/android-all.jar:$tools/jspecify.jar" -d "$work/tests" "@$work/test-sources" 2>"$work/javac.log" ||
  { grep -A3 'error:' "$work/javac.log" >&2; exit 1; }
printf '%s\n' "android_merged_manifest=$here/app/src/main/AndroidManifest.xml" "android_resource_apk=$home/work/base.apk" \
  "android_custom_package=org.fairlead.agent" >"$work/tests/com/android/tools/test_config.properties"
printf '%s\n' "sdk=26,30,34" >"$work/tests/robolectric.properties"
opens=()
for package in java.lang java.io java.util java.net jdk.internal.access; do opens+=("--add-opens=java.base/$package=ALL-UNNAMED"); done
tests=("${@:2}")
[ ${#tests[@]} -gt 0 ] || tests=(ShellTest KioskTest WifiTest ScreensTest)
cd "$work"
exec "$JAVA_HOME/bin/java" -Xmx1500m "${opens[@]}" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -Drobolectric.offline=true -Drobolectric.dependency.dir="$runtime" -Dfairlead.pictures="${1:-}" \
  -cp "$work/classes:$work/tests:$libraries/*:$tools/jackson-core.jar:$tools/jspecify.jar:$tools/android-all.jar" \
  org.junit.runner.JUnitCore "${tests[@]/#/org.fairlead.agent.}"
