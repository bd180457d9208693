/// A string in double quotes whose backslashes are not meant as escapes, as in `"C:\certs"`.
struct EscapedString {
    /// From quote to quote.
    let range: Range<Int>
    /// Its first fault.
    let error: TOMLError

    /// - Returns: nil for an error that is of another kind.
    init?(_ error: TOMLError, in text: [UInt8]) {
        let offset = error.range.lowerBound
        let end = BrokenStatement.lineEnd(of: offset, in: text)
        var quote: Int?
        if error.code == .badEscape {
            quote = Self.openQuote(before: offset, in: text)
        } else if error.detail == "string-end" || error.detail == "line-end-in-string" {
            // A path that ends in a backslash takes the quote with it.
            quote = error.detail == "string-end" ? offset : Self.openQuote(before: offset, in: text)
        }
        guard let quote, text[quote] == UInt8(ascii: "\""), !text[quote...].starts(with: "\"\"\"".utf8) else {
            return nil
        }
        guard
            let close = Self.closeQuote(
                from: max(quote + 1, error.code == .badEscape ? offset : 0),
                in: text,
                until: end
            )
        else { return nil }
        var error = error
        if error.code == .syntax {
            guard text[close - 1] == UInt8(ascii: "\\"), close > quote + 1 else { return nil }
            var places = TOMLPlaces(start: text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
            error = TOMLError(
                .badEscape,
                at: places.position(of: close - 1, in: text),
                range: close - 1..<close + 1,
                text: "\\\"",
                detail: "quote"
            )
        }
        range = quote..<close + 1
        self.error = error
    }

    /// The line with the string in single quotes; none where the line may hold a secret or single quotes will not do.
    func correction(in source: [UInt8]) -> [String] {
        let start = BrokenStatement.lineStart(of: range.lowerBound, in: source)
        let header = BrokenStatement.header(before: start, in: source)
        let headerText = String(
            decoding: source[header..<BrokenStatement.lineEnd(of: header, in: source)],
            as: UTF8.self
        )
        let before = String(decoding: source[start..<range.lowerBound], as: UTF8.self)
        var content = String(decoding: source[(range.lowerBound + 1)..<(range.upperBound - 1)], as: UTF8.self)
        let after = source[range.upperBound..<BrokenStatement.lineEnd(of: start, in: source)]
        let rest = after.prefix { $0 != UInt8(ascii: "#") && $0 != 0x0D }
        guard SecretSigns.areAbsent(fromKey: before, header: headerText),
            rest.allSatisfy({ [0x20, 0x09, 0x5D, 0x2C, 0x3D].contains($0) })
        else { return [] }
        // Some backslashes of the string may be doubled as they should be.
        content = content.replacingDoubledBackslashes()
        guard !content.contains("'"), !content.unicodeScalars.contains(where: { $0.value < 0x20 }) else { return [] }
        let tail = String(decoding: rest, as: UTF8.self)
        return [(before + "'" + content + "'" + tail).trimmingBlanks()]
    }

    private static func openQuote(before offset: Int, in text: [UInt8]) -> Int? {
        var place = BrokenStatement.lineStart(of: offset, in: text)
        var open: Int?
        while place < offset {
            let byte = text[place]
            if let quote = open {
                if byte == UInt8(ascii: "\\"), text[quote] == UInt8(ascii: "\"") {
                    place += 1
                } else if byte == text[quote] {
                    open = nil
                }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                open = place
            }
            place += 1
        }
        return open
    }

    /// The first quote that something follows which may stand behind a string.
    private static func closeQuote(from start: Int, in text: [UInt8], until end: Int) -> Int? {
        var place = start
        while place < end {
            if text[place] == UInt8(ascii: "\"") {
                let next = text[(place + 1)..<end].first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
                guard let next else { return place }
                if "#,]}=.".utf8.contains(next) { return place }
            }
            place += 1
        }
        return nil
    }
}

/// What tells that a line may hold a secret.
enum SecretSigns {
    private static let words = ["pass", "auth", "token", "secret", "cred", "header", "apikey"]

    /// Whether neither the text before a value nor its header speaks of secrets.
    static func areAbsent(fromKey key: String, header: String) -> Bool {
        let key = key.lowercased().filter { $0 != " " && $0 != "\t" }
        // Of an inline table the text before has earlier values.
        guard key.filter({ $0 == "=" }).count <= 1, !key.contains("{") else { return false }
        if key == "username=" { return true }
        let header = header.lowercased().filter { $0 != " " && $0 != "\t" && $0 != "\r" }
        return !words.contains { key.contains($0) } && !header.hasSuffix("auth]") && !header.contains(".headers")
            && !header.contains("configs.auth") && !header.contains(".auths")
    }
}

extension String {
    fileprivate func replacingDoubledBackslashes() -> String {
        // A share's name begins with two.
        var result = hasPrefix(#"\\"#) && !hasPrefix(#"\\\\"#) ? #"\\"# : ""
        var isSecond = false
        for character in dropFirst(result.count) {
            if character == "\\", isSecond {
                isSecond = false
                continue
            }
            isSecond = character == "\\"
            result.append(character)
        }
        return result
    }

    fileprivate func trimmingBlanks() -> String {
        var text = self[...]
        while text.first == " " || text.first == "\t" { text = text.dropFirst() }
        while text.last == " " || text.last == "\t" { text = text.dropLast() }
        return String(text)
    }
}
