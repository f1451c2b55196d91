#!/usr/bin/env bash
# Builds and signs the Android agent without an Android SDK: aapt2, javac, R8, zipalign, apksigner.
#   build-apk.sh OUT [--key FILE --key-alias NAME --key-password-file FILE]
# OUT is a folder for fairlead-agent.apk and what lies beside it. JAVA_HOME names the JDK; the same JDK, key and
# sources give the same bytes. FAIRLEAD_APK_UNSIGNED=1 stops before signing (for tests of the screens).
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
out="$1"
shift
version_code=1
version_name=0.1.0
min=26
target=36
r8_version=9.5.28
r8_sha256=38a9ffaaebbd17d1514e3ecbff5a85b989bb13c551b9e224c7409514eea84ff5
# API 34: the newest whose resources Debian's aapt2 can read
framework_version=14-robolectric-10818077
floor_sha256=3e80066053b6d4b1637a3f363e621bd4b89915ec4aa903060a3b281dbb81ac61
framework_sha256=6be2218c6a53fe3c57bc22ebdc723edcb7270a8a6f187545708aa5c0ed813977

key="${FAIRLEAD_ANDROID_KEY:-$root/.fairlead/android/signing.p12}"
alias="${FAIRLEAD_ANDROID_KEY_ALIAS:-fairlead}"
password_file="${FAIRLEAD_ANDROID_KEY_PASSWORD_FILE:-$key.password}"
while [ $# -gt 0 ]; do
  case "$1" in
    --key) key="$2"; password_file="$2.password"; shift 2 ;;
    --key-alias) alias="$2"; shift 2 ;;
    --key-password-file) password_file="$2"; shift 2 ;;
    *) echo "apk: unknown option $1" >&2; exit 2 ;;
  esac
done

java="$JAVA_HOME/bin/java"
tools="$root/.fairlead/android/tools"
work="$root/.fairlead/android/work"
mkdir -p "$tools" "$out"
rm -rf "$work"
mkdir -p "$work"/{gen,classes,program,dex}

jar() { # coordinates, file, SHA-256 (optional): takes a jar from the Maven registry once
  if [ ! -s "$tools/$2" ]; then
    (cd "$root" && MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow" mvn -q -B -N \
      org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$1" -DoutputDirectory="$tools" \
      -Dmdep.stripVersion=true >"$work/maven.log" 2>&1) || { tail -5 "$work/maven.log" >&2; echo "apk: cannot fetch $1" >&2; exit 1; }
  fi
  [ -z "${3:-}" ] || echo "$3  $tools/$2" | sha256sum --check --quiet - || { echo "apk: $2 is not the file that was reviewed" >&2; exit 1; }
}
jackson=$(sed -n 's/.*<jackson.version>\(.*\)<.*/\1/p' "$root/pom.xml")
jspecify=$(sed -n 's/.*<jspecify.version>\(.*\)<.*/\1/p' "$root/pom.xml")
jar "com.android.tools:r8:$r8_version" r8.jar "$r8_sha256"
jar "org.robolectric:android-all:$framework_version" android-all.jar "$framework_sha256"
jar "tools.jackson.core:jackson-core:$jackson" jackson-core.jar
jar "org.jspecify:jspecify:$jspecify" jspecify.jar
jar "com.toasttab.android:gummy-bears-api-$min:0.15.0:signature" gummy-bears-api-$min.signature "$floor_sha256"
if [ ! -s "$tools/framework.apk" ]; then
  (cd "$work" && unzip -qo "$tools/android-all.jar" AndroidManifest.xml resources.arsc &&
    zip -q0X "$tools/framework.apk" AndroidManifest.xml resources.arsc && rm AndroidManifest.xml resources.arsc)
fi

app="$here/app/src/main"
aapt2 compile --dir "$app/res" -o "$work/res.zip"
aapt2 link --warn-manifest-validation -I "$tools/framework.apk" --manifest "$app/AndroidManifest.xml" \
  --java "$work/gen" --min-sdk-version $min --target-sdk-version $target --version-code $version_code \
  --version-name $version_name -o "$work/base.apk" "$work/res.zip" >"$work/aapt2.log" 2>&1 || { cat "$work/aapt2.log" >&2; exit 1; }
[ -z "${FAIRLEAD_APK_UNSIGNED:-}" ] || exit 0

find "$root/protocol/src/main/java/org/fairlead/protocol/agent" "$root/protocol/src/main/java/org/fairlead/protocol/json" \
  "$here/core/src/main/java" "$app/java" "$work/gen" -name '*.java' -not -name package-info.java | LC_ALL=C sort >"$work/sources"
