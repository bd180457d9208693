#!/usr/bin/env bash
# Builds the hosts.toml oracle from containerd's own loader, as Debian packages it. Nothing is fetched.
# usage: scripts/oracle/build.sh linux|windows [DIR]   default DIR: .build/oracle; prints the program's path
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
system=${1:?linux or windows}
directory=${2:-$here/../../.build/oracle}
mkdir -p "$directory"
directory=$(cd "$directory" && pwd)

# The distribution's own Go, and not one that happens to be on PATH: its sources are needed too.
go=$(ls -d /usr/lib/go/bin/go /usr/lib/go-*/bin/go 2>/dev/null | head -n 1) || true
loader=/usr/share/gocode/src/github.com/containerd/containerd/remotes/docker/config
# Debian's golang.org/x/sys lacks this part, as nothing that Debian builds needs it; the Go tree's own copy does.
windows=${go%/bin/go}/src/cmd/vendor/golang.org/x/sys
for needed in "${go:-/usr/lib/go/bin/go}" "$loader" "$windows/windows"; do
    [ -e "$needed" ] || {
        echo "oracle: $needed is missing: scripts/prepare.sh installs it" >&2
        exit 1
    }
done

program=$directory/hosts-oracle-$system
[ "$system" != windows ] || program=$program.exe

# Two test processes at once build it once; the lock ends with this process.
exec {lock}>"$directory/$system.lock"
flock "$lock"
made=$(cat "$here"/*.go "$here/build.sh" "$loader"/*.go | sha256sum; "$go" version)
if [ ! -x "$program" ] || [ "$(cat "$program.made" 2>/dev/null)" != "$made" ]; then
    overlay=$directory/gopath
    if [ "$system" = windows ]; then
        mkdir -p "$overlay/src/golang.org/x/sys/internal"
        cp -R "$windows/windows" "$overlay/src/golang.org/x/sys/"
        cp -R "$windows/internal/unsafeheader" "$overlay/src/golang.org/x/sys/internal/"
    fi
    (
        cd "$here"
        export GOPATH=$overlay:/usr/share/gocode GO111MODULE=off GOFLAGS='' GOPROXY=off GOCACHE=$directory/cache
        GOOS=$system CGO_ENABLED=0 "$go" build -o "$program.new" .
    )
    mv "$program.new" "$program"
    echo "$made" >"$program.made"
fi
echo "$program"
