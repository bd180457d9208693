import Registries

extension ConfigurationInspection {
    /// Strings whose escapes made a control character out of what was meant as a path: `"C:\new\tls"`.
    mutating func inspectPaths() {
        inspectPaths(in: document.root, path: [], depth: 0)
    }

    private mutating func inspectPaths(in table: TOMLTable, path: [TOMLContent.Key], depth: Int) {
        for entry in table.entries {
            inspectPath(entry.value, key: entry.key, path: path + [TOMLContent.Key(name(entry.key))], depth: depth)
        }
    }

    private mutating func inspectPath(_ value: TOMLValue, key: TOMLKey, path: [TOMLContent.Key], depth: Int) {
        switch value.kind {
        case .table(let table) where depth < 32: inspectPaths(in: table, path: path, depth: depth + 1)
        case .array(let elements) where depth < 32:
            for element in elements { inspectPath(element, key: key, path: path, depth: depth + 1) }
        case .string(let text):
            guard Self.isDamagedPath(text), !isUnknown(value) else { return }
            let written = lint.reading.written(value.range)
            let isSecret = !SecretSigns.areAbsent(fromKey: key.name, header: "")
            let isPlain = !written.contains("'") && !written.hasPrefix("\"\"\"")
            report.add(
                .suspiciousControlCharacter,
                .error,
                at: value.position,
                place: withoutUserInfo(TOMLNames.dotted(path)),
                subject: key.name,
                correction: isSecret || !isPlain ? [] : ["\(key.name) = '\(written.dropFirst().dropLast())'"]
            )
        default: break
        }
    }

    /// A drive and a backslash that escapes, or a share: no name of a file has a control character.
    private static func isDamagedPath(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard scalars.contains(where: { $0.value < 0x20 }), let first = scalars.first,
            first.properties.isAlphabetic && first.isASCII, scalars.dropFirst().first == ":",
            let third = scalars.dropFirst(2).first
        else { return false }
        return third.value < 0x20 || third == "\\" || third == "/"
    }
}

// MARK: - Headers

extension ConfigurationInspection {
    /// Headers that containerd 1 cannot read.
    mutating func inspectBrackets() {
        let headers = BracketedHeader.all(in: document, isUnknown: lint.reading.isUnknown)
        for (header, correction) in zip(headers, headers.corrections(in: document)) {
            report.add(
                .tomlBracketInHeader,
                .fatal,
                at: header.name.position,
                place: TOMLNames.dotted(header.parent),
                subject: withoutUserInfo(header.name.name),
                detail: TOMLNames.header(header.parent),
                only: .before2,
                correction: correction
            )
        }
    }
}

// MARK: - Templates

extension ConfigurationInspection {
    /// Headers that a template writes once for each entry, always with the same name.
    mutating func inspectRepeatedHeaders() {
        guard let template = lint.reading.template else { return }
        for section in document.sections {
            guard let header = section.header, !header.isArray, !template.isUnknown(header.range),
                template.branches(at: header.range.lowerBound).contains(where: \.isRange)
            else { continue }
            let path = header.path.map { TOMLContent.Key($0.name) }
            report.add(
                .tomlDuplicateTable,
                .error,
                at: header.position,
                place: TOMLNames.dotted(path),
                subject: TOMLNames.dotted(path),
                detail: "range"
            )
        }
    }
}
