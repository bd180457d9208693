extension AWKMask {
    /// Of YAML: registries.yaml and config.yaml.
    static let yaml = #"""
        function push(indent, key) { SP++; KEY[SP] = key; INDENT[SP] = indent; GIVEN[SP] = 0 }
        function keepYAML(   key) {
            key = KEY[SP]
            if (SP == 0) return 0
            if (key in KEEP) return 1
            return SP > 1 && KEY[SP - 1] == "rewrite" && !(key in SECRET)
        }
        # A key with a blank or a comma in it is none, but among the patterns of rewrite rules.
        function safeKey(key) {
            if (looksSecret(key) || key ~ /[ \t,]/ && !(SP > 1 && KEY[SP - 1] == "rewrite")) return MASK
            return key
        }
        function dropBelow() { DROP = 1; DROPINDENT = SP ? INDENT[SP] : -1 }
        function isReference(text) {
            return text ~ /^[&*][A-Za-z0-9_-]+$/ && index(S, (text ~ /^&/ ? "*" : "&") substr(text, 2)) > 0
        }
        # Anchors that something refers to, and the usual tags; whatever else begins like one may be a secret without quotes.
        function properties(   i, text) {
            while (ch(P) == "&" || ch(P) == "!") {
                for (i = P; !isEnd(ch(i)) && !isBlank(ch(i)) && ch(i) !~ /[,\[\]{}]/; i++);
                text = substr(S, P, i - P)
                if (text !~ /^!!(str|int|float|bool|null|binary|map|seq)$/ && !isReference(text)) return
                take(i)
                takeBlanks()
            }
        }
        function plainEnd(flow,   i, c, n) {
            for (i = P; !isEnd(c = ch(i)); i++) {
                n = ch(i + 1)
                if (c == ":" && (isEnd(n) || isBlank(n) || flow && n ~ /[,\[\]{}]/)) break
                if (c == "#" && i > P && isBlank(ch(i - 1))) break
                if (flow && c ~ /[,\[\]{}]/) break
            }
            return i
        }
        function trimmedEnd(end) { while (end > P && isBlank(ch(end - 1))) end--; return end }
        function plainValue(end, flow,   text, last) {
            last = trimmedEnd(end)
            text = substr(S, P, last - P)
            if (text == "" || text == "~" || text == "null") take(last)
            else if (!GIVEN[SP] && keepYAML() && !looksSecret(text)) {
                note(KEY[SP], text, "")
                take(last)
            } else {
                emit(maskFor(KEY[SP]))
                P = last
                if (!flow) dropBelow()
            }
        }
        function quotedValue(flow,   quote, end, text) {
            quote = ch(P)
            end = closing(P, quote)
            if (!end) end = N
            text = substr(S, P + 1, end - P - 1)
            if (text == "") take(end + 1)
            else if (!GIVEN[SP] && keepYAML() && !looksSecret(text) && index(text, "\n") == 0) {
                note(KEY[SP], text, quote)
                take(end + 1)
            } else {
                masked(text, KEY[SP], quote)
                P = end + 1
                if (!flow) dropBelow()
            }
        }
        function flowValue(   depth, c, end, after, key) {
            depth = 0
            do {
                c = ch(P)
                if (c == "\n" || isBlank(c)) take(P + 1)
                else if (c == "#") dropLine()
                else if (c == "{" || c == "[") {
                    depth++
                    OPEN[depth] = c
                    BASE[depth] = SP
                    INVALUE[depth] = c == "["
                    take(P + 1)
                } else if (c == "}" || c == "]") {
                    SP = BASE[depth]
                    depth--
                    take(P + 1)
                } else if (c == ",") {
                    SP = BASE[depth]
                    INVALUE[depth] = OPEN[depth] == "["
                    take(P + 1)
                } else if (c == ":") {
                    INVALUE[depth] = 1
                    take(P + 1)
                } else {
                    properties()
                    c = ch(P)
                    if (c ~ /[\[\]{},:\n]/ || c == "") continue
                    if (c == "\"" || c == "'") end = closing(P, c) + 1
                    else end = plainEnd(1)
                    if (end <= P) end = P + 1
                    for (after = end; isBlank(ch(after)); after++);
                    key = substr(S, P, trimmedEnd(end) - P)
                    if (ch(after) == ":" && !(OPEN[depth] == "{" && INVALUE[depth]) && index(key, "\n") == 0) {
                        push(99999, unquoted(key))
                        emit(safeKey(key))
                        P = end
                    } else if (!INVALUE[depth]) {
                        masked(substr(S, P, end - P), "", "")
                        P = end
                    } else {
                        if (c == "\"" || c == "'") quotedValue(1)
                        else if (isReference(key)) take(end)
                        else plainValue(end, 1)
                        if (OPEN[depth] == "{") GIVEN[SP] = 1
                    }
                }
            } while (depth > 0 && P <= N)
        }
        function unquoted(key) {
            if (key ~ /^".*"$/ || key ~ /^'.*'$/) return substr(key, 2, length(key) - 2)
            return key
        }
        function restOfLine() {
            takeBlanks()
            if (!isEnd(ch(P))) dropLine()
            newline()
        }
        function valueYAML(   c, end) {
            takeBlanks()
            properties()
            c = ch(P)
            if (isEnd(c) || c == "#") return restOfLine()
            if (c == "{" || c == "[") flowValue()
            else if (c == "\"" || c == "'") quotedValue(0)
            else if (c == "|" || c == ">") {
                emit(maskFor(KEY[SP]))
                dropLine()
                dropBelow()
            } else {
                end = plainEnd(0)
                # A second ": " on the line is no YAML: all of it is the value.
                if (ch(end) == ":") end = lineEnd()
                if (isReference(substr(S, P, trimmedEnd(end) - P))) take(end)
                else plainValue(end, 0)
            }
            if (SP) GIVEN[SP] = 1
            restOfLine()
        }
        function nodeYAML(indent,   c, end, after, key, isItem) {
            isItem = 0
            while (1) {
                c = ch(P)
                if (isEnd(c) || c == "#") return restOfLine()
                if (indent == 0 && substr(S, P, 3) ~ /^(---|\.\.\.)$/ && (isEnd(ch(P + 3)) || isBlank(ch(P + 3)))) {
                    SP = 0
                    take(P + 3)
                    takeBlanks()
                } else if (c == "-" && (isBlank(ch(P + 1)) || isEnd(ch(P + 1)))) {
                    while (SP && INDENT[SP] > indent) SP--
                    isItem = 1
                    take(P + 1)
                    indent++
                    while (isBlank(ch(P))) { take(P + 1); indent++ }
                } else break
            }
            if (c == "?" && (isBlank(ch(P + 1)) || isEnd(ch(P + 1))) || c == "%" && indent == 0) {
                while (SP && INDENT[SP] >= indent) SP--
                emit("# " MASK)
                dropLine()
                DROP = 1
                DROPINDENT = indent
                return restOfLine()
            }
            properties()
            c = ch(P)
            end = 0
            if (c == "\"" || c == "'") {
                end = closing(P, c) + 1
                if (end == 1 || index(substr(S, P, end - P), "\n")) end = 0
            } else if (c !~ /[\[{|>#]/) end = plainEnd(0)
            for (after = end; end && isBlank(ch(after)); after++);
            if (end && ch(after) == ":") {
                key = substr(S, P, trimmedEnd(end) - P)
                while (SP && INDENT[SP] >= indent) SP--
                push(indent, unquoted(key))
                emit(safeKey(key))
                emit(":")
                P = after + 1
                return valueYAML()
            }
            while (SP && INDENT[SP] >= indent) SP--
            if (isItem && SP) GIVEN[SP] = 0
            valueYAML()
            if (isItem && SP) GIVEN[SP] = 0
        }
        function maskYAML(   start, indent) {
            while (P <= N) {
                start = P
                while (isBlank(ch(P))) P++
                indent = P - start
                if (isEnd(ch(P))) { P = start; takeBlanks(); newline() }
                else if (DROP && indent > DROPINDENT) { dropLine(); newline() }
                else {
                    DROP = 0
                    emit(substr(S, start, indent))
                    nodeYAML(indent)
                }
            }
        }
        """#
}
