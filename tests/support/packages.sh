#!/usr/bin/env bash
# Installs the Debian packages that are missing for: build, test.
# Asks nothing; uses sudo when not root; does nothing when all is there.
set -euo pipefail

wanted=()
for purpose in "$@"; do
    case $purpose in
    build)
        wanted+=(build-essential cmake pkg-config libasound2-dev libclang-dev)
        # Weights come out of registry packages where nothing else is at hand.
        command -v pip3 >/dev/null || command -v pip >/dev/null || wanted+=(python3-pip)
        ;;
    test) wanted+=(pulseaudio pulseaudio-utils libasound2-plugins tmux) ;;
    *) echo "packages.sh: unknown purpose $purpose" >&2 && exit 2 ;;
    esac
done

missing=()
for package in "${wanted[@]}"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "== 安装系统软件包 / installing system packages: ${missing[*]}"
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
