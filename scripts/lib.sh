# shellcheck shell=bash
# Shared by the scripts in this folder: where things lie, private servers on free ports, and an end that leaves
# nothing behind. Source it; it defines functions and a few DQ_ variables and starts nothing by itself.

DQ_ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
if [ -z "${HOME:-}" ]; then # cron and some CI runners have none; ~ then asks the password database
  HOME=~
  export HOME
fi
DQ_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/dqaudit
DQ_VENV=$DQ_CACHE/venv
DQ_PYTHON=$DQ_VENV/bin/python
# Prefect lives apart from the other packages, with whose versions its own would quarrel.
DQ_PREFECT=$DQ_CACHE/prefect
# shellcheck disable=SC2034 # for setup and test
DQ_PREFECT_PYTHON=$DQ_PREFECT/bin/python
DQ_LABEL=${DQ_LABEL:-$(basename -- "$0")}
# shellcheck disable=SC2034 # read by setup
DQ_PYMONGO="pymongo==4.20.0 dnspython==2.9.2 cmarkgfm==2025.10.22 cffi==2.1.1 pycparser==3.12"
# shellcheck disable=SC2034 # read by setup; for tests only
DQ_JSONSCHEMA="jsonschema==4.26.0 attrs==26.1.0 jsonschema-specifications==2025.9.1 referencing==0.37.0 rpds-py==2026.9.1 typing_extensions==4.16.0"
# shellcheck disable=SC2034 # read by setup; for tests only: the models of Grafana's own schemas
DQ_GRAFANA_MODELS="grafana-foundation-sdk==1769699241"
# shellcheck disable=SC2034 # read by setup; for tests only
DQ_CHECK_JSONSCHEMA="check-jsonschema==0.39.0 ruamel.yaml==0.19.1 regress==2026.9.1 requests==2.34.2 click==8.5.1 urllib3==2.8.0 idna==3.20 certifi==2026.10.19.post1 charset-normalizer==3.5.3"

# The accessibility rules that pages are tested with.
DQ_AXE=$DQ_CACHE/axe-4.12.1.min.js
# The linter of Dockerfiles.
DQ_HADOLINT=$DQ_CACHE/bin/hadolint-2.15.1

# One line about what is being done, on stderr: stdout belongs to results.
note() { printf '%s: %s\n' "$DQ_LABEL" "$*" >&2; }

# One clear sentence, then the end.
die() {
  note "$*"
  exit 1
}

# The first of several commands that exists, as an absolute path; status 1 when there is none.
first_command() {
  local name
  for name in "$@"; do
    command -v -- "$name" && return 0
  done
  return 1
}

# A mongod on PATH is preferred to the one that setup keeps in the cache.
find_mongod() { first_command mongod "$DQ_CACHE/bin/mongod"; }
find_pushgateway() { first_command prometheus-pushgateway pushgateway; }
find_promtool() { first_command promtool; }
find_prometheus() { first_command prometheus; }
find_alertmanager() { first_command prometheus-alertmanager alertmanager; }
find_amtool() { first_command amtool; }
# Where a person who is not root has no sbin on PATH, too.
find_cron() { first_command cron /usr/sbin/cron; }
find_chromium() { first_command chromium chromium-browser google-chrome; }

