import Registries

/// What of a file may be shown: all of it but what somebody may have put there as a secret.
enum ShownText {
    /// A URL or host without user name, password, query and fragment.
    static func url(_ text: String) -> String {
        let bare = withoutUserInfo(text)
        return String(bare.prefix { $0 != "?" && $0 != "#" })
    }

    /// A key that nothing knows: a name as programs have them is shown, anything else may be a secret in the wrong place.
    static func key(_ name: String) -> String {
        let isName =
            !name.isEmpty
            && name.unicodeScalars.allSatisfy { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "-", "_", "*": true
                default: false
                }
            }
        return isName && name.utf8.count <= 32 ? name : "(not shown)"
    }

    /// A dotted key of these names, quotes where TOML wants them.
    static func table(_ names: String...) -> String {
        names.map { name in
            let isBare = !name.isEmpty && name.utf8.allSatisfy(\.isBareKey)
            return isBare ? name : "\"" + name + "\""
        }.joined(separator: ".")
    }

    /// The lines of a piece of TOML.
    static func lines(_ content: TOMLContent) -> [String] {
        TOMLWriter().text(of: content).split(separator: "\n").map(String.init)
    }

    /// The line of a key and its value.
    static func line(_ key: String, _ value: TOMLContent.Value) -> String {
        var content = TOMLContent()
        content.set(TOMLContent.Key(key), to: value)
        return lines(content).joined()
    }
}
