import OCI
package import Registries

/// Why a file could not be imported at all, and where.
package struct ImportError: Error, Hashable, Sendable {
    /// A stable name: a code of ``TOMLError``, of `YAMLError`'s encodings, or of JSON's parser.
    package var code: String
    /// The file, by the name under which it was given.
    package var file = ""
    /// Where in the file.
    package var position: Position
    /// What offends; never a piece that may be a secret.
    package var subject: String
    /// The rule broken, as a short token.
    package var detail: String
    /// Where what is defined twice was defined first.
    package var first: Position?
}

extension ImportError {
    /// A text in UTF-8, as Windows and Linux editors encode it.
    static func decode(_ bytes: [UInt8]) throws(ImportError) -> [UInt8] {
        do {
            return try ConfigurationText.decode(bytes).utf8
        } catch {
            let position = Position(line: error.line, column: error.column)
            throw ImportError(code: error.code.rawValue, position: position, subject: "", detail: error.detail ?? "")
        }
    }

    /// A TOML document, what it defines twice collected if asked for.
    static func document(
        _ utf8: [UInt8],
        redefinitions: TOMLDocument.Options.Redefinitions = .refused
    ) throws(ImportError) -> TOMLDocument {
        do {
            return try TOMLDocument(bytes: utf8, options: TOMLDocument.Options(redefinitions: redefinitions))
        } catch {
            throw ImportError(
                code: error.code.rawValue,
                position: error.position,
                subject: error.text,
                detail: error.detail,
                first: error.first
            )
        }
    }

    /// A JSON text.
    static func json(_ utf8: [UInt8]) throws(ImportError) -> JSON {
        do {
            return try JSON(parsing: utf8)
        } catch {
            let parts = (error.detail ?? "").split(separator: "@", maxSplits: 1)
            let offset = parts.last.flatMap { Int($0) } ?? 0
            throw ImportError(
                code: error.code.rawValue,
                position: Position(offset: offset, in: utf8),
                subject: error.subject,
                detail: parts.first.map(String.init) ?? ""
            )
        }
    }
}

extension Position {
    /// The place of a byte of a UTF-8 text.
    init(offset: Int, in utf8: [UInt8]) {
        var line = 1
        var column = 1
        for byte in utf8.prefix(offset) {
            switch byte {
            case 0x0A: (line, column) = (line + 1, 1)
            case 0x80...0xBF: break
            default: column += 1
            }
        }
        self.init(line: line, column: column)
    }
}
