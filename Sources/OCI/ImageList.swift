/// A list of images to be pulled before anything needs them, as K3s and RKE2 read it from
/// `agent/images/*.txt`: one image a line.
///
/// Blanks around a name and blank lines say nothing; `#` begins a comment, at the start of a line and after a blank.
/// Source: `prePullImages` in `pkg/agent/containerd/containerd.go` of k3s-io/k3s, whose lines end at 64 KiB too.
public struct ImageList: Hashable, Sendable {
    /// One image, where it stands for the first time.
    public struct Entry: Hashable, Sendable {
        /// The name as it is written.
        public let text: String
        /// What the name means.
        public let image: ImageReference
        /// The line, counted from 1.
        public let line: Int
    }

    /// A line that names no image.
    public struct Fault: Hashable, Sendable {
        /// The line, counted from 1.
        public let line: Int
        /// What is wrong with it: what a name's parts throw, or `reference-invalid` with `utf-8`.
        public let error: OCIError
    }

    /// The most bytes of a file: 16 MiB, which is a hundred thousand names.
    public static let maximumSize = 16 << 20
    /// The most bytes of a line, its end not counted.
    public static let maximumLineSize = 64 << 10
    /// The most different images.
    public static let maximumCount = 100_000

    /// The images in the order of the file, each once.
    public private(set) var entries: [Entry] = []
    /// Every line that names no image, in the order of the file.
    public private(set) var faults: [Fault] = []

    /// Reads a file. A byte order mark and CRLF are let be.
    ///
    /// - Throws: ``OCIError/Code/invalidImageList`` for a file that cannot be read on: `too-large`, `line-too-long`,
    ///   `too-many-images` or `utf-16` are its details, and the line its subject.
    public init(parsing bytes: some Collection<UInt8>) throws(OCIError) {
        guard bytes.count <= Self.maximumSize else { throw Self.unreadable(1, "too-large") }
        guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
            throw Self.unreadable(1, "utf-16")
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.dropFirst(bytes.starts(with: mark) ? mark.count : 0)
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var seen: Set<ImageReference> = []
        for (offset, line) in lines.enumerated() {
            guard line.count <= Self.maximumLineSize else { throw Self.unreadable(offset + 1, "line-too-long") }
            do {
                guard let name = try Self.name(in: line) else { continue }
                let image = try ImageReference(parsing: name)
                guard seen.insert(image).inserted else { continue }
                entries.append(Entry(text: name, image: image, line: offset + 1))
            } catch {
                faults.append(Fault(line: offset + 1, error: error))
            }
            guard entries.count + faults.count <= Self.maximumCount else {
                throw Self.unreadable(offset + 1, "too-many-images")
            }
        }
    }

    /// What a line says besides blanks and its comment; nil for nothing.
    private static func name(in line: some Collection<UInt8>) throws(OCIError) -> String? {
        guard let text = String(validating: line, as: UTF8.self) else {
            throw OCIError(.invalidReference, subject: String(decoding: line, as: UTF8.self), detail: "utf-8")
        }
        let scalars = text.unicodeScalars
        var name = String.UnicodeScalarView()
        var blanks = String.UnicodeScalarView()
        for scalar in scalars {
            if scalar.properties.isWhitespace {
                if !name.isEmpty { blanks.append(scalar) }
            } else if scalar == "#", name.isEmpty || !blanks.isEmpty {
                break
            } else {
                name.append(contentsOf: blanks)
                name.append(scalar)
                blanks = String.UnicodeScalarView()
            }
        }
        return name.isEmpty ? nil : String(name)
    }

    private static func unreadable(_ line: Int, _ detail: String) -> OCIError {
        OCIError(.invalidImageList, subject: String(line), detail: detail)
    }
}
