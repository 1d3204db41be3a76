#!/usr/bin/env bash
# A private PulseAudio daemon with one null sink, which is the default ALSA output of
# every program that gets the printed environment, and whose monitor is its input.
#
#   tests/support/null-sink.sh start DIR [CHANNELS [RATE]]   prints NAME=VALUE lines
#   tests/support/null-sink.sh stop DIR
#
# DIR (absolute, short: it holds a socket) keeps everything, the daemon's pid
# in DIR/pid; nothing of the user's own sound is touched. Use:
#
#   set -a; eval "$(tests/support/null-sink.sh start /tmp/sound)"; set +a
#   paplay some.wav & liyu watch --headless --json
#   tests/support/null-sink.sh stop /tmp/sound
set -euo pipefail

usage() {
    sed -n '2,14s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

start() {
    local dir=$1 channels=${2:-2} rate=${3:-48000}
    for program in pulseaudio pactl; do
        command -v "$program" >/dev/null || {
            echo "null-sink: $program is not installed (apt-get install pulseaudio pulseaudio-utils libasound2-plugins)" >&2
            exit 1
        }
    done
    mkdir -p "$dir/runtime" "$dir/home"
    chmod 700 "$dir/runtime"
    cat >"$dir/asound.conf" <<CONF
</usr/share/alsa/alsa.conf>
pcm.!default {
    type asym
    capture.pcm { type pulse  server "unix:$dir/native"  device "liyu.monitor" }
    playback.pcm { type pulse  server "unix:$dir/native"  device "liyu" }
    hint { show on  description "null sink" }
}
ctl.!default {
    type pulse
    server "unix:$dir/native"
}
CONF
    # The daemon must not find, start or disturb that of the user.
    env -u PULSE_SERVER -u DISPLAY HOME="$dir/home" XDG_RUNTIME_DIR="$dir/runtime" \
        PULSE_RUNTIME_PATH="$dir/runtime" PULSE_STATE_PATH="$dir/home" \
        setsid pulseaudio -n --system=false --daemonize=no --use-pid-file=no \
        --exit-idle-time=-1 --disallow-exit=true --realtime=no --high-priority=no \
        --disable-shm=yes --log-target="file:$dir/log" \
        --load="module-native-protocol-unix socket=$dir/native auth-anonymous=1" \
        --load="module-null-sink sink_name=liyu channels=$channels rate=$rate format=float32le" \
        </dev/null >/dev/null 2>&1 &
    echo $! >"$dir/pid"
    for _ in $(seq 100); do
        if PULSE_SERVER="unix:$dir/native" pactl list short sinks 2>/dev/null | grep -q liyu; then
            echo "PULSE_SERVER=unix:$dir/native"
            echo "PULSE_SINK=liyu"
            echo "PULSE_SOURCE=liyu.monitor"
            echo "ALSA_CONFIG_PATH=$dir/asound.conf"
            return
        fi
        kill -0 "$(cat "$dir/pid")" 2>/dev/null || break
        sleep 0.05
    done
    echo "null-sink: the daemon did not start:" >&2
    tail -5 "$dir/log" >&2 || true
    stop "$dir"
    exit 1
}

stop() {
    local dir=$1
    [[ -f "$dir/pid" ]] || return 0
    kill "$(cat "$dir/pid")" 2>/dev/null || true
    rm -f "$dir/pid"
}

[[ $# -ge 2 ]] || usage
case $1 in
    start) start "${@:2}" ;;
    stop) stop "$2" ;;
    *) usage ;;
esac
