import Crypto
import Diagnosis
import RegistryClient
import RegistryTesting
import SwiftASN1
import Testing
import X509

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Whatever a server shows, the analysis ends, and its texts are fit to be shown.
@Suite struct HostileChainTests {
    @Test(arguments: 0..<10)
    func `Mutated certificates do no harm`(_ seed: Int) async throws {
        var random = SplitMix(state: UInt64(seed))
        let root = try TestCertificateAuthority(name: "Corp Root", organization: "Corp")
        let middle = try root.makeIntermediate(name: "Issuing", organization: "Corp")
        let identity = try middle.issue(names: ["r.example"], addresses: ["10.0.0.1"], issuerURL: "http://a.example/c")
        let whole = [identity.certificateDER, middle.certificateDER, root.certificateDER]
        let configured = AuthoritySource(name: "ca.pem", pem: root.certificatePEM.utf8)
        var changed = 0
        for _ in 0..<250 {
            var chain = whole
            let place = Int.random(in: chain.indices, using: &random)
            chain[place] = mutated(chain[place], &random)
            let seen = await ChainAnalysis(
                chain: chain,
                host: Bool.random(using: &random) ? "r.example" : "10.0.0.1",
                configured: configured,
                others: [],
                now: Int64.random(in: -1...4_102_444_800, using: &random)
            )
            #expect(seen.links.count == chain.count)
            if seen.links.contains(where: { $0.certificate == nil }) { changed += 1 }
            for link in seen.links {
                for text in [link.certificate?.subject, link.certificate?.issuer].compactMap(\.self) {
                    #expect(text.utf8.count <= 2050 && !text.unicodeScalars.contains { $0.value < 0x20 })
                }
            }
        }
        #expect(changed > 0)
    }

    /// Some bytes changed, put in or taken out.
    private func mutated(_ bytes: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 1: bytes.remove(at: place)
            case 2: bytes[place] = [0x00, 0x7F, 0x80, 0x84, 0xFF].randomElement(using: &random)!
            default: bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
        }
        return bytes
    }

    @Test func `Authorities that all sign each other are not followed for ever`() async throws {
        // Fifteen certificates of one key, which could follow each other in any order.
        let chain = try tangle(count: 15)
        let other = try TestCertificateAuthority()
        let seen = await ChainAnalysis(
            chain: chain,
            host: "r.example",
            configured: AuthoritySource(name: "ca.pem", pem: other.certificatePEM.utf8),
            others: [AuthoritySource(name: "system", pem: other.certificatePEM.utf8)],
            now: 0
        )
        #expect(seen.links.count == 15 && !seen.acceptedByConfigured)
    }

    private func tangle(count: Int) throws -> [[UInt8]] {
        let key = P256.Signing.PrivateKey()
        let name = try DistinguishedName { CommonName("A") }
        return try (0..<count).map { number in
            let certificate = try Certificate(
                version: .v3,
                serialNumber: Certificate.SerialNumber(),
                publicKey: Certificate.PublicKey(key.publicKey),
                notValidBefore: Date(timeIntervalSince1970: 0),
                notValidAfter: Date(timeIntervalSince1970: 4_102_444_800),
                issuer: name,
                subject: name,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                    SubjectAlternativeNames([.dnsName("\(number).example")])
                },
                issuerPrivateKey: Certificate.PrivateKey(key)
            )
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            return serializer.serializedBytes
        }
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
            return value ^ value >> 31
        }
    }
}
