extension CollectScript {
    /// The script for Linux.
    var bash: String {
        let variables = rules.map { "-v \($0.name)=\(ScriptText.shellQuoted($0.value))" }.joined(
            separator: " \\\n        "
        )
        let program = [Self.start, AWKMask.text, Self.middle].joined(separator: "\n")
        let rest = [Self.functions, Self.listed, Self.end].joined(separator: "\n")
        return "\(program)\n        \(variables) \\\n\(rest)"
    }

    /// What to take, service by service.
    private static var listed: String {
        var lines: [String] = []
        for flavor in [ServiceFlavor.rke2, .k3s] {
            let layout = NodeLayout(flavor, on: .linux)
            let main = ScriptText.shellQuoted(layout.serviceConfigurationFile)
            lines.append("take \(main) yaml")
            lines.append("takeAll \(ScriptText.shellQuoted(layout.serviceConfigurationFile + ".d")) .yaml yaml")
            lines.append("takeAll \(ScriptText.shellQuoted(layout.serviceConfigurationFile + ".d")) .yml yaml")
            lines.append("take \(ScriptText.shellQuoted(layout.registriesFile)) yaml")
        }
        for flavor in ServiceFlavor.allCases {
            let layout = NodeLayout(flavor, on: .linux)
            let directory = ScriptText.shellQuoted(layout.configurationDirectory)
            lines.append("takeAll \(directory) .toml config")
            lines.append("takeAll \(directory) .tmpl config")
            lines.append("takeHosts \(ScriptText.shellQuoted(layout.hostsDirectory))")
        }
        lines.append("takeAll /etc/containerd/conf.d .toml config")
        return lines.joined(separator: "\n")
    }

    private static let start = #"""
        #!/usr/bin/env bash
        # Gathers what a node says about registries into a directory, with its secrets masked.
        # usage: bash collect.sh [DIRECTORY [ROOT]]
        # DIRECTORY is made; the default is ./windlass-node-HOSTNAME. ROOT is where the node's / is, by default /.
        # Nothing else on the node is written, nothing is sent, and no private key is copied.
        set -euo pipefail
        shopt -s nullglob nocasematch
        export LC_ALL=C
        umask 077

        say() { printf '%s\n' "${1//[[:cntrl:]]/?}"; }
        fail() { say "$1" >&2; exit 1; }

