import OCI

/// JSON text in a fixed order of keys. The kit writes its own, so that a fault of the code under test cannot hide
/// behind the same fault in the samples.
indirect enum SampleJSON {
    case text(String)
    case number(Int64)
    case list([SampleJSON])
    case object([(String, SampleJSON?)])

    /// The text without white space; members without a value are left out.
    var serialized: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .number(let number): "\(number)"
        case .list(let items): "[" + items.map(\.serialized).joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + members.compactMap { key, value in value.map { "\(Self.quoted(key)):\($0.serialized)" } }
                .joined(separator: ",") + "}"
        }
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..."\u{1f}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    static func texts(_ texts: [String: String]) -> SampleJSON? {
        texts.isEmpty ? nil : .object(texts.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
    }

    static func descriptor(_ descriptor: Descriptor) -> SampleJSON {
        .object([
            ("mediaType", .text(descriptor.mediaType)),
            ("digest", .text(descriptor.digest.description)),
            ("size", .number(descriptor.size)),
            ("urls", descriptor.urls.isEmpty ? nil : .list(descriptor.urls.map { .text($0) })),
            ("annotations", self.texts(descriptor.annotations)),
            ("platform", descriptor.platform.map { .object(self.platform($0)) }),
        ])
    }

    static func platform(_ platform: Platform) -> [(String, SampleJSON?)] {
        [
            ("architecture", .text(platform.architecture)),
            ("os", .text(platform.os)),
            ("os.version", platform.osVersion.map { .text($0) }),
            ("os.features", platform.osFeatures.isEmpty ? nil : .list(platform.osFeatures.map { .text($0) })),
            ("variant", platform.variant.map { .text($0) }),
        ]
    }
}
