/// The program that masks the secrets of a file, for any POSIX awk; the rules come in as its variables.
///
/// It goes through a file character by character, keeps the values of keys that are known to be harmless and masks all
/// others. Every line keeps its number. A text whose key it cannot tell is masked, and comments are left out.
enum AWKMask {
    /// The whole program.
    static var text: String { [common, yaml, toml, begin].joined(separator: "\n") }

    private static let common = #"""
        function setOf(text, table,   parts, count, i) {
            count = split(text, parts, " ")
            for (i = 1; i <= count; i++) table[parts[i]] = 1
        }
        function ch(i) { return substr(S, i, 1) }
        function isBlank(c) { return c == " " || c == "\t" || c == "\r" }
        function isEnd(c) { return c == "" || c == "\n" }
        function emit(text,   at) {
            while ((at = index(text, "\n")) > 0) {
                print withoutUserInfo(LINE substr(text, 1, at - 1))
                LINE = ""
                text = substr(text, at + 1)
            }
            LINE = LINE text
        }
        function take(end) { emit(substr(S, P, end - P)); P = end }
        function takeBlanks() { while (isBlank(ch(P))) take(P + 1) }
        function lineEnd(   i) { i = index(substr(S, P), "\n"); return i ? P + i - 1 : N + 1 }
        function dropLine(   end) {
            end = lineEnd()
            if (end > P && ch(end - 1) == "\r") emit("\r")
            P = end
        }
        function newline() { if (P <= N) take(P + 1) }
        function withoutUserInfo(text,   done, found, scheme) {
            done = ""
            while (match(text, USERINFO)) {
                found = substr(text, RSTART, RLENGTH)
                done = done substr(text, 1, RSTART - 1)
                text = substr(text, RSTART + RLENGTH)
                scheme = ""
                if (index(found, "://")) {
                    scheme = substr(found, 1, index(found, "://") + 2)
                    found = substr(found, length(scheme) + 1)
                }
                done = done scheme (index(found, ":") ? substr(found, 1, index(found, ":")) : "") "masked@"
            }
            return done text
        }
        function looksSecret(text) {
            return tolower(text) ~ /(password|passwd|passphrase|token|secret|authorization)["']?[ \t]*[:=]/
        }
        function maskFor(key) { return key == "auth" ? AUTHMASK : MASK }
        function note(key, text, quote) {
            if (quote == "\"") gsub(/\\\\/, "\\", text)
            if (key in CERTIFICATES) print "certificate\t" text > NOTES
            else if (key == "key_file") print "key\t" text > NOTES
            else if (key == "private-registry") print "yaml\t" text > NOTES
            else if (key == "config_path") print "directory\t" text > NOTES
        }
        function closing(from, quote,   i, c) {
            for (i = from + 1; i <= N; i++) {
                c = ch(i)
                if (quote == "\"" && c == "\\") i++
                else if (c == quote) {
                    if (quote == "'" && YAML && ch(i + 1) == quote) i++
                    else return i
                }
            }
            return 0
        }
        function masked(text, key, quote, breaks,   i) {
            emit(quote maskFor(key) quote)
            for (i = gsub(/\n/, "", text); i > 0; i--) emit("\n")
        }
        """#

    /// Reads the standard input; `MODE` is `yaml`, `config` or `hosts`.
    private static let begin = #"""
        BEGIN {
            USERINFO = "([A-Za-z][A-Za-z0-9+.-]*://[^ \t]*|[^][ \t\"'<>{},:/@]*:[^][ \t\"'<>{},/@]*)@"
            NUMBER = "^[+-]?(0x[0-9A-Fa-f_]+|[0-9][0-9_.:TZtzeE+-]*|inf|nan)$"
            setOf(KEEPKEYS, KEEP)
            setOf(SECRETKEYS, SECRET)
            setOf(HOSTSKEYS, KEEPHOSTS)
            setOf(CLOSEDTABLES, CLOSED)
            setOf(CAREFULTABLES, CAREFUL)
            FIRSTCOUNT = split(FIRSTLINES, FIRSTLINE, "|")
            setOf(CERTIFICATEKEYS, CERTIFICATES)
            RS = "\001"
            S = ""
            while ((getline record) > 0) S = S record
            gsub(/\r\n/, "\002", S)
            gsub(/\r/, "\n", S)
            gsub(/\002/, "\r\n", S)
            NOTES = ENVIRON["WINDLASS_NOTES"]
            N = length(S)
            P = 1
            if (substr(S, 1, 3) == "\357\273\277") take(4)
            FIRST = P
            YAML = MODE == "yaml"
            if (YAML) {
                gsub(/\302\205|\342\200\250|\342\200\251/, "\n", S)
                N = length(S)
                maskYAML()
            } else maskTOML()
            if (LINE != "") printf "%s", withoutUserInfo(LINE)
        }
        """#
}
