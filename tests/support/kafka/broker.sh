#!/usr/bin/env bash
# Runs one broker for as long as it is used, and leaves nothing behind.
# Usage: broker.sh HOME, where HOME was made by prepare.sh. Prints the broker's address once it
# serves. A user holds HOME/users.lock shared (flock); the kernel lets go of it however the user
# ends, so a crashed test run cannot leave a broker running. Only one broker runs in a HOME:
# its supervisor holds HOME/alive.lock, and HOME/ready.lock until HOME/run/address is there.
# HOME/run/pid is the broker's process. KANHE_ADVERTISED is a port that clients are told instead of
# the broker's own: of a test that stands between.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$1
run=$home/run

# Locks and pipes of whoever started us must not live on in here. 255 is this script itself.
for fd in /proc/$$/fd/*; do
    fd=${fd##*/}
    if ((fd > 2 && fd != 255)); then eval "exec $fd>&-"; fi
done

exec 6>>"$home/ready.lock"
flock -x 6
exec 8>>"$home/alive.lock"
flock -n 8 || { echo "a broker runs in $home already" >&2; exit 1; }

java=
stop() {
    trap - EXIT
    if [ -n "$java" ]; then
        kill -TERM "$java" 2>/dev/null
        # A test may have frozen it.
        kill -CONT "$java" 2>/dev/null
        wait "$java" 2>/dev/null
    fi
    rm -rf "$run"
    # Before the users' lock goes: the kernel lets go of both in any order when a process ends, and
    # a new user must not find this broker alive.
    exec 8>&-
}
trap stop EXIT
trap 'exit 143' TERM INT HUP

# Two free ports: bound to 0 together, then let go. Another process may take one before the broker
# does; the caller then tries again.
free_ports() {
    python3 -c 'import socket
s = [socket.socket() for _ in range(2)]
[x.bind(("127.0.0.1", 0)) for x in s]
print(*(x.getsockname()[1] for x in s))'
}

start() {
    local port controller
    read -r port controller < <(free_ports) || return 1
    rm -rf "$run"
    mkdir -p "$run/data"
    sed -e "s|^\(advertised.*\)@PORT@|\1${KANHE_ADVERTISED:-$port}|; s|@PORT@|$port|; s|@CONTROLLER@|$controller|; s|@DATA@|$run/data|" \
        "$here/server.properties" >"$run/server.properties"
    cp "$home/format/data/bootstrap.checkpoint" "$run/data/"
    printf 'version=1\ncluster.id=%s\nnode.id=1\n' "$(cat "$here/cluster-id")" >"$run/data/meta.properties"
    mkfifo "$run/output"

    local archive=(-XX:SharedArchiveFile="$home/kafka.jsa")
    if [ -n "${KANHE_ARCHIVE_TO:-}" ]; then archive=(-XX:ArchiveClassesAtExit="$KANHE_ARCHIVE_TO"); fi
    # For a broker that starts soon. One that is measured beside compiles what is hot, as in service.
    if [ -z "${KANHE_BROKER_WARM:-}" ]; then archive+=(-XX:TieredStopAtLevel=1); fi
    # `setpriv` is the second net: it ends the broker with us even if we are killed outright.
    setpriv --pdeathsig KILL java -Xmx512m -Xms512m -XX:+UseSerialGC "${archive[@]}" \
        -cp "$(cat "$home/classpath")" kafka.Kafka "$run/server.properties" \
        </dev/null >"$run/output" 2>&1 6>&- 8>&- &
    java=$!
    exec 7<"$run/output"
    local line
    while read -r line <&7; do
        printf '%s\n' "$line"
        if [[ $line == *"Kafka Server started"* ]]; then
            cat <&7 6>&- 8>&- >>"$home/broker.log" &
            exec 7<&-
            address=127.0.0.1:$port
            return 0
        fi
    done >>"$home/broker.log"
    exec 7<&-
    wait "$java"
    java=
    return 1
}

: >"$home/broker.log"
address=
for _ in 1 2 3; do
    if start; then break; fi
done
[ -n "$address" ] || exit 1
printf '%s\n' "$java" >"$run/pid"
printf '%s\n' "$address" >"$run/address"
exec 6>&-
printf '%s\n' "$address"
exec >/dev/null 2>>"$home/broker.log"

# The lock is ours when its last user is gone. It stays ours until this script ends, so that a new
# user waits for the end of this broker instead of meeting it half stopped.
exec 9>>"$home/users.lock"
flock -x 9 8>&- &
users=$!
wait -n -p ended "$java" "$users"
if [ "$ended" = "$users" ]; then exit 0; fi
kill "$users" 2>/dev/null
echo "the broker ended by itself" >&2
exit 1