# A TCP port of 127.0.0.1 that nobody listens on at this moment. Another process may still take it first, so whoever
# starts a server on it has to be ready to try again.
free_port() {
  "$DQ_PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# --- What this process started, and its end -------------------------------------------------------------------------

DQ_SERVERS=()   # process ids of servers
DQ_FOREGROUND=  # process group of the long step that runs now
DQ_WORK=        # temporary folder: databases and logs

# Makes the temporary folder and arranges that leaving this script, for whatever reason, stops everything it started.
begin_work() {
  DQ_WORK=$(mktemp -d "${TMPDIR:-/tmp}/dqaudit-$DQ_LABEL.XXXXXX")
  trap end_work EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# Runs one long command so that a signal to this script ends it at once: bash delays traps while a plain foreground
# command runs. The command gets its own process group, so that what it starts ends with it, no stdin, and the signals
# of a command in the foreground (bash lets its background jobs ignore SIGINT).
run() {
  local status=0
  setsid -- env --default-signal=INT,QUIT "$@" </dev/null &
  DQ_FOREGROUND=$!
  wait "$DQ_FOREGROUND" || status=$?
  DQ_FOREGROUND=
  return "$status"
}

# Ends a process (or, written with a minus, a process group) that we started: politely, after ten seconds by force.
stop_process() {
  local pid=$1 tries=0
  kill -TERM "$pid" 2>/dev/null || return 0
  while kill -0 "$pid" 2>/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 200 ]; then
      kill -KILL "$pid" 2>/dev/null || true
      break
    fi
    sleep 0.05
  done
  wait "${pid#-}" 2>/dev/null || true
}

end_work() {
  local status=$? pid
  set +e # whatever fails here, the rest still has to be stopped
  trap '' HUP INT TERM
  trap - EXIT
  [ -z "$DQ_FOREGROUND" ] || stop_process "-$DQ_FOREGROUND"
  for pid in "${DQ_SERVERS[@]}"; do
    stop_process "$pid"
  done
  if [ -n "$DQ_WORK" ]; then
    find "$DQ_WORK" -mindepth 1 -maxdepth 1 -type d -exec rm -rf -- {} +
    # After a failure the logs are worth more than a tidy /tmp; after an interruption they are not.
    if [ "$status" -eq 0 ] || [ "$status" -gt 128 ] || ! compgen -G "$DQ_WORK/*.log" >/dev/null; then
      rm -rf -- "$DQ_WORK"
    else
      note "the logs of this run are in $DQ_WORK"
    fi
  fi
  exit "$status"
}

# --- Servers --------------------------------------------------------------------------------------------------------

# Starts a command in the background, output into a log, and notes its process id in DQ_STARTED. Never call it in a
# subshell: the server asks the kernel to be ended together with the process that started it, so that even a script
# that is killed outright leaves no server behind.
start_server() {
  local log=$1
  shift
  setpriv --pdeathsig TERM -- "$@" </dev/null >"$log" 2>&1 &
  DQ_STARTED=$!
  DQ_SERVERS+=("$DQ_STARTED")
}

# Takes a server that has ended off the list.
forget_server() {
  local pid kept=()
  for pid in "${DQ_SERVERS[@]}"; do
    [ "$pid" = "$1" ] || kept+=("$pid")
  done
  DQ_SERVERS=("${kept[@]}")
}

# await_listener PID PORT: waits until this very process listens on 127.0.0.1:PORT, so that nobody talks to a stranger
# who took the port first. Status 1 when the process ends before, or after 30 seconds.
await_listener() {
  local inode tries=0
  while kill -0 "$1" 2>/dev/null && [ "$tries" -lt 600 ]; do
    # State 0A is LISTEN; the tenth column is the socket's inode.
    inode=$(awk -v port="$(printf ':%04X' "$2")" '$4 == "0A" && substr($2, 9) == port { print $10; exit }' /proc/net/tcp)
    if [ -n "$inode" ] && [ -n "$(find "/proc/$1/fd" -lname "socket:\\[$inode\\]" 2>/dev/null)" ]; then
      return 0
    fi
    tries=$((tries + 1))
    sleep 0.05
  done
  return 1
}

# start_mongod [--test-commands]: a private single-node replica set on 127.0.0.1 with its data in the temporary folder.
# Its cache takes DQ_MONGOD_CACHE_GB (half a gigabyte).
# Returns when it is primary. Sets MONGOD_PID, MONGOD_PORT and MONGOD_URI.
start_mongod() {
  local binary attempt log extra=()
  [ "${1:-}" != --test-commands ] || extra=(--setParameter enableTestCommands=1)
  binary=$(find_mongod) || die "there is no mongod: run scripts/setup first."
  for attempt in 1 2 3 4 5; do
    MONGOD_PORT=$(free_port)
    log=$DQ_WORK/mongod-$MONGOD_PORT.log
    mkdir -p "$DQ_WORK/mongod-$MONGOD_PORT"
    start_server "$log" "$binary" --bind_ip 127.0.0.1 --port "$MONGOD_PORT" --dbpath "$DQ_WORK/mongod-$MONGOD_PORT" \
      --replSet private --oplogSize 64 --wiredTigerCacheSizeGB "${DQ_MONGOD_CACHE_GB:-0.5}" --nounixsocket \
      --setParameter diagnosticDataCollectionEnabled=false "${extra[@]}"
    MONGOD_PID=$DQ_STARTED
    if await_listener "$MONGOD_PID" "$MONGOD_PORT" &&
      "$DQ_PYTHON" "$DQ_ROOT/scripts/await-primary.py" "$MONGOD_PORT" "$MONGOD_PID"; then
      # shellcheck disable=SC2034 # for the caller
      MONGOD_URI="mongodb://127.0.0.1:$MONGOD_PORT/?directConnection=true"
      return 0
    fi
    stop_process "$MONGOD_PID"
    forget_server "$MONGOD_PID"
    grep -qE 'Address already in use|SocketException' "$log" || break
    note "port $MONGOD_PORT was taken meanwhile (attempt $attempt of 5)."
  done
  tail -n 5 "$log" >&2
  die "mongod did not become ready; the end of its log is above."
}

# start_pushgateway: a Pushgateway on 127.0.0.1 that keeps nothing. Returns when it is ready. Sets PUSHGATEWAY_PID and
# PUSHGATEWAY_URL.
start_pushgateway() {
  local binary attempt port log tries
  binary=$(find_pushgateway) || die "there is no Pushgateway: run scripts/setup first."
  for attempt in 1 2 3 4 5; do
    port=$(free_port)
    log=$DQ_WORK/pushgateway-$port.log
    PUSHGATEWAY_URL=http://127.0.0.1:$port
    # Debian's Pushgateway keeps what it is pushed in /var/lib unless it is told not to.
    start_server "$log" "$binary" "--web.listen-address=127.0.0.1:$port" --persistence.file=
    PUSHGATEWAY_PID=$DQ_STARTED
    tries=0
    while await_listener "$PUSHGATEWAY_PID" "$port" && [ "$tries" -lt 300 ]; do
      ! curl --noproxy '*' -fsS -o /dev/null -m 2 "$PUSHGATEWAY_URL/-/ready" 2>/dev/null || return 0
      tries=$((tries + 1))
      sleep 0.1
    done
    stop_process "$PUSHGATEWAY_PID"
    forget_server "$PUSHGATEWAY_PID"
    grep -q 'address already in use' "$log" || break
    note "port $port was taken meanwhile (attempt $attempt of 5)."
  done
  tail -n 5 "$log" >&2
  die "the Pushgateway did not become ready; the end of its log is above."
}
