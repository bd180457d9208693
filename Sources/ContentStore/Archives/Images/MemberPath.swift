/// The name of a member, or where a link of it leads, as a place within the archive: relative, without `.` and `..`.
package struct MemberPath: Hashable, Sendable, CustomStringConvertible {
    package let components: [String]

    package var description: String { components.joined(separator: "/") }

    /// Nil for a name that is absolute, leads out of the archive, is no UTF-8 or has a control character.
    package init?(_ name: [UInt8]) {
        guard let text = String(validating: name, as: UTF8.self) else { return nil }
        self.init(text)
    }

    package init?(_ text: String) {
        guard text.utf8.first != UInt8(ascii: "/"), let path = Self.resolve(text, from: []) else { return nil }
        self = path
    }

    /// Where a symbolic link of this name leads; nil if that is no place within the archive.
    package func followed(by link: [UInt8]) -> MemberPath? {
        guard let text = String(validating: link, as: UTF8.self), text.utf8.first != UInt8(ascii: "/") else {
            return nil
        }
        return Self.resolve(text, from: Array(components.dropLast()))
    }

    private init(components: [String]) {
        self.components = components
    }

    private static func resolve(_ text: String, from start: [String]) -> MemberPath? {
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        var components = start
        for part in text.split(separator: "/") {
            switch part {
            case ".": continue
            case "..":
                guard components.popLast() != nil else { return nil }
            default: components.append(String(part))
            }
        }
        return MemberPath(components: components)
    }
}