        host=$(uname -n)
        out=${1:-./windlass-node-${host//[^A-Za-z0-9._-]/_}}
        root=${2:-}
        while [[ $root == */ ]]; do root=${root%/}; done
        case $out in /*) ;; *) out=./$out ;; esac
        if [ -e "$out" ] && { [ ! -d "$out" ] || [ -n "$(ls -A -- "$out")" ]; }; then
            fail "$out is there already"
        fi
        mkdir -p -- "$out"
        notes=$out/.notes
        trap 'rm -f -- "$notes"' EXIT
        entries=

        # awk: prints the standard input with its secrets masked, and writes the paths it names into $notes.
        IFS= read -r -d '' program <<'WINDLASS_AWK' || true
        """#

    private static let middle = #"""
        WINDLASS_AWK
        mask() {
            WINDLASS_NOTES=$notes awk -v MODE="$1" \
        """#

    private static let functions = #"""
                "$program"
        }

        # The PEM certificates of the standard input, and nothing else of it.
        certificates() {
            awk '/^-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----[ \t\r]*$/ { on = 1; print; next }
                on && /^-----END (TRUSTED |X509 )?CERTIFICATE-----[ \t\r]*$/ { print; on = 0 }
                !/^[A-Za-z0-9+\/= \t\r]*$/ { on = 0 }
                on { print }'
        }

        # Sets $place to where a path of the node goes below $out; nothing leads out of it.
        locate() {
            local rest=$1 part
            place=
            while [ -n "$rest" ]; do
                part=${rest%%/*}
                if [ "$part" = "$rest" ]; then rest=; else rest=${rest#*/}; fi
                case $part in '' | . | ..) ;; *) place+=/$part ;; esac
            done
        }

        json() {
            local text=${1//[[:cntrl:]]/?}
            text=${text//\\/\\\\}
            printf '"%s"' "${text//\"/\\\"}"
        }

        # take PATH yaml|config|hosts|certificate|key
        take() {
            local path=$1 kind=$2 source=$root$1 target noted
            locate "$path"
            target=$out$place
            if [ -z "$place" ] || [ -e "$target" ] || [ ! -f "$source" ]; then return 0; fi
            if [ ! -r "$source" ]; then say "not readable: $path"; return 0; fi
            if [ "$(stat -L -c %s -- "$source")" -gt 16777216 ]; then say "too large: $path"; return 0; fi
            mkdir -p -- "${target%/*}"
            case $kind in
            key) : >"$target" ;;
            certificate) certificates <"$source" >"$target" ;;
            *)
                if [ "$(tr -d '\000' <"$source" | wc -c)" -ne "$(wc -c <"$source")" ]; then
                    say "left out, for it is no UTF-8: $path"
                    return 0
                fi
                : >"$notes"
                if ! mask "$kind" <"$source" >"$target"; then
                    rm -f -- "$target"
                    fail "masking failed: $path"
                fi
                ;;
            esac
            say "took $path"
            entries+="${entries:+,}
            {\"path\": $(json "$path"), \"mode\": \"$(stat -L -c %a -- "$source")\"}"
            case $kind in key | certificate) return 0 ;; esac
            noted=$(<"$notes")
            while IFS=$'\t' read -r kind path; do
                [ -n "$path" ] || continue
                case $path in /*) ;; *) path=${1%/*}/$path ;; esac
                if [ "$kind" = directory ]; then takeHosts "$path"; else take "$path" "$kind"; fi
            done <<<"$noted"
        }

        # takeAll DIRECTORY SUFFIX KIND
        takeAll() {
            local file
            for file in "$root$1"/*; do
                if [[ $file == *"$2" ]]; then take "${file#"$root"}" "$3"; fi
            done
        }

        # takeHosts DIRECTORIES: those of hosts.toml, colons between them
        takeHosts() {
            local list=$1 directory file
            while [ -n "$list" ]; do
                directory=${list%%:*}
                if [ "$directory" = "$list" ]; then list=; else list=${list#*:}; fi
                [ -n "$directory" ] || continue
                for file in "$root$directory"/*/; do
                    locate "${file#"$root"}"
                    mkdir -p -- "$out$place"
                done
                for file in "$root$directory"/*/*; do
                    case $file in
                    */hosts.toml) take "${file#"$root"}" hosts ;;
                    *.crt | *.cert | *.pem) take "${file#"$root"}" certificate ;;
                    *.key) take "${file#"$root"}" key ;;
                    esac
                done
            done
        }

        # versionOf PROGRAM...: what the first one that is there says of itself
        versionOf() {
            local program
            for program in "$@"; do
                if [ -z "$root" ] && [ -x "$program" ]; then
                    timeout 10 "$program" --version 2>/dev/null </dev/null | head -n 1 |
                        tr -cd 'A-Za-z0-9 .+_()~/:-' || true
                    return 0
                fi
            done
        }

        """#

    private static let end = #"""

        machine=$(uname -m)
        case $machine in x86_64) machine=amd64 ;; aarch64) machine=arm64 ;; armv7*) machine=arm ;; esac
        cat >"$out/node.json" <<WINDLASS_JSON
        {
          "format": 1,
          "os": "linux",
          "architecture": $(json "$machine"),
          "osVersion": $(json "$(uname -r)"),
          "host": $(json "$host"),
          "rke2": $(json "$(versionOf /usr/local/bin/rke2 /opt/rke2/bin/rke2)"),
          "k3s": $(json "$(versionOf /usr/local/bin/k3s /opt/bin/k3s)"),
          "containerd": $(json "$(versionOf /var/lib/rancher/rke2/bin/containerd \
            /var/lib/rancher/k3s/data/current/bin/containerd /usr/bin/containerd /usr/local/bin/containerd)"),
          "files": [$entries
          ]
        }
        WINDLASS_JSON
        if [ -z "$entries" ]; then say 'no file of RKE2, K3s or containerd is here'; fi
        say "$out is ready: look through it before it leaves the node."

        """#
}
