extension PowerShellMask {
    /// Of TOML: config.toml, its templates and hosts.toml.
    static let toml = #"""
        function KeepTOML {
            $leaf = ([string] $script:PART[$script:PN]).ToLowerInvariant()
            $inside = $false
            for ($i = 1; $i -le $script:PN; $i = $i + 1) {
                $part = ([string] $script:PART[$i]).ToLowerInvariant()
                if ($CLOSED.Contains($part)) { return $false }
                if ($CAREFUL.Contains($part)) { $inside = $true }
                if (($part -ceq 'rewrite') -and ($i -lt $script:PN)) { return (-not $SECRET.Contains($leaf)) }
            }
            if ($inside) { return $KEEP.Contains($leaf) }
            if ($script:MODE -ceq 'hosts') { return $KEEPHOSTS.Contains($leaf) }
            return ($leaf -cnotmatch $SECRETWORDS) -or ($leaf -cmatch '_(file|path|dir)$')
        }
        function AddPart([string] $part) {
            $script:PN = $script:PN + 1
            $script:PART[$script:PN] = $part
        }
        function ReadKeys {
            while ($true) {
                while (IsBlank (Ch ($script:P + $script:LOOK))) { $script:LOOK = $script:LOOK + 1 }
                $start = $script:P + $script:LOOK
                $c = Ch $start
                if (IsQuote $c) {
                    $end = Closing $start $c
                    if (($end -eq 0) -or ((Sub $start ($end - $start)).IndexOf([char] 10) -ge 0)) { return $false }
                    AddPart (Sub ($start + 1) ($end - $start - 1))
                    $script:LOOK = $end + 1 - $script:P
                } else {
                    $end = $start
                    while ((Ch $end) -cmatch '^[A-Za-z0-9_-]$') { $end = $end + 1 }
                    if ($end -eq $start) { return $false }
                    AddPart (Sub $start ($end - $start))
                    $script:LOOK = $end - $script:P
                }
                while (IsBlank (Ch ($script:P + $script:LOOK))) { $script:LOOK = $script:LOOK + 1 }
                if ((Ch ($script:P + $script:LOOK)) -cne '.') { return $true }
                $script:LOOK = $script:LOOK + 1
            }
        }
        # Whether keys and a sign are next; LOOK is then at the sign.
        function IsNext([int] $from, [string] $sign) {
            $script:LOOK = $from
            if (-not (ReadKeys)) { return $false }
            return (Ch ($script:P + $script:LOOK)) -ceq $sign
        }
        function MaskLine {
            Emit ('# ' + $MASK)
            DropLine
        }
        function LeafKey { return ([string] $script:PART[$script:PN]).ToLowerInvariant() }
        function StringTOML {
            $isClosed = $true
            $quote = Ch $script:P
            $three = $quote + $quote + $quote
            if ((Sub $script:P 3) -ceq $three) {
                $end = $script:P + 3
                while (($end -le $script:N) -and ((Sub $end 3) -cne $three)) {
                    if (($quote -ceq $DOUBLE) -and ((Ch $end) -ceq '\')) { $end = $end + 1 }
                    $end = $end + 1
                }
                while ((Ch ($end + 3)) -ceq $quote) { $end = $end + 1 }
                $end = $end + 3
                $text = Sub ($script:P + 3) ($end - $script:P - 6)
                $quote = $three
            } else {
                $end = Closing $script:P $quote
                $from = LineEnd
                $isClosed = ($end -ne 0) -and ($end -lt $from)
                if (-not $isClosed) { $end = $from }
                $text = Sub ($script:P + 1) ($end - $script:P - 1)
                if ($isClosed) { $end = $end + 1 }
            }
            $isPlain = (-not (LooksSecret $text)) -and ($text.IndexOf([char] 10) -lt 0)
            if ($text -ceq '') { Take $end }
            elseif ($isClosed -and (KeepTOML) -and $isPlain) {
                Note ([string] $script:PART[$script:PN]) $text ($quote.Substring(0, 1))
                Take $end
            } else {
                Masked $text (LeafKey) $quote
                $script:P = $end
            }
        }
        function ValueTOML {
            $depth = 0
            $given = $false
            while ($script:P -le $script:N) {
                $c = Ch $script:P
                if (IsBlank $c) { Take ($script:P + 1) }
                elseif ($c -ceq $LF) {
                    if ($depth -eq 0) { return }
                    if ($script:OPEN[$depth] -ceq '{') {
                        $script:BROKEN = $true
                        return
                    }
                    Take ($script:P + 1)
                } elseif ($c -ceq '#') { DropLine }
                elseif (($depth -eq 0) -and $given) {
                    DropLine
                    return
                } elseif (($c -ceq '[') -or ($c -ceq '{')) {
                    $given = $true
                    $depth = $depth + 1
                    $script:OPEN[$depth] = $c
                    $script:BASE[$depth] = $script:PN
                    $script:INVALUE[$depth] = $c -ceq '['
                    Take ($script:P + 1)
                } elseif (($c -ceq ']') -or ($c -ceq '}') -or ($c -ceq ',')) {
                    if ($depth -eq 0) {
                        DropLine
                        return
                    }
                    $script:PN = $script:BASE[$depth]
                    $script:INVALUE[$depth] = $script:OPEN[$depth] -ceq '['
                    if ($c -cne ',') { $depth = $depth - 1 }
                    Take ($script:P + 1)
                } elseif (($depth -gt 0) -and (-not $script:INVALUE[$depth])) {
                    if (-not (IsNext 0 '=')) {
                        $script:BROKEN = $true
                        MaskLine
                        return
                    }
                    Take ($script:P + $script:LOOK + 1)
                    $script:INVALUE[$depth] = $true
                } else {
                    if ($depth -gt 0) {
                        # A key where a value belongs: an array that nobody closed.
                        $count = $script:PN
                        $isKey = IsNext 0 '='
                        $script:PN = $count
                        if ($isKey) {
                            $script:BROKEN = $true
                            return
                        }
                    }
                    $given = $true
                    if (IsQuote $c) { StringTOML }
                    elseif (-not (BareTOML)) {
                        MaskLine
                        return
                    }
                }
            }
        }
        function BareTOML {
            $end = $script:P
            while ((-not (IsEnd (Ch $end))) -and ((Ch $end) -cnotmatch '^[,\]}#"'' \t\r]$')) { $end = $end + 1 }
            if ($end -eq $script:P) { return $false }
            $text = Sub $script:P ($end - $script:P)
            $isKept = ($text -cmatch '^(true|false)$') -or (($text -cmatch $NUMBER) -and (KeepTOML))
            if ($isKept) { Take $end }
            else {
                Emit ($DOUBLE + (MaskFor (LeafKey)) + $DOUBLE)
                $script:P = $end
            }
            return $true
        }
        function HideTable {
            $script:TN = 1
            $script:TABLE[1] = 'auth'
        }
        function HeaderTOML {
            $script:BROKEN = $false
            $script:PN = 0
            $from = 1
            if ((Ch ($script:P + 1)) -ceq '[') { $from = 2 }
            if (IsNext $from ']') {
                Take ($script:P + $script:LOOK + 1)
                if ((Ch $script:P) -ceq ']') { Take ($script:P + 1) }
                $script:TN = $script:PN
                for ($i = 1; $i -le $script:PN; $i = $i + 1) { $script:TABLE[$i] = $script:PART[$i] }
            } else {
                HideTable
                MaskLine
            }
            RestOfLine
        }
        function KeyTOML {
            if ($script:BROKEN) {
                $script:BROKEN = $false
                HideTable
            }
            for ($i = 1; $i -le $script:TN; $i = $i + 1) { $script:PART[$i] = $script:TABLE[$i] }
            $script:PN = $script:TN
            if (IsNext 0 '=') {
                Take ($script:P + $script:LOOK + 1)
                ValueTOML
            } else { MaskLine }
            if (-not $script:BROKEN) { RestOfLine }
        }
        function MaskTOML {
            while ($script:P -le $script:N) {
                TakeBlanks
                $c = Ch $script:P
                if ($c -ceq $LF) { NewLine }
                elseif ($c -ceq '#') {
                    if ($script:P -eq $script:FIRST) {
                        foreach ($line in $FIRSTLINES) {
                            if ((Sub $script:P $line.Length) -ceq $line) {
                                Take ($script:P + $line.Length)
                                break
                            }
                        }
                    }
                    DropLine
                } elseif ((Sub $script:P 2) -ceq '{{') {
                    $end = LineEnd
                    $text = Sub $script:P ($end - $script:P)
                    $isPlain = ($text -cnotmatch '["`]') -or ($text.ToLowerInvariant() -cnotmatch $SECRETWORDS)
                    $isShown = $isPlain -and (-not $text.Contains('/*')) -and (-not (LooksSecret $text))
                    if ($isShown) { Take $end } else { MaskLine }
                } elseif ($c -ceq '[') { HeaderTOML }
                elseif ($c -cne '') { KeyTOML }
            }
        }
        """#
}
