// Entry points for libFuzzer, one a parser; `scripts/fuzz.sh` compiles them together with the sources under test,
// instrumented, and picks one by name.

#if FUZZ_REFERENCE
func fuzz(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let image = try? ImageReference(parsing: text) {
        precondition((try? ImageReference(parsing: image.description))?.description == image.description)
    }
    guard let list = try? ImageList(parsing: bytes) else { return }
    // The names alone say the same as the list that they are from.
    let names = list.entries.map(\.text).joined(separator: "\n")
    precondition((try? ImageList(parsing: Array(names.utf8)))?.entries.map(\.image) == list.entries.map(\.image))
}
#elseif FUZZ_PLATFORM
func fuzz(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let platform = try? Platform(parsing: text) {
        precondition((try? Platform(parsing: platform.description)) == platform)
        _ = Node(platform).choose(among: [platform, nil])
    }
    _ = try? PlatformSelector(parsing: text)
}
#elseif FUZZ_JSON
func fuzz(_ bytes: [UInt8]) {
    if let json = try? JSON(parsing: bytes) {
        precondition((try? JSON(parsing: json.bytes(indent: nil))) == json)
    }
    _ = try? ManifestDocument(bytes: bytes, mediaType: nil)
    _ = try? ImageConfiguration(bytes: bytes)
}
#elseif FUZZ_TOML
func fuzz(_ bytes: [UInt8]) {
    guard let document = try? TOMLDocument(bytes: bytes, options: .init(redefinitions: .collected)) else { return }
    precondition(((try? TOMLDocument(bytes: bytes)) != nil) == document.redefinitions.isEmpty)
    var end = document.hasByteOrderMark ? 3 : 0
    for section in document.sections {
        precondition(section.range.lowerBound == end && section.body.upperBound <= section.range.upperBound)
        end = section.range.upperBound
        for pair in section.pairs {
            // A pair's bytes say by themselves what they say in the document.
            let alone = try? TOMLDocument(bytes: Array(bytes[pair.range]), options: .init(redefinitions: .collected))
            precondition(alone?.sections[0].pairs[0].range.count == pair.range.count)
        }
    }
    precondition(end == bytes.count)
    precondition(document.source(with: []) == bytes)
    let content = written(document.root)
    guard let again = try? TOMLDocument(bytes: TOMLWriter().bytes(of: content)) else {
        preconditionFailure("what is written is not read")
    }
    precondition(written(again.root) == content)
}

/// What can be written of what was read.
private func written(_ table: TOMLTable) -> TOMLContent {
    var content = TOMLContent(isExplicit: true)
    for entry in table.entries where entry.value.table == nil {
        content.set(.init(entry.key.name), to: written(entry.value))
    }
    for entry in table.entries {
        if let inner = entry.value.table { content.set(.init(entry.key.name), to: written(inner)) }
    }
    return content
}

