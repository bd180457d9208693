extension AWKMask {
    /// Of TOML: config.toml, its templates and hosts.toml.
    static let toml = #"""
        function keepTOML(   i, leaf, inside) {
            leaf = tolower(PART[PN])
            inside = 0
            for (i = 1; i <= PN; i++) {
                if (tolower(PART[i]) in CLOSED) return 0
                if (tolower(PART[i]) in CAREFUL) inside = 1
                if (tolower(PART[i]) == "rewrite" && i < PN) return !(leaf in SECRET)
            }
            if (inside) return leaf in KEEP
            if (MODE == "hosts") return leaf in KEEPHOSTS
            return leaf !~ SECRETWORDS || leaf ~ /_(file|path|dir)$/
        }
        function readKeys(   c, end) {
            while (1) {
                while (isBlank(ch(P + LOOK))) LOOK++
                c = ch(P + LOOK)
                if (c == "\"" || c == "'") {
                    end = closing(P + LOOK, c)
                    if (!end || index(substr(S, P + LOOK, end - P - LOOK), "\n")) return 0
                    PART[++PN] = substr(S, P + LOOK + 1, end - P - LOOK - 1)
                    LOOK = end + 1 - P
                } else {
                    for (end = P + LOOK; ch(end) ~ /[A-Za-z0-9_-]/; end++);
                    if (end == P + LOOK) return 0
                    PART[++PN] = substr(S, P + LOOK, end - P - LOOK)
                    LOOK = end - P
                }
                while (isBlank(ch(P + LOOK))) LOOK++
                if (ch(P + LOOK) != ".") return 1
                LOOK++
            }
        }
        function maskLine() { emit("# " MASK); dropLine() }
        function stringTOML(   quote, end, text, triple, from, closed) {
            closed = 1
            quote = ch(P)
            triple = substr(S, P, 3) == quote quote quote
            if (triple) {
                for (end = P + 3; end <= N && substr(S, end, 3) != quote quote quote; end++)
                    if (quote == "\"" && ch(end) == "\\") end++
                while (ch(end + 3) == quote) end++
                end += 3
                text = substr(S, P + 3, end - P - 6)
                quote = quote quote quote
            } else {
                end = closing(P, quote)
                from = lineEnd()
                text = substr(S, P + 1, (end && end < from ? end : from) - P - 1)
                closed = end && end < from
                end = closed ? end + 1 : from
            }
            if (text == "") take(end)
            else if (closed && keepTOML() && !looksSecret(text) && index(text, "\n") == 0) {
                note(PART[PN], text, substr(quote, 1, 1))
                take(end)
            } else {
                masked(text, tolower(PART[PN]), quote)
                P = end
            }
        }
        function valueTOML(   given, depth, c, end, text) {
            depth = 0
            given = 0
            while (P <= N) {
                c = ch(P)
                if (isBlank(c)) take(P + 1)
                else if (c == "\n") {
                    if (depth == 0) break
                    if (OPEN[depth] == "{") { BROKEN = 1; break }
                    take(P + 1)
                } else if (c == "#") dropLine()
                else if (depth == 0 && given) { dropLine(); break }
                else if (c == "[" || c == "{") {
                    given = 1
                    depth++
                    OPEN[depth] = c
                    BASE[depth] = PN
                    INVALUE[depth] = c == "["
                    take(P + 1)
                } else if (c == "]" || c == "}" || c == ",") {
                    if (depth == 0) { dropLine(); break }
                    PN = BASE[depth]
                    INVALUE[depth] = OPEN[depth] == "["
                    if (c != ",") depth--
                    take(P + 1)
                } else if (depth && !INVALUE[depth]) {
                    LOOK = 0
                    if (!readKeys() || ch(P + LOOK) != "=") { BROKEN = 1; maskLine(); break }
                    take(P + LOOK + 1)
                    INVALUE[depth] = 1
                } else {
                    if (depth) {
                        # A key where a value belongs: an array that nobody closed.
                        LOOK = 0
                        end = PN
                        text = readKeys() && ch(P + LOOK) == "="
                        PN = end
                        if (text) { BROKEN = 1; break }
                    }
                    given = 1
                    if (c == "\"" || c == "'") stringTOML()
                    else {
                        for (end = P; !isEnd(ch(end)) && ch(end) !~ /[,\]}#"' \t\r]/; end++);
                        text = substr(S, P, end - P)
                        if (end == P) { maskLine(); break }
                        if (text ~ /^(true|false)$/ || text ~ NUMBER && keepTOML()) take(end)
                        else { emit("\"" maskFor(tolower(PART[PN])) "\""); P = end }
                    }
                }
            }
        }
        function maskTOML(   c, end, text, i) {
            while (P <= N) {
                takeBlanks()
                c = ch(P)
                if (c == "\n") newline()
                else if (c == "#") {
                    if (P == FIRST)
                        for (i = 1; i <= FIRSTCOUNT; i++)
                            if (index(substr(S, P), FIRSTLINE[i]) == 1) { take(P + length(FIRSTLINE[i])); break }
                    dropLine()
                } else if (substr(S, P, 2) == "{{") {
                    end = lineEnd()
                    text = substr(S, P, end - P)
                    if (looksSecret(text) || index(text, "/*")) maskLine()
                    else if (text ~ /["`]/ && tolower(text) ~ SECRETWORDS) maskLine()
                    else take(end)
                } else if (c == "[") {
                    BROKEN = 0
                    PN = 0
                    LOOK = ch(P + 1) == "[" ? 2 : 1
                    if (readKeys() && ch(P + LOOK) == "]") {
                        take(P + LOOK + 1)
                        if (ch(P) == "]") take(P + 1)
                        TN = PN
                        for (i = 1; i <= PN; i++) TABLE[i] = PART[i]
                    } else {
                        TN = 1
                        TABLE[1] = "auth"
                        maskLine()
                    }
                    restOfLine()
                } else if (c != "") {
                    if (BROKEN) { BROKEN = 0; TN = 1; TABLE[1] = "auth" }
                    for (i = 1; i <= TN; i++) PART[i] = TABLE[i]
                    PN = TN
                    LOOK = 0
                    if (readKeys() && ch(P + LOOK) == "=") {
                        take(P + LOOK + 1)
                        valueTOML()
                    } else maskLine()
                    if (!BROKEN) restOfLine()
                }
            }
        }
        """#
}
