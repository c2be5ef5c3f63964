#!/usr/bin/env bash
# Fetches the broker of the tests and makes ready what every start needs: the jars, a formatted
# storage folder to copy, and an archive of loaded classes that more than halves the start.
# Usage: prepare.sh HOME. Does nothing when HOME is up to date.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$1
mkdir -p "$home"
home=$(cd "$home" && pwd)

# What the prepared folder depends on. The class archive belongs to one build of the JVM and to
# the absolute paths of the jars.
stamp() {
    cat "$here/pom.xml" "$here/prepare.sh"
    java -version 2>&1
    printf '%s\n' "$home"
}

# One process prepares, the others wait for it.
exec 9>"$home/prepare.lock"
flock -x 9
want=$(stamp | sha256sum)
if [ "$(cat "$home/prepared" 2>/dev/null)" = "$want" ]; then exit 0; fi
rm -rf "$home/prepared" "$home/libs" "$home/format" "$home/kafka.jsa"

mvn -B -q -ntp -Dstyle.color=never -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$home/libs"
printf '%s:' "$home"/libs/*.jar >"$home/classpath"

mkdir "$home/format"
sed -e "s|@PORT@|1|; s|@CONTROLLER@|2|; s|@DATA@|$home/format/data|" "$here/server.properties" >"$home/format/server.properties"
java -XX:TieredStopAtLevel=1 -cp "$(cat "$home/classpath")" kafka.tools.StorageTool \
    format -t "$(cat "$here/cluster-id")" -c "$home/format/server.properties" >"$home/format/log" 2>&1

# One start and stop records the classes. `users.lock` is held only to tell broker.sh when to stop.
exec 8>>"$home/users.lock"
flock -s 8
# The supervisor must hold neither of our locks: it would wait for itself.
coproc BROKER { exec 8>&- 9>&-; KANHE_ARCHIVE_TO="$home/kafka.jsa" exec "$here/broker.sh" "$home"; }
broker=$BROKER_PID
if ! read -r _ <&"${BROKER[0]}"; then
    tail -n 20 "$home/broker.log" >&2
    exit 1
fi
exec 8>&-
wait "$broker"
[ -s "$home/kafka.jsa" ] || { echo "no class archive was written: see $home/broker.log" >&2; exit 1; }
printf '%s\n' "$want" >"$home/prepared"