private func written(_ value: TOMLValue) -> TOMLContent.Value {
    switch value.kind {
    case .string(let text): .string(text)
    case .integer(let number): .integer(number)
    case .boolean(let truth): .boolean(truth)
    case .array(let elements): .array(elements.map { written($0) })
    default: .string("\(value.range.count)")
    }
}
#elseif FUZZ_HTTP
/// What a client of the registry may put into a request target and the headers of ranges.
func fuzz(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let decoded = PercentEncoding.decode(bytes) {
        precondition(PercentEncoding.decode(Array(PercentEncoding.encode(decoded).utf8)) == decoded)
    }
    let (path, query) = text.pathAndQuery
    precondition(path.count + query.count <= text.count)
    for value in RequestQuery(query).all("n") { _ = Int64(digits: value.utf8) }
    for size in [0, 1, 1_000, Int64.max] as [Int64] {
        if case .part(let range) = ByteRange(header: text, size: size) {
            precondition(!range.isEmpty && range.lowerBound >= 0 && range.upperBound <= size)
        }
    }
    if let chunk = ChunkRange(header: text) { precondition(chunk.first >= 0 && chunk.count > 0) }
}
#elseif FUZZ_ARCHIVE
/// Stands in for the package that hashes: what is fuzzed is the reading of names and documents, not SHA-256.
struct ContentHasher: Sendable {
    let algorithm: Digest.Algorithm
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    init(_ algorithm: Digest.Algorithm) {
        self.algorithm = algorithm
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        state = bytes.reduce(state) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    var digest: Digest {
        let bytes = (0..<algorithm.hexLength / 2).map { UInt8(truncatingIfNeeded: state >> ($0 % 8 * 8)) }
        return Digest(algorithm: algorithm, bytes: bytes)
    }

    static func digest(of bytes: [UInt8], _ algorithm: Digest.Algorithm) -> Digest {
        var hasher = ContentHasher(algorithm)
        bytes.withUnsafeBytes { hasher.update($0) }
        return hasher.digest
    }
}

/// An archive written small: for each member type, size, name and link, then content; what remains is taken as it is.
func fuzz(_ bytes: [UInt8]) {
    var archive: [UInt8] = []
    var rest = bytes[...]
    while rest.count >= 34 {
        let record = Array(rest.prefix(34))
        let contents = rest.dropFirst(34).prefix(Int(record[1]))
        rest = rest.dropFirst(34 + contents.count)
        var header = TarMember(name: [UInt8](record[2..<18].prefix { $0 != 0 }), size: Int64(record[1])).header()
            .suffix(512).map { $0 }
        header[156] = record[0]
        header.replaceSubrange(157..<173, with: record[18..<34])
        header.replaceSubrange(148..<156, with: Array("        ".utf8))
        let octal = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
        header.replaceSubrange(148..<(148 + octal.utf8.count), with: Array(octal.utf8))
        archive += header + contents
        archive += [UInt8](repeating: 0, count: TarBlock.padding(after: Int64(contents.count)))
    }
    archive += rest
    let whole = events(archive, by: max(1, archive.count))
    precondition(whole == events(archive, by: 100))
    if let catalog = try? ArchiveCatalog(BytesInMemory(archive)) {
        for (path, file) in catalog.files {
            precondition(!path.components.contains("..") && file.size <= archive.count)
        }
        if let path = MemberPath("manifest.json"), let document = catalog.document(path),
            let docker = try? DockerArchive(parsing: document)
        {
            for item in docker.items { _ = try? item.manifest(in: catalog) }
        }
    }
}

/// The members, and the bytes of content.
private func events(_ bytes: [UInt8], by piece: Int) -> [String] {
    var reader = TarReader()
    var found: [String] = []
    var content = 0
    var start = 0
    while start < bytes.count {
        let part = Array(bytes[start...].prefix(piece))
        start += part.count
        let isDone = part.withUnsafeBytes { part in
            var position = 0
            while true {
                let next: TarReader.Event?
                do {
                    next = try reader.next(part, at: &position)
                } catch {
                    // Nobody goes on with a broken archive.
                    return true
                }
                guard let event = next else { return false }
                switch event {
                case .member(let member): found.append("\(member)")
                case .content(let range): content += range.count
                case .end: return true
                }
            }
        }
        if isDone { break }
    }
    return found + ["\(content)"]
}
#elseif FUZZ_COMPRESSION
struct ContentHasher: Sendable {
    let algorithm: Digest.Algorithm

