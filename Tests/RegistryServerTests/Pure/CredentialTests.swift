import NIOCore
import Testing

@testable import RegistryServer

@Suite("Credentials of a request")
struct CredentialTests {
    @Test(
        "are user and password up to the first colon",
        arguments: [
            ("Basic YTpi", "a", "b"), ("basic YTpi", "a", "b"), ("BASIC YTpi", "a", "b"),
            ("Basic YTpiOmM=", "a", "b:c"),
            ("Basic Og==", "", ""), ("Basic YTo=", "a", ""), ("Basic w6Q6w7Y=", "ä", "ö"),
        ]
    )
    func read(header: String, user: String, password: String) throws {
        let credential = try #require(BasicCredential(header: header))
        #expect(credential.user == user)
        #expect(credential.password == password)
    }

    @Test(
        "of another kind are none",
        arguments: [
            "", "Basic", "Basic ", "Bearer YTpi", "YTpi", "Basic YQ==", "Basic !", "Basic YTpi YTpi", "Basic /zph",
        ]
    )
    func refused(header: String) {
        #expect(BasicCredential(header: header) == nil)
    }

    @Test("are shown nowhere")
    func hidden() throws {
        // alice:sesame
        let credential = try #require(BasicCredential(header: "Basic YWxpY2U6c2VzYW1l"))
        #expect(credential.password == "sesame")
        var dumped = ""
        dump(credential, to: &dumped)
        dump([credential], to: &dumped)
        dump(["key": Optional(credential)], to: &dumped)
        let texts = [
            "\(credential)", String(reflecting: credential), "\([credential])", "\(Optional(credential) as Any)",
        ]
        for text in texts + [dumped] {
            #expect(!text.contains("sesame") && !text.contains("alice") && !text.contains("YWxp"))
        }
    }

    @Test("count for a while once they were found good, and a shorter one once they were found bad")
    func expiry() {
        let verified = VerifiedCredentials()
        let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
        #expect(verified.isGood("good", at: start) == nil)
        verified.record("good", isGood: true, at: start)
        verified.record("bad", isGood: false, at: start)
        #expect(verified.isGood("good", at: start) == true)
        #expect(verified.isGood("bad", at: start) == false)
        #expect(verified.isGood("Good", at: start) == nil)
        let late = start + VerifiedCredentials.rejectionLifetime
        #expect(verified.isGood("bad", at: late - .nanoseconds(1)) == false)
        #expect(verified.isGood("bad", at: late) == nil)
        let used = start + VerifiedCredentials.lifetime - .nanoseconds(1)
        #expect(verified.isGood("good", at: used) == true)
        // From its last use on.
        #expect(verified.isGood("good", at: used + VerifiedCredentials.lifetime - .nanoseconds(1)) == true)
        #expect(verified.isGood("good", at: used + VerifiedCredentials.lifetime * 2) == nil)
    }

    @Test("found out last count, and are forgotten together")
    func replaced() {
        let verified = VerifiedCredentials()
        let start = NIODeadline.uptimeNanoseconds(0)
        verified.record("x", isGood: false, at: start)
        verified.record("x", isGood: true, at: start)
        #expect(verified.isGood("x", at: start) == true)
        verified.removeAll()
        #expect(verified.isGood("x", at: start) == nil)
    }

    @Test("are never kept for more than ten thousand, the expired ones going first")
    func bounded() {
        let verified = VerifiedCredentials()
        let start = NIODeadline.uptimeNanoseconds(0)
        verified.record("known", isGood: true, at: start)
        for number in 0..<9_999 { verified.record("\(number)", isGood: false, at: start) }
        let later = start + .seconds(10)
        verified.record("new", isGood: true, at: later)
        #expect(verified.isGood("known", at: later) == true)
        for number in 0..<10_000 { verified.record("\(number)", isGood: true, at: later) }
        let kept = (0..<10_000).count { verified.isGood("\($0)", at: later) != nil }
        #expect(kept <= 10_000)
        #expect(verified.isGood("known", at: later) == nil)
    }
}
