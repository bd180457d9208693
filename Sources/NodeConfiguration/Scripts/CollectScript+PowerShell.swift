extension CollectScript {
    /// The script for Windows.
    var powerShell: String {
        let sets = [
            ("KEEP", MaskingRules.keptKeys), ("SECRET", MaskingRules.secretKeys), ("KEEPHOSTS", MaskingRules.hostsKeys),
            ("CLOSED", MaskingRules.closedTables), ("CAREFUL", MaskingRules.carefulTables),
            ("CERTIFICATES", MaskingRules.certificateKeys),
        ]
        let quoted = ScriptText.powerShellQuoted
        var variables = sets.map { "$\($0.0) = NewSet \(quoted($0.1.joined(separator: " ")))" }
        variables.append("$SECRETWORDS = \(quoted(MaskingRules.secretWords))")
        variables.append("$FIRSTLINES = @(\((MaskingRules.firstLines + markers).map(quoted).joined(separator: ", ")))")
        variables.append("$MASK = \(quoted(MaskingRules.mask))")
        variables.append("$AUTHMASK = \(quoted(MaskingRules.authMask))")
        return [
            Self.start, PowerShellMask.text, variables.joined(separator: "\n"), Self.functions, Self.listed, Self.end,
        ].joined(separator: "\n")
    }

    /// What to take, service by service.
    private static var listed: String {
        let quoted = ScriptText.powerShellQuoted
        var lines: [String] = []
        for flavor in [ServiceFlavor.rke2, .k3s] {
            let layout = NodeLayout(flavor, on: .windows)
            lines.append("Save-NodeFile \(quoted(layout.serviceConfigurationFile)) 'yaml'")
            for suffix in [".yaml", ".yml"] {
                lines.append("Save-NodeFiles \(quoted(layout.serviceConfigurationFile + ".d")) '\(suffix)' 'yaml'")
            }
            lines.append("Save-NodeFile \(quoted(layout.registriesFile)) 'yaml'")
        }
        for flavor in ServiceFlavor.allCases {
            let layout = NodeLayout(flavor, on: .windows)
            let directory = quoted(layout.configurationDirectory)
            lines.append("Save-NodeFiles \(directory) '.toml' 'config'")
            lines.append("Save-NodeFiles \(directory) '.tmpl' 'config'")
            lines.append("Save-NodeHosts \(quoted(layout.hostsDirectory))")
        }
        lines.append("Save-NodeFiles 'C:\\Program Files\\containerd\\conf.d' '.toml' 'config'")
        return lines.joined(separator: "\n")
    }

    private static let start = #"""
        #Requires -Version 5.1
        # Gathers what a node says about registries into a directory, with its secrets masked.
        # usage: powershell -ExecutionPolicy Bypass -File collect.ps1 [DIRECTORY]
        # DIRECTORY is made; the default is .\windlass-node-HOSTNAME. Nothing else on the node is written, nothing is
        # sent, and no private key is copied.
        param([string] $Directory = '')
        Set-StrictMode -Version 2.0
        $ErrorActionPreference = 'Stop'

        $LF = [string] [char] 10
        $CR = [string] [char] 13
        $TAB = [string] [char] 9
        $DOUBLE = [string] [char] 34
        $SINGLE = [string] [char] 39
        $MARK = -join @([char] 239, [char] 187, [char] 191)
        $WIDEMARK = [string] [char] 65279
        $USERINFO = '([A-Za-z][A-Za-z0-9+.-]*://[^ \t]*|[^\]\[ \t"''<>{},:/@]*:[^\]\[ \t"''<>{},/@]*)@'
        $NUMBER = '^[+-]?(0x[0-9A-Fa-f_]+|[0-9][0-9_.:TZtzeE+-]*|inf|nan)$'

        """#

    private static let functions = #"""

        if ($Directory -ceq '') { $Directory = '.\windlass-node-' + ($env:COMPUTERNAME -creplace '[^A-Za-z0-9._-]', '_') }
        $target = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Directory)
        $isThere = [IO.File]::Exists($target)
        if ([IO.Directory]::Exists($target)) {
            $isThere = @([IO.Directory]::GetFileSystemEntries($target)).Count -gt 0
        }
        if ($isThere) { throw ($target + ' is there already') }
        [void] [IO.Directory]::CreateDirectory($target)
        $entries = New-Object System.Collections.ArrayList
        $latin = [Text.Encoding]::GetEncoding(28591)

        function Say([string] $text) { Write-Host ($text -creplace '[\x00-\x1f]', '?') }

        # The parts of a path of the node: its drive and what comes below; nothing leads out of the tree.
        function Get-NodePlace([string] $path) {
            $rest = $path.Replace('/', '\')
            if ($rest.StartsWith('\\')) { return $null }
            $drive = 'C'
            if ($rest -cmatch '^[A-Za-z]:') {
                $drive = $rest.Substring(0, 1).ToUpperInvariant()
                $rest = $rest.Substring(2)
            }
            if ($rest -cmatch '[\x00-\x1f<>:"|?*]') { return $null }
            $parts = @($rest.Split('\') | Where-Object { ($_ -cne '') -and ($_ -cne '.') -and ($_ -cne '..') })
            if ($parts.Count -eq 0) { return $null }
            $below = $parts -join '\'
            $local = $below
            if ($drive -cne 'C') { $local = $drive + '\' + $below }
            return @{ Source = $drive + ':\' + $below; Target = [IO.Path]::Combine($target, $local) }
        }

        # The text of a file and how to write it again: bytes as characters, but for UTF-16.
        function Read-NodeText([byte[]] $bytes) {
            $encoding = $latin
            if (($bytes.Length -ge 2) -and ($bytes[0] -eq 255) -and ($bytes[1] -eq 254)) {
                $encoding = New-Object System.Text.UnicodeEncoding($false, $false)
            } elseif (($bytes.Length -ge 2) -and ($bytes[0] -eq 254) -and ($bytes[1] -eq 255)) {
                $encoding = New-Object System.Text.UnicodeEncoding($true, $false)
            }
            return @{ Text = $encoding.GetString($bytes); Encoding = $encoding }
        }

        # The PEM certificates of a text, and nothing else of it.
        function Get-Certificates([string] $text) {
            $kind = '(?:TRUSTED |X509 )?CERTIFICATE-----'
            $pattern = '-----BEGIN ' + $kind + '[A-Za-z0-9+/=\s]*-----END ' + $kind
            $found = @([regex]::Matches($text, $pattern) | ForEach-Object { $_.Value + $LF })
            return $found -join ''
        }

        # Save-NodeFile PATH yaml|config|hosts|certificate|key
        function Save-NodeFile([string] $path, [string] $kind) {
            $place = Get-NodePlace $path
            if ($null -eq $place) {
                Say ('left out: ' + $path)
                return
            }
            if ([IO.File]::Exists($place.Target) -or (-not [IO.File]::Exists($place.Source))) { return }
            if ((New-Object System.IO.FileInfo($place.Source)).Length -gt 16777216) {
                Say ('too large: ' + $path)
                return
            }
            try { $bytes = [IO.File]::ReadAllBytes($place.Source) } catch {
                Say ('not readable: ' + $path)
                return
            }
            $read = Read-NodeText $bytes
            $noted = @()
            $result = ''
            if ($kind -ceq 'certificate') { $result = Get-Certificates $read.Text }
            elseif ($kind -cne 'key') {
                if ($read.Text.IndexOf([char] 0) -ge 0) {
                    Say ('left out, for it is neither UTF-8 nor UTF-16 with a mark: ' + $path)
                    return
                }
                $result = Protect-Text $read.Text $kind
                $noted = @($script:NOTES.ToArray())
            }
            [void] [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($place.Target))
            [IO.File]::WriteAllBytes($place.Target, $read.Encoding.GetBytes([string] $result))
            Say ('took ' + $path)
            [void] $entries.Add(@{ path = $place.Source; mode = $null })
            foreach ($note in $noted) {
                $named = $note[1]
                # Windows has no root: in a hosts.toml a path without a drive is below its directory.
                if (($kind -ceq 'hosts') -and ($named -cnotmatch '^([A-Za-z]:)?[/\\]{2}|^[A-Za-z]:[/\\]')) {
                    $named = [IO.Path]::GetDirectoryName($place.Source) + '\' + $named
                }
                if ($note[0] -ceq 'directory') {
                    foreach ($directory in $named.Split(';')) { Save-NodeHosts $directory }
                } else { Save-NodeFile $named $note[0] }
            }
        }

        # Save-NodeFiles DIRECTORY SUFFIX KIND
        function Save-NodeFiles([string] $directory, [string] $suffix, [string] $kind) {
            if (-not [IO.Directory]::Exists($directory)) { return }
            foreach ($file in @([IO.Directory]::GetFiles($directory))) {
                if ($file.EndsWith($suffix, [StringComparison]::OrdinalIgnoreCase)) { Save-NodeFile $file $kind }
            }
        }

        # Save-NodeHosts DIRECTORY: one of hosts.toml
        function Save-NodeHosts([string] $directory) {
            $place = Get-NodePlace $directory
            if ($null -eq $place) { return }
            if (-not [IO.Directory]::Exists($place.Source)) { return }
            foreach ($below in @([IO.Directory]::GetDirectories($place.Source))) {
                $inner = Get-NodePlace $below
                if ($null -eq $inner) { continue }
                [void] [IO.Directory]::CreateDirectory($inner.Target)
                foreach ($file in @([IO.Directory]::GetFiles($below))) {
                    $name = [IO.Path]::GetFileName($file).ToLowerInvariant()
                    if ($name -ceq 'hosts.toml') { Save-NodeFile $file 'hosts' }
                    elseif ($name -cmatch '\.(crt|cert|pem)$') { Save-NodeFile $file 'certificate' }
                    elseif ($name -cmatch '\.key$') { Save-NodeFile $file 'key' }
                }
            }
        }

        # What the first of these programs that is there says of its version.
        function Get-ProgramVersion([string[]] $programs) {
            $ErrorActionPreference = 'Continue'
            foreach ($program in $programs) {
                if ([IO.File]::Exists($program)) {
                    try { $said = @(& $program '--version') } catch { $said = @() }
                    if ($said.Count -gt 0) { return ([string] $said[0]) -creplace '[^A-Za-z0-9 .+_()~/:-]', '' }
                    return ''
                }
            }
            return ''
        }

        """#

    private static let end = #"""

        $current = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
        $version = '10.0.' + $current.CurrentBuildNumber
        if ($current.PSObject.Properties['UBR']) { $version = $version + '.' + $current.UBR }
        $machine = [string] $env:PROCESSOR_ARCHITECTURE
        if ($env:PROCESSOR_ARCHITEW6432) { $machine = [string] $env:PROCESSOR_ARCHITEW6432 }
        $about = [ordered] @{
            format = 1
            os = 'windows'
            architecture = $machine.ToLowerInvariant()
            osVersion = $version
            host = [string] $env:COMPUTERNAME
            rke2 = Get-ProgramVersion @('C:\usr\local\bin\rke2.exe', 'C:\var\lib\rancher\rke2\bin\rke2.exe')
            k3s = Get-ProgramVersion @('C:\usr\local\bin\k3s.exe')
            containerd = Get-ProgramVersion @('C:\var\lib\rancher\rke2\bin\containerd.exe',
                'C:\Program Files\containerd\bin\containerd.exe', 'C:\Program Files\containerd\containerd.exe')
            files = @($entries.ToArray())
        }
        [IO.File]::WriteAllText([IO.Path]::Combine($target, 'node.json'), (ConvertTo-Json $about -Depth 4))
        if ($entries.Count -eq 0) { Say 'no file of RKE2, K3s or containerd is here' }
        Say ($target + ' is ready: look through it before it leaves the node.')

        """#
}
