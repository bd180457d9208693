/// A script that puts rendered files, which lie beside it, where a node looks for them.
///
/// It writes what differs, removes nothing, and leaves a directory of certs.d alone whose hosts.toml somebody else wrote.
/// Where another wrote the config.toml or template that is to stand there it writes nothing at all; of a registries.yaml
/// it keeps a copy.
package struct ApplyScript: Hashable, Sendable {
    /// A file to put in place.
    package struct File: Hashable, Sendable {
        /// Its path beside the script, with slashes.
        package var path: String
        /// Its path on the node.
        package var destination: String
        /// Whether others on the node must not read it.
        package var isSecret: Bool
        /// Whether it starts with our mark, and so is not made of the file that is there.
        package var isMarked: Bool

        /// A file from its parts.
        package init(path: String, destination: String, isSecret: Bool, isMarked: Bool = false) {
            self.path = path
            self.destination = destination
            self.isSecret = isSecret
            self.isMarked = isMarked
        }

        /// Whether it belongs to a host's directory, which may be somebody else's.
        var isInHostsDirectory: Bool { path.split(separator: "/").contains("certs.d") }

        /// Whether it is read only when the service starts.
        var isReadAtStart: Bool {
            !isInHostsDirectory && [".toml", ".tmpl", ".yaml"].contains { path.hasSuffix($0) }
        }

        /// `host`, `start` or `plain`; `copy` for the registries.yaml that is made of the one that is there.
        var kind: String {
            if isInHostsDirectory { return "host" }
            return !isReadAtStart ? "plain" : isMarked && path.hasSuffix(".yaml") ? "copy" : "start"
        }

        /// Whether it may only take the place of one of ours.
        var isClaimed: Bool { isMarked && kind == "start" }
    }

    /// The files, in the order in which they are put in place.
    package let files: [File]
    /// The first line of a hosts.toml that may be written over.
    package let marker: String
    /// The service that reads config.toml when it starts; nil for none.
    package let restart: String?
    /// The node's system.
    package let system: NodeSystem

    /// A script for these files.
    package init(files: [File], marker: String, restart: String?, system: NodeSystem) {
        self.files = files
        self.marker = marker
        self.restart = restart
        self.system = system
    }

    /// Its name beside the files.
    package var name: String { system == .windows ? "apply.ps1" : "apply.sh" }

    /// The script: ASCII but for what the names of files have in them, with the line ends of its system.
    package func text() -> [UInt8] {
        Array(ScriptText.finished(system == .windows ? powerShell : bash, on: system).utf8)
    }
}

extension ApplyScript {
    private var bash: String {
        let quoted = ScriptText.shellQuoted
        var lines = [
            Self.bashStart, "marker=\(quoted(marker))", "ours=\(quoted(NodeRendering.marker))",
            "restart=\(quoted(restart ?? ""))", "",
        ]
        lines += files.filter(\.isClaimed).map { "claim \(quoted($0.destination))" }
        lines.append(Self.bashClaimed)
        for file in files {
            let mode = file.isSecret ? "0600" : "0644"
            lines.append("place \(quoted(file.path)) \(quoted(file.destination)) \(mode) \(file.kind)")
        }
        return (lines + [Self.bashEnd, ""]).joined(separator: "\n")
    }

    private static let bashStart = #"""
        #!/usr/bin/env bash
        # Puts the files beside this script where the node looks for them. Files that are the same already are not
        # touched, and nothing is removed.
        set -euo pipefail
        umask 077
        case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
        owner=()
        if [ "$(id -u)" -eq 0 ]; then owner=(-o root -g root); fi
        atStart=
        refused=
        written=0
        declare -A foreign=()

        say() { printf '%s\n' "${1//[[:cntrl:]]/?}"; }