"$JAVA_HOME/bin/javac" -nowarn -proc:none -g:source,lines --release 17 -encoding UTF-8 \
  -cp "$tools/android-all.jar:$tools/jackson-core.jar:$tools/jspecify.jar" -d "$work/classes" "@$work/sources" \
  >"$work/javac.log" 2>&1 || { grep -A3 'error:' "$work/javac.log" >&2; exit 1; }
(cd "$work/classes" && find . -name '*.class' | LC_ALL=C sort | TZ=UTC zip -q -X -0 "$work/classes.jar" -@)

# R8 leaves out what is never used; names stay, so that a crash report reads like the source.
"$java" -Xmx1g -cp "$tools/r8.jar" com.android.tools.r8.R8 --release --classfile --lib "$tools/android-all.jar" \
  --lib "$JAVA_HOME" --pg-conf "$here/app/keep.pro" --output "$work/shrunk.jar" "$work/classes.jar" "$tools/jackson-core.jar" \
  >"$work/r8.log" 2>&1 || { tail -20 "$work/r8.log" >&2; exit 1; }
d8() { # the rest of the arguments go to D8
  "$java" -Xmx1g -cp "$tools/r8.jar" com.android.tools.r8.D8 --release --min-api $min --lib "$tools/android-all.jar" \
    --lib "$JAVA_HOME" "$@" "$work/shrunk.jar" >"$work/d8.log" 2>&1 || { tail -20 "$work/d8.log" >&2; exit 1; }
}
d8 --output "$work/dex"
# What the phone would run, against the public interface of the lowest Android version.
d8 --classfile --output "$work/desugared.jar"
"$java" "$here/lint/ApiFloor.java" "$tools/gummy-bears-api-$min.signature" "$work/desugared.jar" "$here/lint/reviewed.txt" \
  >"$work/floor.log" || { cat "$work/floor.log" >&2; echo "apk: uses of Android that nobody reviewed" >&2; exit 1; }
touch -d 1980-01-01T00:00:00Z "$work/dex/classes.dex"
cp "$work/base.apk" "$work/unsigned.apk"
TZ=UTC zip -q -X -j "$work/unsigned.apk" "$work/dex/classes.dex"
zipalign -f -p 4 "$work/unsigned.apk" "$work/aligned.apk"

if [ ! -s "$key" ]; then
  mkdir -p "$(dirname "$key")"
  (umask 077 && openssl rand -hex 24 >"$password_file")
  (umask 077 && "$JAVA_HOME/bin/keytool" -genkeypair -keystore "$key" -storetype PKCS12 -storepass:file "$password_file" \
    -alias "$alias" -keyalg RSA -keysize 3072 -sigalg SHA256withRSA -validity 10950 -dname "CN=Fairlead agent" 2>/dev/null)
  echo "made a new signing key: $key (keep it: phones take updates from this key only)" >&2
fi
apksigner sign --ks "$key" --ks-type PKCS12 --ks-pass "file:$password_file" --ks-key-alias "$alias" --min-sdk-version $min \
  --v1-signing-enabled false --v2-signing-enabled true --v3-signing-enabled true --v4-signing-enabled false \
  --out "$out/fairlead-agent.apk" "$work/aligned.apk"

zipalign -c -p 4 "$out/fairlead-agent.apk" || { echo "apk: not aligned" >&2; exit 1; }
for api in $min 30 34 $target; do
  apksigner verify --min-sdk-version $api --max-sdk-version $api "$out/fairlead-agent.apk" >"$work/verify.log" 2>&1 ||
    { cat "$work/verify.log" >&2; echo "apk: the signature is not good for API $api" >&2; exit 1; }
done
aapt dump badging "$out/fairlead-agent.apk" >"$work/badging" 2>/dev/null
grep -q "sdkVersion:'$min'" "$work/badging" && grep -q "targetSdkVersion:'$target'" "$work/badging" ||
  { echo "apk: wrong SDK versions" >&2; exit 1; }
signer=$(apksigner verify --print-certs "$out/fairlead-agent.apk" | sed -n 's/^Signer #1 certificate SHA-256 digest: //p')
sha256=$(sha256sum "$out/fairlead-agent.apk" | cut -d' ' -f1)
printf '%s\n' "fairlead-agent.apk  version $version_name ($version_code), $(stat -c %s "$out/fairlead-agent.apk") bytes, Android 8 (API $min) to API $target" \
  "  SHA-256              $sha256" \
  "  signing certificate  $signer" \
  "  signature verified for API $min, 30, 34 and $target"
