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