        # isForeign DIRECTORY: whether what is in it is not ours, as it was before the first file was written.
        isForeign() {
            local first=
            if [ -z "${foreign[$1]:-}" ]; then
                foreign[$1]=no
                if [ -e "$1/hosts.toml" ]; then
                    IFS= read -r first <"$1/hosts.toml" || true
                    if [ "${first%$'\r'}" != "$marker" ]; then foreign[$1]=yes; fi
                fi
            fi
            [ "${foreign[$1]}" = yes ]
        }

        # isOurs FILE: whether its first line is one of ours.
        isOurs() {
            local first=
            IFS= read -r first <"$1" || true
            case $first in "$ours"*) return 0 ;; *) return 1 ;; esac
        }

        # claim DESTINATION: remembers that another's file is there.
        claim() {
            if [ -e "$1" ] && ! isOurs "$1"; then
                say "another wrote $1: give it to render with --base, or move it away" >&2
                refused=yes
            fi
        }

        # place SOURCE DESTINATION MODE host|start|copy|plain
        place() {
            local source=$here/$1 destination=$2 mode=$3 directory=${2%/*} temporary
            if [ "$4" = host ] && isForeign "$directory"; then
                say "kept, for another wrote the hosts.toml there: $destination"
                return 0
            fi
            if [ -f "$destination" ] && [ "$(sha256sum <"$source")" = "$(sha256sum <"$destination")" ]; then
                if [ "0$(stat -L -c %a -- "$destination")" != "$mode" ]; then
                    chmod -- "$mode" "$destination"
                    say "mode $mode: $destination"
                fi
                return 0
            fi
            if [ "$4" = copy ] && [ -e "$destination" ] && ! isOurs "$destination"; then
                (set -C && cat -- "$destination" >"$destination.before-windlass")
                say "kept a copy: $destination.before-windlass"
            fi
            (umask 022 && mkdir -p -- "$directory/")
            temporary=$(mktemp -- "$directory/.windlass.XXXXXX")
            if ! install "${owner[@]}" -m "$mode" -- "$source" "$temporary" || ! mv -fT -- "$temporary" "$destination"; then
                rm -f -- "$temporary"
                say "not written: $destination" >&2
                exit 1
            fi
            say "written: $destination"
            written=$((written + 1))
            case $4 in start | copy) atStart=yes ;; esac
        }

        """#

    private static let bashClaimed = #"""
        if [ -n "$refused" ]; then
            say 'nothing is written' >&2
            exit 1
        fi
        """#

    private static let bashEnd = #"""

        if [ "$written" -eq 0 ]; then say 'nothing to write: every file is in place'; fi
        if [ -n "$atStart" ] && [ -n "$restart" ]; then
            say "restart $restart: it reads the new files when it starts"
        elif [ "$written" -gt 0 ]; then
            say 'nothing to restart: hosts.toml is read at each pull'
        fi
        """#
}

extension ApplyScript {
    private var powerShell: String {
        let quoted = ScriptText.powerShellQuoted
        var lines = [
            Self.powerShellStart, "$marker = \(quoted(marker))", "$ours = \(quoted(NodeRendering.marker))",
            "$restart = \(quoted(restart ?? ""))", "",
        ]
        lines += files.filter(\.isClaimed).map { "Confirm-Claim \(quoted($0.destination))" }
        lines.append("if ($refused) { throw 'nothing is written' }")
        for file in files {
            let source = String(file.path.map { $0 == "/" ? "\\" : $0 })
            lines.append("Install-NodeFile \(quoted(source)) \(quoted(file.destination)) '\(file.kind)'")
        }
        return (lines + [Self.powerShellEnd, ""]).joined(separator: "\n")
    }

    private static let powerShellStart = #"""
        #Requires -Version 5.1
        # Puts the files beside this script where the node looks for them. Files that are the same already are not
        # touched, and nothing is removed. Run it as an administrator.
        Set-StrictMode -Version 2.0
        $ErrorActionPreference = 'Stop'

        $here = $PSScriptRoot
        $foreign = @{}
        $atStart = $false
        $refused = $false
        $written = 0

        # SYSTEM and Administrators by their numbers, for their names differ from language to language.
        function Protect-Path([string] $path, [string] $rights) {
            $output = & icacls.exe $path '/inheritance:r' '/grant:r' ('*S-1-5-18:' + $rights) `
                ('*S-1-5-32-544:' + $rights)
            if ($LASTEXITCODE -ne 0) { throw ('icacls failed for ' + $path + ': ' + ($output -join ' ')) }
        }

        # Whether what is in a directory is not ours, as it was before the first file was written.
        function Test-Foreign([string] $directory) {
            if (-not $foreign.ContainsKey($directory)) {
                $foreign[$directory] = $false
                $hosts = [IO.Path]::Combine($directory, 'hosts.toml')
                if ([IO.File]::Exists($hosts)) {
                    $lines = @([IO.File]::ReadAllLines($hosts))
                    $foreign[$directory] = ($lines.Count -eq 0) -or ($lines[0] -cne $marker)
                }
            }
            return $foreign[$directory]
        }

        # Whether the first line of a file is one of ours.
        function Test-Ours([string] $path) {
            $lines = @([IO.File]::ReadAllLines($path))
            return ($lines.Count -gt 0) -and $lines[0].StartsWith($ours, [StringComparison]::Ordinal)
        }

        # Remembers that another's file is there.
        function Confirm-Claim([string] $destination) {
            if ([IO.File]::Exists($destination) -and -not (Test-Ours $destination)) {
                Write-Output ('another wrote ' + $destination + ': give it to render with --base, or move it away')
                $script:refused = $true
            }
        }

        function Install-NodeFile([string] $name, [string] $destination, [string] $kind) {
            $directory = [IO.Path]::GetDirectoryName($destination)
            if (($kind -ceq 'host') -and (Test-Foreign $directory)) {
                Write-Output ('kept, for another wrote the hosts.toml there: ' + $destination)
                return
            }
            $bytes = [IO.File]::ReadAllBytes([IO.Path]::Combine($here, $name))
            if ([IO.File]::Exists($destination)) {
                $old = [IO.File]::ReadAllBytes($destination)
                if ([Convert]::ToBase64String($old) -ceq [Convert]::ToBase64String($bytes)) {
                    Protect-Path $destination '(F)'
                    return
                }
            }
            if (($kind -ceq 'copy') -and [IO.File]::Exists($destination) -and -not (Test-Ours $destination)) {
                # A copy has the access list of its directory until it has one of its own.
                $copy = $destination + '.before-windlass'
                if ([IO.File]::Exists($copy)) { throw ($copy + ' is there already') }
                [IO.File]::WriteAllText($copy, '')
                Protect-Path $copy '(F)'
                [IO.File]::WriteAllBytes($copy, [IO.File]::ReadAllBytes($destination))
                Write-Output ('kept a copy: ' + $copy)
            }
            if (-not [IO.Directory]::Exists($directory)) { [void] [IO.Directory]::CreateDirectory($directory) }
            $temporary = [IO.Path]::Combine($directory, '.windlass-' + [Guid]::NewGuid().ToString('N'))
            try {
                # Nothing is in the file yet while others may still read it.
                [IO.File]::WriteAllText($temporary, '')
                Protect-Path $temporary '(F)'
                [IO.File]::WriteAllBytes($temporary, $bytes)
                [IO.File]::Delete($destination)
                [IO.File]::Move($temporary, $destination)
            } finally {
                [IO.File]::Delete($temporary)
            }
            Write-Output ('written: ' + $destination)
            $script:written = $script:written + 1
            if (($kind -ceq 'start') -or ($kind -ceq 'copy')) { $script:atStart = $true }
        }

        """#

    private static let powerShellEnd = #"""

        if ($written -eq 0) { Write-Output 'nothing to write: every file is in place' }
        if ($atStart -and ($restart -cne '')) {
            Write-Output ('restart ' + $restart + ': it reads the new files when it starts')
        } elseif ($written -gt 0) {
            Write-Output 'nothing to restart: hosts.toml is read at each pull'
        }
        """#
}
