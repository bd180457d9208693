import Registries

/// The certificate files of a configuration and where they stand on the node.
///
/// A file that could be read goes into the rendered tree, once, below the directory of the first host whose settings
/// name it; one that could not stays where the configuration says it is.
struct TLSMaterial {
    /// The names that files have in the rendered tree.
    static let fileNames = ["ca.pem", "client.pem", "client-key.pem"]

    private let target: RenderTarget
    private let contents: [String: [UInt8]]
    private(set) var files: [String: RenderedFile] = [:]
    /// Where each file was put, by its own path and what it is for.
    private var places: [[String]: String] = [:]
    private(set) var missing: Set<String> = []
    /// What the configuration calls each file, by its path on the node.
    private(set) var names: [String: String] = [:]
    private(set) var isBundled = false
    /// Whether any endpoint has a CA.
    private(set) var hasAuthorities = false

    init(_ contents: [String: [UInt8]], target: RenderTarget) {
        self.contents = contents
        self.target = target
    }

    /// The keys of hosts.toml for one endpoint.
    mutating func write(_ tls: TLSSettings, of key: String?, into table: inout TOMLContent) {
        let owner = key.map { $0 == "*" ? HostDirectory.wildcard : $0 }
        if let file = tls.caFile {
            hasAuthorities = true
            table.set("ca", to: .strings([place(file, as: "ca.pem", of: owner)]))
        }
        if let certificate = tls.certFile, let keyFile = tls.keyFile {
            let pair = [
                place(certificate, as: "client.pem", of: owner), place(keyFile, as: "client-key.pem", of: owner),
            ]
            table.set("client", to: .array([.strings(pair)]))
        }
        if tls.insecureSkipVerify { table.set("skip_verify", to: true) }
    }

    /// The path on the node of a file that the configuration names.
    mutating func place(_ file: String, as name: String, of owner: String?) -> String {
        let system = target.system
        guard let owner, var bytes = contents[file] else {
            missing.insert(file)
            // Go takes such a path for one below the directory of hosts.toml; it is meant from the drive's root.
            let absolute = system.drivePath(file)
            names[absolute] = file
            return absolute
        }
        if let place = places[[file, name]] { return place }
        let directory = Self.directory(of: owner.lowercased(), on: system)
        let path = "tls/\(directory)/\(name)"
        let destination = ["tls", directory, name].reduce(target.directory, system.path)
        if name == "ca.pem", target.authoritiesReplaceRoots, let roots = target.publicRoots {
            if bytes.last != 0x0A { bytes.append(0x0A) }
            bytes += roots
            isBundled = true
        }
        names[destination] = file
        places[[file, name]] = destination
        files[path] = RenderedFile(
            path: path,
            destination: destination,
            bytes: bytes,
            isSecret: name == "client-key.pem" || Self.holdsPrivateKey(bytes)
        )
        return destination
    }

    /// A directory for one host alone: a name that the system takes, and that leads nowhere else. URLs have hosts like
    /// `..` and `aux` too.
    private static func directory(of host: String, on system: NodeSystem) -> String {
        let name = Array(HostDirectory.name(for: host, on: .linux).utf8)
        let isOfDots = name.allSatisfy { $0 == UInt8(ascii: ".") }
        let stem = String(decoding: name.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
        let isDevice = system == .windows && devices.contains(stem)
        let isKept: (Int) -> Bool = { index in
            switch name[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0 || !isDevice
            case UInt8(ascii: "."): !isOfDots && (index < name.count - 1 || system == .linux)
            case UInt8(ascii: ":"): system == .linux
            default: "_-[]".utf8.contains(name[index])
            }
        }
        let pieces = name.indices.map { index in
            guard !isKept(index) else { return String(UnicodeScalar(name[index])) }
            return "%" + (name[index] < 0x10 ? "0" : "") + String(name[index], radix: 16, uppercase: true)
        }
        return pieces.joined()
    }

    /// Names that Windows takes for devices, with anything behind a dot.
    private static let devices: Set<String> = Set(
        ["con", "prn", "aux", "nul"] + (0...9).flatMap { ["com\($0)", "lpt\($0)"] }
    )

    /// A client certificate's file may hold its key as well.
    private static func holdsPrivateKey(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains("PRIVATE KEY-----")
    }
}
