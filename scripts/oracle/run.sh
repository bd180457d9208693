#!/usr/bin/env bash
# Asks the hosts.toml oracle, built for a system, about the {"root","host"} lines on standard input.
# usage: scripts/oracle/run.sh linux|windows [DIR]   DIR: see build.sh; on windows a root is Z:\ and a path of here
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$("$here/build.sh" "$@")
if [ "$1" != windows ]; then
    exec "$program"
fi

wine=/usr/lib/wine
libraries=$(dpkg-query -L libwine 2>/dev/null | grep '/x86_64-windows$') || {
    echo "oracle: wine64 is missing: scripts/prepare.sh installs it" >&2
    exit 1
}

# A Windows of links alone: what wine makes by itself takes 16 seconds and 700 MB, and the program needs none of it.
WINEPREFIX=$(mktemp -d)
export WINEPREFIX WINEDEBUG=-all
unset DISPLAY WAYLAND_DISPLAY
finish() {
    "$wine/wineserver64" -k || true
    rm -f "$WINEPREFIX/dosdevices/z:"
    rm -rf --one-file-system "$WINEPREFIX"
}
trap finish EXIT
mkdir -p "$WINEPREFIX/dosdevices" "$WINEPREFIX/drive_c/windows/system32"
ln -s ../drive_c "$WINEPREFIX/dosdevices/c:"
ln -s / "$WINEPREFIX/dosdevices/z:"
ln -s "$libraries"/*.dll "$WINEPREFIX/drive_c/windows/system32/"
echo disable >"$WINEPREFIX/.update-timestamp"
"$wine/wine64" "$program"
