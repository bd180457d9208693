import Diagnosis
import RegistryTesting
import Testing

@Suite struct AuthoritySourceTests {
    @Test(arguments: ["\n", "\r\n"])
    func `Certificates are read from among whatever else there is`(_ lineEnd: String) throws {
        let (one, two) = (try TestCertificateAuthority(), try TestCertificateAuthority())
        let identity = try one.issue()
        let text = [
            "\u{FEFF}# our roots", one.certificatePEM, identity.keyPEM,
            "-----BEGIN CERTIFICATE-----\nMIIB!!\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----",
            two.certificatePEM, "-----BEGIN CERTIFICATE-----\nMIIB",
        ].joined(separator: "\n")
        let source = AuthoritySource(name: "ca.pem", pem: text.replacing("\n", with: lineEnd).utf8)
        #expect(source.name == "ca.pem" && source.count == 2)
    }

    @Test func `A file without end is read to a limit`() throws {
        let authority = try TestCertificateAuthority()
        let many = String(repeating: authority.certificatePEM, count: 2100)
        #expect(AuthoritySource(name: "many", pem: many.utf8).count == 2000)
        let far = String(repeating: "#\n", count: 2 << 20) + authority.certificatePEM
        #expect(AuthoritySource(name: "far", pem: far.utf8).count == 0)
        #expect(AuthoritySource(name: "none", pem: "".utf8).count == 0)
    }
}
