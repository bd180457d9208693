/// The program of ``AWKMask`` once more, for Windows PowerShell 5.1: function by function the same.
enum PowerShellMask {
    /// The whole program, but for the rules.
    static var text: String { [common, yaml, toml, end].joined(separator: "\n") }

    private static let common = #"""
        function Ch([int] $i) {
            if (($i -lt 1) -or ($i -gt $script:N)) { return '' }
            return [string] $script:S[$i - 1]
        }
        function Sub([int] $from, [int] $count) {
            $count = [Math]::Min($count, $script:N - $from + 1)
            if ($count -le 0) { return '' }
            return $script:S.Substring($from - 1, $count)
        }
        function NewSet([string] $text) {
            $set = New-Object 'System.Collections.Generic.HashSet[string]'
            foreach ($part in $text.Split(' ')) { [void] $set.Add($part) }
            return , $set
        }
        function IsBlank([string] $c) { return ($c -ceq ' ') -or ($c -ceq $TAB) -or ($c -ceq $CR) }
        function IsEnd([string] $c) { return ($c -ceq '') -or ($c -ceq $LF) }
        function IsFlowSign([string] $c) { return $c -cmatch '^[,\[\]{}]$' }
        function IsQuote([string] $c) { return ($c -ceq $DOUBLE) -or ($c -ceq $SINGLE) }
        function Emit([string] $text) { [void] $script:OUT.Append($text) }
        function Take([int] $end) {
            Emit (Sub $script:P ($end - $script:P))
            $script:P = $end
        }
        function TakeBlanks { while (IsBlank (Ch $script:P)) { Take ($script:P + 1) } }
        function LineEnd {
            if ($script:P -gt $script:N) { return $script:N + 1 }
            $i = $script:S.IndexOf([char] 10, $script:P - 1)
            if ($i -ge 0) { return $i + 1 }
            return $script:N + 1
        }
        function DropLine {
            $end = LineEnd
            if (($end -gt $script:P) -and ((Ch ($end - 1)) -ceq $CR)) { Emit $CR }
            $script:P = $end
        }
        function NewLine { if ($script:P -le $script:N) { Take ($script:P + 1) } }
        function WithoutUserInfo([string] $text) {
            $done = ''
            while ($true) {
                $match = [regex]::Match($text, $USERINFO)
                if (-not $match.Success) { return $done + $text }
                $found = $match.Value
                $done = $done + $text.Substring(0, $match.Index)
                $text = $text.Substring($match.Index + $match.Length)
                $scheme = ''
                $at = $found.IndexOf('://')
                if ($at -ge 0) {
                    $scheme = $found.Substring(0, $at + 3)
                    $found = $found.Substring($at + 3)
                }
                $user = ''
                $at = $found.IndexOf(':')
                if ($at -ge 0) { $user = $found.Substring(0, $at + 1) }
                $done = $done + $scheme + $user + 'masked@'
            }
        }
        function LooksSecret([string] $text) {
            return $text -match '(password|passwd|passphrase|token|secret|authorization)["'']?[ \t]*[:=]'
        }
        function MaskFor([string] $key) {
            if ($key -ceq 'auth') { return $AUTHMASK }
            return $MASK
        }
        function Note([string] $key, [string] $text, [string] $quote) {
            if ($quote -ceq $DOUBLE) { $text = $text.Replace('\\', '\') }
            $kind = ''
            if ($CERTIFICATES.Contains($key)) { $kind = 'certificate' }
            elseif ($key -ceq 'key_file') { $kind = 'key' }
            elseif ($key -ceq 'private-registry') { $kind = 'yaml' }
            elseif ($key -ceq 'config_path') { $kind = 'directory' }
            if ($kind -cne '') { [void] $script:NOTES.Add(@($kind, $text)) }
        }
        function Closing([int] $from, [string] $quote) {
            $i = $from + 1
            while ($i -le $script:N) {
                $c = Ch $i
                if (($quote -ceq $DOUBLE) -and ($c -ceq '\')) { $i = $i + 1 }
                elseif ($c -ceq $quote) {
                    if (($quote -ceq $SINGLE) -and $script:YAML -and ((Ch ($i + 1)) -ceq $quote)) { $i = $i + 1 }
                    else { return $i }
                }
                $i = $i + 1
            }
            return 0
        }
        function Masked([string] $text, [string] $key, [string] $quote) {
            Emit ($quote + (MaskFor $key) + $quote)
            Emit ($text -creplace '[^\n]', '')
        }
        """#

    private static let end = #"""
        # Gives the text with its secrets masked, and puts the paths it names into $NOTES.
        function Protect-Text([string] $text, [string] $kind) {
            $text = [regex]::Replace($text, '\r(?!\n)', $LF)
            $script:YAML = $kind -ceq 'yaml'
            $script:MODE = $kind
            if ($script:YAML) { $text = [regex]::Replace($text, '\u00C2\u0085|\u00E2\u0080[\u00A8\u00A9]', $LF) }
            if ($script:YAML) { $text = [regex]::Replace($text, '[\u0085\u2028\u2029]', $LF) }
            $script:S = $text
            $script:N = $text.Length
            $script:P = 1
            $script:OUT = New-Object System.Text.StringBuilder
            $script:NOTES = New-Object System.Collections.ArrayList
            $script:KEY = @{}
            $script:INDENT = @{}
            $script:GIVEN = @{}
            $script:OPEN = @{}
            $script:BASE = @{}
            $script:INVALUE = @{}
            $script:PART = @{}
            $script:TABLE = @{}
            $script:SP = 0
            $script:PN = 0
            $script:TN = 0
            $script:LOOK = 0
            $script:BROKEN = $false
            $script:DROP = $false
            $script:DROPINDENT = 0
            if ((Sub 1 3) -ceq $MARK) { Take 4 }
            elseif ((Sub 1 1) -ceq $WIDEMARK) { Take 2 }
            $script:FIRST = $script:P
            if ($script:YAML) { MaskYAML } else { MaskTOML }
            $lines = @($script:OUT.ToString().Split([char] 10) | ForEach-Object { WithoutUserInfo $_ })
            return $lines -join $LF
        }
        """#
}
