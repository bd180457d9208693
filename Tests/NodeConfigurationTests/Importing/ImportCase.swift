import Registries
import Testing

@testable import NodeConfiguration

/// A file and what becomes of it.
struct ImportCase: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    /// The registries.yaml, without the quotes around keys and values: no text of these tables has one inside.
    var yaml: String
    /// `code subject` or `code subject (detail)`, in order.
    var notes: [String] = []

    var testDescription: String { name }

    func check(as format: ImportFormat) throws {
        try check(ImportedConfiguration(text, as: format))
    }

    func check(_ imported: ImportedConfiguration) throws {
        #expect(imported.configuration.yaml().filter { $0 != "\"" } == yaml + "\n")
        #expect(imported.notes.map(\.summary) == notes)
        try imported.expectReadBack()
    }
}

extension ImportedConfiguration {
    init(_ text: String, as format: ImportFormat, name: String = "FILE") throws(ImportError) {
        try self.init([Source(name: name, bytes: Array(text.utf8), format: format)])
    }

    /// What is written must be taken without a complaint, and be what was imported.
    func expectReadBack() throws {
        let read = try RegistriesConfiguration(parsing: Array(configuration.yaml().utf8), strictness: .strict)
        #expect(read.yaml() == configuration.yaml())
        #expect(read.mirrors.keys == configuration.mirrors.keys)
        for key in read.configs.keys {
            #expect(read.configs[key] == configuration.configs[key])
        }
    }
}

extension ImportedConfiguration.Note {
    var summary: String {
        "\(code.rawValue) \(subject)" + (detail.map { " (\($0))" } ?? "")
    }
}
