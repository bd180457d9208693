import RegistryTesting

extension SeededCase {
    /// What registries.yaml says, with a registry behind it that is well.
    static let files: [SeededCase] = refused + misunderstood

    /// Files that are not taken at all.
    private static let refused: [SeededCase] = [
        fileCase("endpoints instead of endpoint", "pain 15, 27", "unknown-key") {
            "mirrors: {\"\($0)\": {endpoints: [\"http://\($0)\"]}}\n"
        },
        fileCase("one endpoint where a list belongs", "pain 15", "wrong-type") {
            "mirrors: {\"\($0)\": {endpoint: \"http://\($0)\"}}\n"
        },
        fileCase("an asterisk without quotes", "pain 16", "yaml-unquoted-asterisk") {
            "mirrors:\n  *:\n    endpoint: [\"http://\($0)\"]\n"
        },
        fileCase("a tab for indentation", "W-36", "yaml-tab") {
            "mirrors:\n\t\"\($0)\":\n\t\tendpoint: [\"http://\($0)\"]\n"
        },
        fileCase("a Windows path in double quotes", "W-38, pain 8", "yaml-unknown-escape") {
            FileText.configs($0, tls: #"ca_file: "C:\certs\ca.pem""#)
        },
        fileCase("an auth that is not base64", "pain 15", "auth-not-base64") {
            FileText.configs($0, auth: "auth: \"puller:secret\"")
        },
        fileCase("a password without a user", "pain 15", "password-without-username") {
            FileText.configs($0, auth: "password: correct-horse")
        },
        fileCase("a client certificate without its key", "fault 9", "client-cert-without-key") {
            FileText.configs($0, tls: "cert_file: /etc/ssl/node.crt")
        },
        fileCase("a rewrite that Go's expressions do not have", "pain 27", "rewrite-invalid-pattern") {
            FileText.mirror($0, ["http://\($0)"], rewrites: ["(?=app)": "x"])
        },
        fileCase("an endpoint that is no URL of a host", "pain 6", "endpoint-invalid") {
            FileText.mirror($0, ["ftp://\($0)"])
        },
        fileCase("a key twice", "pain 4", "duplicate-key") {
            "mirrors:\n  \"\($0)\": {endpoint: []}\n  \"\($0)\": {endpoint: [\"http://\($0)\"]}\n"
        },
    ]

    private static func fileCase(
        _ description: String,
        _ source: String,
        _ code: String,
        yaml: @escaping @Sendable (_ host: String) -> String
    ) -> SeededCase {
        SeededCase(description, source, code, at: "file") { scene in
            let registry = try await scene.registry()
            return CheckSetup(registry, yaml(registry.host)).with(\.endpoint, nil)
        }
    }

    /// Files that are taken, and do something else than was meant.
    private static let misunderstood: [SeededCase] = [
        SeededCase("credentials for every host", "pain 16", "wildcard-auth-withheld", at: "file", "warning") { scene in
            let registry = try await scene.registry()
            return CheckSetup(registry, FileText.configs("*", auth: scene.login)).with(\.endpoint, nil)
        },
        SeededCase(
            "credentials for every host, which this one demands",
            "pain 16",
            "wildcard-auth-withheld",
            at: "file"
        ) { scene in
            let registry = try await scene.registry(authentication: scene.password)
            return CheckSetup(registry, FileText.configs("*", auth: scene.login)).with(\.endpoint, nil)
                .with(\.availableAt, 0)
        },
        SeededCase("settings under another port than the registry's", "pain 17", "config-unused", at: "file") { scene in
            let registry = try await scene.registry(authentication: scene.password)
            let host = "127.0.0.1:\(registry.port == 1 ? 2 : registry.port - 1)"
            let yaml = FileText.mirror(registry.host, [registry.origin]) + FileText.configs(host, auth: scene.login)
            return CheckSetup(registry, yaml).with(\.endpoint, nil)
        },
        SeededCase("a ca_file that is not there", "pain 32", "ca-file-missing", at: "file") { scene in
            let registry = try await scene.registry(tls: try scene.tls())
            let host = CheckSetup.host(registry)
            return CheckSetup(registry, FileText.configs(host, tls: "ca_file: \(scene.directory("no.pem"))"))
                .with(\.endpoint, nil)
        },
        SeededCase("a client certificate that is not there", "fault 9", "tls-file-missing", at: "file") { scene in
            let registry = try await scene.registry(tls: try scene.tls(demanding: scene.authority))
            let (cert, key) = (scene.directory("no.crt"), scene.directory("no.key"))
            let tls = "\(scene.trust), cert_file: \(cert), key_file: \(key)"
            return CheckSetup(registry, FileText.configs(CheckSetup.host(registry), tls: tls)).with(\.endpoint, nil)
        },
        SeededCase("two rules for one name", "pain 23", "rewrite-overlap", at: "file", "warning") { scene in
            let registry = try await scene.registry(repository: "mirror/app")
            registry.add(.linux(), repository: "other/app", tag: "1")
            let rules = ["(.*)": "mirror/$1", "^app$": "other/app"]
            let yaml = FileText.mirror("hub.test", [registry.origin], rewrites: rules)
            return CheckSetup(yaml, image: "hub.test/app:1").with(\.availableAt, 1)
                .with(\.arguments, ["--disable-default-endpoint"])
        },
        SeededCase("an endpoint twice", "pain 26", "endpoint-duplicate", at: "file", "warning") { scene in
            let registry = try await scene.registry()
            let yaml = FileText.mirror("hub.test", [registry.origin, registry.origin])
            return CheckSetup(yaml, image: "hub.test/app:1").with(\.availableAt, 1)
                .with(\.arguments, ["--disable-default-endpoint"])
        },
        SeededCase(
            "a rewrite beside the registry itself",
            "pain 22",
            "rewrite-on-default-endpoint",
            at: "file",
            "warning"
        ) {
            scene in
            let registry = try await scene.registry()
            let yaml = FileText.mirror(registry.host, [registry.origin], rewrites: ["^app$": "other/app"])
            return CheckSetup(yaml, image: "\(registry.host)/app:1").with(\.availableAt, 1)
        },
        SeededCase("a project as an endpoint's path", "pain 24", "endpoint-path", at: "ping") { scene in
            let registry = try await scene.registry(repository: "project/app", faults: [scene.webSite])
            let yaml = FileText.mirror("hub.test", ["\(registry.origin)/project"])
            return CheckSetup(yaml, image: "hub.test/app:1").with(\.endpoint, "\(registry.origin)/project")
                .with(\.arguments, ["--disable-default-endpoint"])
        },
        SeededCase(
            "a CA's path of Linux for a Windows node",
            "W-39, pain 10",
            "linux-path-on-windows",
            at: "file",
            "warning"
        ) {
            scene in
            let registry = try await scene.registry(
                tls: try scene.tls(),
                image: .windows(version: "10.0.20348.2700")
            )
            return CheckSetup(registry, scene.settings(registry)).with(\.nodes, ["windows/amd64:10.0.20348"])
                .with(\.endpoint, nil)
        },
    ]

    /// Encodings that Windows editors and consoles leave behind.
    static let encodings: [SeededCase] = [
        SeededCase("UTF-16 without a mark", "W-33, pain 7", "encoding-utf16", at: "file") { scene in
            let registry = try await scene.registry()
            let yaml = FileText.mirror(registry.host, [registry.origin])
            return CheckSetup(registry).with(\.endpoint, nil)
                .with(\.registries, yaml.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] })
        },
        SeededCase("UTF-16 with a mark, which is read", "W-32, pain 7", "encoding-utf16", at: "file", "warning") {
            scene in
            let registry = try await scene.registry()
            let yaml = FileText.mirror(registry.host, [registry.origin])
            return CheckSetup(registry).with(\.endpoint, nil).with(\.availableAt, 1)
                .with(\.registries, [0xff, 0xfe] + yaml.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] })
        },
        SeededCase("a password in an 8-bit code page", "W-35", "encoding-ansi", at: "file") { scene in
            let registry = try await scene.registry()
            let head = Array("configs:\n  \"\(registry.host)\": {auth: {username: puller, password: \"gr".utf8)
            return CheckSetup(registry).with(\.endpoint, nil)
                .with(\.registries, head + [0xfc] + Array("n-horse\"}}\n".utf8))
        },
    ]
}

extension CheckScene {
    /// Everything but the API is a web site, as with a registry that has a user interface.
    var webSite: FaultRule {
        FaultRule(.portalPage, on: .uri { !$0.hasPrefix("/v2/") }, .always, beforeAuthentication: true)
    }
}
