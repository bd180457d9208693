import RegistryTesting

/// Certificate files that registries.yaml names.
struct CaseCertificates: Sendable {
    let authority: String
    let certificate: String
    let key: String
    /// A root that stands for the public ones.
    let publicRoots: String

    init(in directory: TemporaryDirectory) throws {
        let authority = try TestCertificateAuthority(name: "one")
        let client = try authority.issueClient(name: "node")
        self.authority = try directory.write(authority.certificatePEM, to: "ca.crt")
        certificate = try directory.write(client.certificatePEM, to: "client.crt")
        key = try directory.write(client.keyPEM, to: "client.key")
        let root = try TestCertificateAuthority(name: "public")
        publicRoots = try directory.write(root.certificatePEM, to: "public.crt")
    }

    func named(in registries: String) -> String {
        registries.replacing(": CA", with: ": \(authority)").replacing(": CERT", with: ": \(certificate)")
            .replacing(": KEY", with: ": \(key)")
    }
}
