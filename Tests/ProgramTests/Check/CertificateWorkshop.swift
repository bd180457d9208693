import Foundation

/// Certificates as `openssl` makes them, of the kinds that our own test authority does not issue.
struct CertificateWorkshop: Sendable {
    /// What a server shows.
    enum Chain: String, Sendable {
        /// Its own certificate and the one between it and the root.
        case whole
        /// Its own alone.
        case leafAlone
        /// Its own, and one of an authority that has nothing to do with it.
        case foreignMiddle
        /// One that signed itself.
        case selfSigned
        /// One that the root signed with SHA-1.
        case weak
    }

    private let directory: TemporaryDirectory

    /// The root's certificate, as a `ca_file` names it.
    var root: String { directory("root.pem") }

    /// Makes a root, an authority below it and the certificates of a host.
    init(in directory: TemporaryDirectory, name: String) async throws {
        let folder = TemporaryDirectory(path: directory("workshop"))
        self.directory = folder
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        let authority = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"]
        try await make("root", "/O=Corp/CN=Corp Root 2", ["-x509", "-days", "30"] + authority)
        try await make("other", "/CN=Other Root", ["-x509", "-days", "30"] + authority)
        let host = ["-addext", "subjectAltName=DNS:\(name)"]
        try await make("own", "/CN=\(name)", ["-x509", "-days", "30"] + host)
        try await make("middle", "/O=Corp/CN=Corp Issuing 3")
        try await make("leaf", "/CN=\(name)")
        try folder.write("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n", to: "middle.ext")
        try folder.write("subjectAltName=DNS:\(name)\nextendedKeyUsage=serverAuth\n", to: "leaf.ext")
        try await sign("middle", by: "root", as: "middle")
        try await sign("leaf", by: "middle", as: "leaf")
        try await sign("leaf", by: "root", as: "weak", ["-sha1"])
        try join(["leaf", "middle"], as: "whole")
        try join(["leaf", "other"], as: "foreign")
    }

    /// The files of a chain, as a web server's configuration names them.
    func files(_ chain: Chain) -> (certificate: String, key: String) {
        switch chain {
        case .whole: (directory("whole.pem"), directory("leaf.key"))
        case .leafAlone: (directory("leaf.pem"), directory("leaf.key"))
        case .foreignMiddle: (directory("foreign.pem"), directory("leaf.key"))
        case .selfSigned: (directory("own.pem"), directory("own.key"))
        case .weak: (directory("weak.pem"), directory("leaf.key"))
        }
    }

    /// A key and a certificate that it signed itself, or a request for one.
    private func make(_ name: String, _ subject: String, _ options: [String] = []) async throws {
        let isRequest = options.isEmpty
        try await ChildProcess.run(
            .openssl,
            [
                "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", subject,
                "-keyout", directory("\(name).key"), "-out", directory(isRequest ? "\(name).csr" : "\(name).pem"),
            ] + options
        )
    }

    private func sign(_ request: String, by issuer: String, as name: String, _ options: [String] = []) async throws {
        try await ChildProcess.run(
            .openssl,
            [
                "x509", "-req", "-in", directory("\(request).csr"), "-days", "20", "-out", directory("\(name).pem"),
                "-CA", directory("\(issuer).pem"), "-CAkey", directory("\(issuer).key"),
                "-extfile", directory("\(request).ext"),
            ] + options
        )
    }

    private func join(_ names: [String], as name: String) throws {
        let texts = try names.map { try String(contentsOfFile: directory("\($0).pem"), encoding: .utf8) }
        try directory.write(texts.joined(), to: "\(name).pem")
    }
}