    init(_ algorithm: Digest.Algorithm) {
        self.algorithm = algorithm
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {}

    var digest: Digest { Digest(algorithm: algorithm, bytes: [UInt8](repeating: 0, count: algorithm.hexLength / 2)) }

    static func digest(of bytes: [UInt8], _ algorithm: Digest.Algorithm) -> Digest { ContentHasher(algorithm).digest }
}

/// The first byte says how: to be decompressed as gzip or zstd, or compressed and back.
func fuzz(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let rest = Array(bytes.dropFirst())
    let format: CompressionFormat = first % 2 == 0 ? .gzip : .zstd
    switch first % 4 {
    case 0, 1: _ = try? decompressed(rest, format)
    default:
        var compressed: [UInt8] = []
        let encoder = try? Compression(format, level: 1)?.encoder()
        try? rest.withUnsafeBytes { try encoder?.encode($0, isLast: true) { compressed += $0 } }
        precondition((try? decompressed(compressed, format)) == rest)
    }
}

private func decompressed(_ bytes: [UInt8], _ format: CompressionFormat) throws -> [UInt8] {
    guard let decoder = try format.decoder() else { return bytes }
    let limit = 1 << 20
    let source = DecompressedBytes(BytesInMemory(bytes), start: [], decoder: decoder, limit: Int64(limit))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 16)
    defer { buffer.deallocate() }
    var result: [UInt8] = []
    while true {
        let count = try source.read(into: buffer)
        if count == 0 { return result }
        result += buffer[..<count]
        precondition(result.count <= limit)
    }
}
#elseif FUZZ_REWRITE
/// The pattern, the text and the template, with zero bytes between them.
func fuzz(_ bytes: [UInt8]) {
    let parts = bytes.prefix(512).split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let pattern = try? RewritePattern(String(decoding: parts[0], as: UTF8.self)) else { return }
    let text = String(decoding: parts[1], as: UTF8.self)
    let replaced: String = pattern.replacingAll(in: text, with: String(decoding: parts[2], as: UTF8.self))
    precondition(pattern.matches(text) || replaced == text)
}
#elseif FUZZ_REGISTRIES
func fuzz(_ bytes: [UInt8]) {
    for strictness in [RegistriesConfiguration.Strictness.strict, .lenient] {
        guard let configuration = try? RegistriesConfiguration(parsing: bytes, strictness: strictness),
            let image = try? ImageReference(parsing: "docker.io/library/busybox:1")
        else { continue }
        for flavour in Flavour.allCases {
            for platform in ["linux/amd64", "windows/amd64:10.0.20348"] {
                guard let node = try? Node(parsing: platform) else { continue }
                let options = PlanOptions(flavour: flavour, node: node, embeddedRegistry: "127.0.0.1:6443")
                let plan = Planner(configuration, options: options).plan(for: image)
                precondition(flavour == .windlass || !plan.endpoints.isEmpty)
            }
        }
    }
}
#elseif FUZZ_CREDENTIALS
/// A file or an answer of one of five kinds; the first byte says which.
func fuzz(_ bytes: [UInt8]) {
    guard let first = bytes.first, let target = try? CredentialTarget(parsing: "h.io/team/app") else { return }
    let rest = Array(bytes.dropFirst())
    switch first % 5 {
    case 0:
        guard let configuration = try? DockerConfiguration(parsing: rest) else { return }
        if let found = try? configuration.credential(for: target) {
            precondition(DockerKey(found.key)?.host == target.host)
        }
        if let helper = try? configuration.helper(for: target) {
            precondition(!helper.program.contains("/") && !helper.program.contains("\\"))
        }
        // A login that is stored is the one that is found, and one that is removed is gone.
        let login = AuthConfiguration(username: "u", password: Secret("p"))
        guard var text = try? DockerConfigurationText(rest) else { preconditionFailure("read, and not to be changed") }
        let key = text.set(login, for: target)
        let changed = try? DockerConfiguration(parsing: text.bytes)
        precondition((try? changed?.credential(for: CredentialTarget(parsing: "h.io")))?.key == key)
        precondition(text.remove(target) && !text.remove(target))
    case 1: _ = try? DockerHelper.answer(status: 0, output: rest, for: target)
    case 2:
        guard let list = try? CredentialProviderConfiguration(parsing: rest) else { return }
        let providers = try? list.providers
        guard let text = list.text else { return }
        // What is written again is what was read.
        let again = try? CredentialProviderConfiguration(parsing: Array(text.utf8))
        precondition(again?.names == list.names)
        precondition(providers == nil || (try? again?.providers) == providers)
    case 3: _ = try? CredentialProviderResponse(parsing: rest)
    default:
        let parts = String(decoding: rest, as: UTF8.self).split(separator: "\n", maxSplits: 1).map(String.init)
        guard let pattern = parts.first.flatMap(ImagePattern.init(parsing:)) else { return }
        // What has no pattern in it matches itself.
        precondition(pattern.matches(pattern) || pattern.text.contains("["))
        if let image = parts.last.flatMap(ImagePattern.init(key:)) { _ = pattern.matches(image) }
    }
}
#elseif FUZZ_LINT
private let lintTargets = [
    LintTarget(system: .linux, version: ContainerdVersion(2, 2)),
    LintTarget(system: .windows, version: ContainerdVersion(1, 7, isK3sBuild: true)), LintTarget(),
]

/// A file of one of four kinds for one of three nodes; the first byte says which.
func fuzz(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let target = lintTargets[Int(first / 4) % lintTargets.count]
    let text = Array(bytes.dropFirst())
    let findings: [Finding]
    switch first % 4 {
    case 0: findings = configurationFindings(text, in: "config.toml", target)
    case 1: findings = configurationFindings(text, in: "config-v3.toml.tmpl", target)
    case 2:
        findings = HostsFileLint(file: "hosts.toml", bytes: text, registry: nil, target: target).findings()
    default:
        findings = RegistriesLint(file: "registries.yaml", bytes: text, target: target).findings()
    }
    precondition(findings.allSatisfy { $0.position.map { $0.line >= 1 && $0.column >= 1 } ?? true })
}

private func configurationFindings(_ bytes: [UInt8], in file: String, _ target: LintTarget) -> [Finding] {
    let surroundings = ConfigurationLint.Surroundings(hostsDirectory: "x", isReadableByOthers: true)
    let lint = ConfigurationLint(file: file, bytes: bytes, target: target, surroundings: surroundings)
    let findings = lint.findings()
    precondition(findings == findings.inOrder())
    // What TOML refuses is found; only the parser of containerd 1 takes some of it.
    if file == "config.toml", target.version?.major != 1, (try? TOMLDocument(bytes: bytes)) == nil {
        let codes = findings.map(\.code.rawValue)
        precondition(codes.contains { $0.hasPrefix("toml-") || $0.hasPrefix("encoding") })
    }
    return findings
}
#endif

@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    fuzz(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
