extension PowerShellMask {
    /// Of YAML: registries.yaml and config.yaml.
    static let yaml = #"""
        function Push([int] $indent, [string] $key) {
            $script:SP = $script:SP + 1
            $script:KEY[$script:SP] = $key
            $script:INDENT[$script:SP] = $indent
            $script:GIVEN[$script:SP] = $false
        }
        function TopKey { return [string] $script:KEY[$script:SP] }
        function IsGiven { return ($script:SP -gt 0) -and $script:GIVEN[$script:SP] }
        function SetGiven([bool] $value) { if ($script:SP -gt 0) { $script:GIVEN[$script:SP] = $value } }
        function IsInRewrite { return ($script:SP -gt 1) -and ($script:KEY[$script:SP - 1] -ceq 'rewrite') }
        function PopTo([int] $indent) {
            while (($script:SP -gt 0) -and ($script:INDENT[$script:SP] -ge $indent)) { $script:SP = $script:SP - 1 }
        }
        function KeepYAML {
            if ($script:SP -eq 0) { return $false }
            if ($KEEP.Contains((TopKey))) { return $true }
            return (IsInRewrite) -and (-not $SECRET.Contains((TopKey)))
        }
        # A key with a blank or a comma in it is none, but among the patterns of rewrite rules.
        function SafeKey([string] $key) {
            if ((LooksSecret $key) -or (($key -cmatch '[ \t,]') -and (-not (IsInRewrite)))) { return $MASK }
            return $key
        }
        function DropBelow {
            $script:DROP = $true
            $script:DROPINDENT = -1
            if ($script:SP -gt 0) { $script:DROPINDENT = $script:INDENT[$script:SP] }
        }
        function IsReference([string] $text) {
            if ($text -cnotmatch '^[&*][A-Za-z0-9_-]+$') { return $false }
            $other = '&'
            if ($text.StartsWith('&')) { $other = '*' }
            return $script:S.IndexOf($other + $text.Substring(1), [StringComparison]::Ordinal) -ge 0
        }
        # Anchors that something refers to, and the usual tags; whatever else begins like one may be a secret without
        # quotes.
        function Properties {
            while (((Ch $script:P) -ceq '&') -or ((Ch $script:P) -ceq '!')) {
                $i = $script:P
                while ((-not (IsEnd (Ch $i))) -and (-not (IsBlank (Ch $i))) -and (-not (IsFlowSign (Ch $i)))) { $i = $i + 1 }
                $text = Sub $script:P ($i - $script:P)
                $isTag = $text -cmatch '^!!(str|int|float|bool|null|binary|map|seq)$'
                if ((-not $isTag) -and (-not (IsReference $text))) { return }
                Take $i
                TakeBlanks
            }
        }
        function PlainEnd([bool] $flow) {
            $i = $script:P
            while (-not (IsEnd (Ch $i))) {
                $c = Ch $i
                $n = Ch ($i + 1)
                if (($c -ceq ':') -and ((IsEnd $n) -or (IsBlank $n) -or ($flow -and (IsFlowSign $n)))) { break }
                if (($c -ceq '#') -and ($i -gt $script:P) -and (IsBlank (Ch ($i - 1)))) { break }
                if ($flow -and (IsFlowSign $c)) { break }
                $i = $i + 1
            }
            return $i
        }
        function TrimmedEnd([int] $end) {
            while (($end -gt $script:P) -and (IsBlank (Ch ($end - 1)))) { $end = $end - 1 }
            return $end
        }
        function PlainValue([int] $end, [bool] $flow) {
            $last = TrimmedEnd $end
            $text = Sub $script:P ($last - $script:P)
            if (($text -ceq '') -or ($text -ceq '~') -or ($text -ceq 'null')) { Take $last }
            elseif ((-not (IsGiven)) -and (KeepYAML) -and (-not (LooksSecret $text))) {
                Note (TopKey) $text ''
                Take $last
            } else {
                Emit (MaskFor (TopKey))
                $script:P = $last
                if (-not $flow) { DropBelow }
            }
        }
        function QuotedValue([bool] $flow) {
            $quote = Ch $script:P
            $end = Closing $script:P $quote
            if ($end -eq 0) { $end = $script:N }
            $text = Sub ($script:P + 1) ($end - $script:P - 1)
            $isPlain = (-not (LooksSecret $text)) -and ($text.IndexOf([char] 10) -lt 0)
            if ($text -ceq '') { Take ($end + 1) }
            elseif ((-not (IsGiven)) -and (KeepYAML) -and $isPlain) {
                Note (TopKey) $text $quote
                Take ($end + 1)
            } else {
                Masked $text (TopKey) $quote
                $script:P = $end + 1
                if (-not $flow) { DropBelow }
            }
        }
        function FlowValue {
            $depth = 0
            do {
                $c = Ch $script:P
                if (($c -ceq $LF) -or (IsBlank $c)) { Take ($script:P + 1) }
                elseif ($c -ceq '#') { DropLine }
                elseif (($c -ceq '{') -or ($c -ceq '[')) {
                    $depth = $depth + 1
                    $script:OPEN[$depth] = $c
                    $script:BASE[$depth] = $script:SP
                    $script:INVALUE[$depth] = $c -ceq '['
                    Take ($script:P + 1)
                } elseif (($c -ceq '}') -or ($c -ceq ']')) {
                    $script:SP = $script:BASE[$depth]
                    $depth = $depth - 1
                    Take ($script:P + 1)
                } elseif ($c -ceq ',') {
                    $script:SP = $script:BASE[$depth]
                    $script:INVALUE[$depth] = $script:OPEN[$depth] -ceq '['
                    Take ($script:P + 1)
                } elseif ($c -ceq ':') {
                    $script:INVALUE[$depth] = $true
                    Take ($script:P + 1)
                } else {
                    Properties
                    $c = Ch $script:P
                    if (($c -cne '') -and ($c -cnotmatch '^[\[\]{},:\n]$')) { FlowScalar $depth $c }
                }
            } while (($depth -gt 0) -and ($script:P -le $script:N))
        }
        function FlowScalar([int] $depth, [string] $c) {
            if (IsQuote $c) { $end = (Closing $script:P $c) + 1 } else { $end = PlainEnd $true }
            if ($end -le $script:P) { $end = $script:P + 1 }
            $after = $end
            while (IsBlank (Ch $after)) { $after = $after + 1 }
            $key = Sub $script:P ((TrimmedEnd $end) - $script:P)
            $isInMapping = $script:OPEN[$depth] -ceq '{'
            $isKey = ((Ch $after) -ceq ':') -and (-not ($isInMapping -and $script:INVALUE[$depth]))
            if ($isKey -and ($key.IndexOf([char] 10) -lt 0)) {
                Push 99999 (Unquoted $key)
                Emit (SafeKey $key)
                $script:P = $end
            } elseif (-not $script:INVALUE[$depth]) {
                Masked (Sub $script:P ($end - $script:P)) '' ''
                $script:P = $end
            } else {
                if (IsQuote $c) { QuotedValue $true }
                elseif (IsReference $key) { Take $end }
                else { PlainValue $end $true }
                if ($isInMapping) { SetGiven $true }
            }
        }
        function Unquoted([string] $key) {
            if ($key -cmatch '^(".*"|''.*'')$') { return $key.Substring(1, $key.Length - 2) }
            return $key
        }
        function RestOfLine {
            TakeBlanks
            if (-not (IsEnd (Ch $script:P))) { DropLine }
            NewLine
        }
        function ValueYAML {
            TakeBlanks
            Properties
            $c = Ch $script:P
            if ((IsEnd $c) -or ($c -ceq '#')) {
                RestOfLine
                return
            }
            if (($c -ceq '{') -or ($c -ceq '[')) { FlowValue }
            elseif (IsQuote $c) { QuotedValue $false }
            elseif (($c -ceq '|') -or ($c -ceq '>')) {
                Emit (MaskFor (TopKey))
                DropLine
                DropBelow
            } else {
                $end = PlainEnd $false
                # A second colon on the line is no YAML: all of it is the value.
                if ((Ch $end) -ceq ':') { $end = LineEnd }
                if (IsReference (Sub $script:P ((TrimmedEnd $end) - $script:P))) { Take $end }
                else { PlainValue $end $false }
            }
            SetGiven $true
            RestOfLine
        }
        function NodeYAML([int] $indent) {
            $isItem = $false
            while ($true) {
                $c = Ch $script:P
                $n = Ch ($script:P + 1)
                $three = Ch ($script:P + 3)
                if ((IsEnd $c) -or ($c -ceq '#')) {
                    RestOfLine
                    return
                }
                $isMarker = (Sub $script:P 3) -cmatch '^(---|\.\.\.)$'
                if (($indent -eq 0) -and $isMarker -and ((IsEnd $three) -or (IsBlank $three))) {
                    $script:SP = 0
                    Take ($script:P + 3)
                    TakeBlanks
                } elseif (($c -ceq '-') -and ((IsBlank $n) -or (IsEnd $n))) {
                    PopTo ($indent + 1)
                    $isItem = $true
                    Take ($script:P + 1)
                    $indent = $indent + 1
                    while (IsBlank (Ch $script:P)) {
                        Take ($script:P + 1)
                        $indent = $indent + 1
                    }
                } else { break }
            }
            if ((($c -ceq '?') -and ((IsBlank $n) -or (IsEnd $n))) -or (($c -ceq '%') -and ($indent -eq 0))) {
                PopTo $indent
                Emit ('# ' + $MASK)
                DropLine
                $script:DROP = $true
                $script:DROPINDENT = $indent
                RestOfLine
                return
            }
            Properties
            $c = Ch $script:P
            $end = 0
            if (IsQuote $c) {
                $end = (Closing $script:P $c) + 1
                if (($end -eq 1) -or ((Sub $script:P ($end - $script:P)).IndexOf([char] 10) -ge 0)) { $end = 0 }
            } elseif ($c -cnotmatch '^[\[{|>#]$') { $end = PlainEnd $false }
            $after = $end
            while (($end -ne 0) -and (IsBlank (Ch $after))) { $after = $after + 1 }
            if (($end -ne 0) -and ((Ch $after) -ceq ':')) {
                $key = Sub $script:P ((TrimmedEnd $end) - $script:P)
                PopTo $indent
                Push $indent (Unquoted $key)
                Emit (SafeKey $key)
                Emit ':'
                $script:P = $after + 1
                ValueYAML
                return
            }
            PopTo $indent
            if ($isItem) { SetGiven $false }
            ValueYAML
            if ($isItem) { SetGiven $false }
        }
        function MaskYAML {
            while ($script:P -le $script:N) {
                $start = $script:P
                while (IsBlank (Ch $script:P)) { $script:P = $script:P + 1 }
                $indent = $script:P - $start
                if (IsEnd (Ch $script:P)) {
                    $script:P = $start
                    TakeBlanks
                    NewLine
                } elseif ($script:DROP -and ($indent -gt $script:DROPINDENT)) {
                    DropLine
                    NewLine
                } else {
                    $script:DROP = $false
                    Emit (Sub $start $indent)
                    NodeYAML $indent
                }
            }
        }
        """#
}
