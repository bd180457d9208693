import Diagnosis
import RegistryClient
import RegistryTesting
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct ChainAnalysisTests {
    typealias Problem = ChainAnalysis.Problem

    private static func source(_ name: String, _ authorities: TestCertificateAuthority...) -> AuthoritySource {
        AuthoritySource(name: name, pem: authorities.map(\.certificatePEM).joined().utf8)
    }

    private func analysis(
        _ identity: TestIdentity,
        _ chain: [TestCertificateAuthority] = [],
        host: String = "r.example",
        configured: AuthoritySource? = nil,
        others: [AuthoritySource] = [],
        now: Int64 = Int64(time(nil))
    ) async -> ChainAnalysis {
        await ChainAnalysis(
            chain: [identity.certificateDER] + chain.map(\.certificateDER),
            host: host,
            configured: configured,
            others: others,
            now: now
        )
    }

    @Test func `A good chain has nothing wrong, and its fields are told`() async throws {
        let root = try TestCertificateAuthority(name: "Corp Root", organization: "Corp")
        let middle = try root.makeIntermediate(name: "Corp Issuing", organization: "Corp")
        let identity = try middle.issue(names: ["r.example"], addresses: [])
        let seen = await analysis(identity, [middle], configured: Self.source("ca.pem", root))
        #expect(seen.problems == [])
        #expect(seen.acceptedBy == [.init(source: "ca.pem", root: "Corp Root, Corp")] && seen.acceptedByConfigured)
        #expect(seen.links.map(\.isAuthority) == [false, true])
        #expect(seen.links.map(\.signature) == [.other, .other])
        #expect(seen.links.map { $0.certificate?.subject } == ["r.example", "Corp Issuing, Corp"])
        #expect(seen.links.map { $0.certificate?.issuer } == ["Corp Issuing, Corp", "Corp Root, Corp"])
        #expect(seen.links[0].certificate?.fingerprint.utf8.count == 64)
    }

    @Test func `Nodes trust only their file, and the chain ends elsewhere`() async throws {
        let ours = try TestCertificateAuthority(name: "Corp Root 1", organization: "Corp")
        let theirs = try TestCertificateAuthority(name: "Corp Root 2", organization: "Corp")
        let identity = try theirs.issue(names: ["r.example"], addresses: [])
        let configured = Self.source("ca.pem", ours)
        for chain in [[], [theirs]] {
            let seen = await analysis(identity, chain, configured: configured)
            #expect(seen.problems == [.unknownAuthority(issuer: "Corp Root 2, Corp")])
            #expect(seen.acceptedBy == [] && !seen.acceptedByConfigured)
        }
        // Another endpoint's file has it: that one can be named, but trusts nothing here.
        let other = Self.source("other.pem", theirs)
        let seen = await analysis(identity, configured: configured, others: [other])
        #expect(seen.problems == [.unknownAuthority(issuer: "Corp Root 2, Corp")])
        #expect(seen.acceptedBy == [.init(source: "other.pem", root: "Corp Root 2, Corp")])
        // The system's roots count for every endpoint.
        let system = Self.source(AuthoritySource.system, theirs)
        let trusted = await analysis(identity, configured: configured, others: [system])
        #expect(trusted.problems == [] && !trusted.acceptedByConfigured && trusted.acceptedBy.count == 1)
    }

    @Test func `A server that leaves out the intermediate is told from an unknown authority`() async throws {
        let root = try TestCertificateAuthority(name: "Corp Root", organization: "Corp")
        let middle = try root.makeIntermediate(name: "Corp Issuing", organization: "Corp")
        let configured = Self.source("ca.pem", root)
        let identity = try middle.issue(names: ["r.example"], addresses: [])
        let missing = await analysis(identity, configured: configured)
        #expect(missing.problems == [.missingIntermediate(issuer: "Corp Issuing, Corp")])
        // Nobody knows the organization, and nothing says that there is more.
        let alone = await analysis(identity, configured: Self.source("ca.pem", try TestCertificateAuthority(name: "X")))
        #expect(alone.problems == [.unknownAuthority(issuer: "Corp Issuing, Corp")])
        // The certificate says where its issuer is found.
        let pointing = try middle.issue(names: ["r.example"], addresses: [], issuerURL: "http://aia.example/ca.crt")
        let pointed = await analysis(pointing)
        #expect(pointed.problems == [.missingIntermediate(issuer: "Corp Issuing, Corp")])
        // A second intermediate is missing.
        let lower = try middle.makeIntermediate(name: "Corp Lower", organization: "Corp")
        let deep = await analysis(try lower.issue(names: ["r.example"], addresses: []), [lower], configured: configured)
        #expect(deep.problems == [.missingIntermediate(issuer: "Corp Issuing, Corp")])
        // Whose file has the intermediate itself accepts it.
        let direct = await analysis(identity, configured: Self.source("ca.pem", middle))
        #expect(direct.problems == [] && direct.acceptedByConfigured)
    }

    @Test func `An issuer that calls itself a root is none that is missing`() async throws {
        let root = try TestCertificateAuthority(name: "Corp ROOT-2", organization: "Corp")
        let known = try TestCertificateAuthority(name: "Corp Root", organization: "Corp")
        let identity = try root.issue(names: ["r.example"], addresses: [], issuerURL: "http://aia.example/ca.crt")
        let seen = await analysis(identity, configured: Self.source("ca.pem", known))
        #expect(seen.problems == [.unknownAuthority(issuer: "Corp ROOT-2, Corp")])
    }

    @Test func `A certificate of its own making is called so, unless it is trusted`() async throws {
        let own = try TestCertificateAuthority(name: "r.example")
        let chain = [own.certificateDER]
        let now = Int64(time(nil))
        let seen = await ChainAnalysis(chain: chain, host: "r.example", configured: nil, others: [], now: now)
        #expect(seen.problems == [.hostname, .selfSigned])
        let configured = Self.source("ca.pem", own)
        let trusted = await ChainAnalysis(chain: chain, host: "r.example", configured: configured, others: [], now: now)
        #expect(trusted.problems == [.hostname] && trusted.acceptedByConfigured)
    }

    @Test func `A root of the same name and another key is another root`() async throws {
        let old = try TestCertificateAuthority(name: "Corp Root", organization: "Corp")
        let new = try TestCertificateAuthority(name: "Corp Root", organization: "Corp")
        let identity = try new.issue(names: ["r.example"], addresses: [])
        let seen = await analysis(identity, configured: Self.source("ca.pem", old))
        #expect(seen.problems == [.unknownAuthority(issuer: "Corp Root, Corp")])
    }

    @Test func `A date or a name that is wrong does not hide who would accept`() async throws {
        let root = try TestCertificateAuthority(name: "Corp Root")
        let configured = Self.source("ca.pem", root)
        let expired = try root.issue(names: ["r.example"], addresses: [], validity: .expired)
        let late = await analysis(expired, configured: configured)
        #expect(late.problems == [.expired(0)] && late.acceptedByConfigured)
        let early = try root.issue(names: ["r.example"], addresses: [], validity: .notYetValid)
        #expect(await analysis(early, configured: configured).problems == [.notYetValid(0)])
        let wrong = await analysis(expired, host: "other.example")
        #expect(wrong.problems == [.expired(0), .hostname, .unknownAuthority(issuer: "Corp Root")])
        // The clock decides.
        let good = try root.issue(names: ["r.example"], addresses: [])
        #expect(await analysis(good, configured: configured, now: 0).problems == [.notYetValid(0)])
        #expect(await analysis(good, configured: configured, now: 4_102_444_800).problems == [.expired(0)])
    }

    @Test func `An expired authority on the way is to blame only where there is no other way`() async throws {
        let root = try TestCertificateAuthority(name: "Corp Root")
        let middle = try root.makeIntermediate(name: "Issuing", validity: .expired)
        let identity = try middle.issue(names: ["r.example"], addresses: [])
        let blamed = await analysis(identity, [middle], configured: Self.source("ca.pem", root))
        #expect(blamed.problems == [.expired(1)])
        let direct = try root.issue(names: ["r.example"], addresses: [])
        let around = await analysis(direct, [middle], configured: Self.source("ca.pem", root))
        #expect(around.problems == [.wrongOrder])
    }

    @Test(arguments: [
        ("r.example", true), ("R.Example.", true), ("a.wild.example", true), ("a.b.wild.example", false),
        ("wild.example", false), (".wild.example", false), ("other.example", false), ("my_host", true),
        ("10.0.0.1", true), ("[2001:db8::1]", true), ("2001:db8:0::1", true), ("10.0.0.2", false), ("", false),
    ])
    func `Names are compared as Go's clients do`(_ host: String, _ isGood: Bool) async throws {
        let root = try TestCertificateAuthority()
        let identity = try root.issue(
            names: ["r.example", "*.wild.example", "my_host"],
            addresses: ["10.0.0.1", "2001:db8::1"]
        )
        let seen = await analysis(identity, host: host, configured: Self.source("ca.pem", root))
        #expect(seen.problems == (isGood ? [] : [.hostname]))
    }

    @Test func `A client's certificate is none for a server`() async throws {
        let root = try TestCertificateAuthority()
        let seen = await analysis(try root.issueClient(), configured: Self.source("ca.pem", root))
        #expect(seen.problems == [.hostname, .notForServers])
    }

    @Test func `Certificates in another order are told after all else`() async throws {
        let root = try TestCertificateAuthority(name: "Corp Root")
        let middle = try root.makeIntermediate(name: "Issuing")
        let lower = try middle.makeIntermediate(name: "Lower")
        let identity = try lower.issue(names: ["r.example"], addresses: [])
        let seen = await analysis(identity, [middle, lower], configured: Self.source("ca.pem", root))
        #expect(seen.problems == [.wrongOrder] && seen.acceptedByConfigured)
    }

    @Test(arguments: [(OldCertificates.sha1, ChainAnalysis.Link.Signature.sha1), (OldCertificates.md5, .md5)])
    func `A broken hash is called weak`(_ pem: String, _ signature: ChainAnalysis.Link.Signature) async throws {
        let root = AuthoritySource(name: "ca.pem", pem: OldCertificates.root.utf8)
        #expect(root.count == 1)
        let der = try OldCertificates.der(pem)
        let now = Int64(time(nil))
        let seen = await ChainAnalysis(chain: [der], host: "r.example", configured: root, others: [], now: now)
        #expect(seen.links.map(\.signature) == [signature])
        #expect(seen.problems == [.weakSignature(0)])
        #expect(seen.links[0].certificate?.issuer == "Old Root, Old Corp")
    }

    @Test func `A trusted root that is past its time is named`() async throws {
        let root = try TestCertificateAuthority(name: "Corp Root", validity: .expired)
        let identity = try root.issue(names: ["r.example"], addresses: [])
        let seen = await analysis(identity, configured: Self.source("ca.pem", root))
        #expect(seen.problems == [.untimelyRoot(name: "Corp Root")] && seen.acceptedByConfigured)
    }

    @Test func `A root that may not sign is told from one that is not trusted`() async throws {
        let chain = [try OldCertificates.der(OldCertificates.belowUnfit)]
        let now = Int64(time(nil))
        let unfit = AuthoritySource(name: "ca.pem", pem: OldCertificates.unfit.utf8)
        let seen = await ChainAnalysis(chain: chain, host: "r.example", configured: unfit, others: [], now: now)
        #expect(seen.problems == [.unfitAuthority(issuer: "Unfit Root, Old Corp")] && seen.acceptedBy == [])
        let other = AuthoritySource(name: "other.pem", pem: OldCertificates.root.utf8)
        let unknown = await ChainAnalysis(chain: chain, host: "r.example", configured: other, others: [unfit], now: now)
        #expect(unknown.problems == [.unknownAuthority(issuer: "Unfit Root, Old Corp")])
    }

    @Test func `What is no certificate is called so`() async throws {
        let root = try TestCertificateAuthority()
        let now = Int64(time(nil))
        for chain in [[[]], [[0x30, 0x80]], [Array(repeating: 0x30, count: 100_000)]] as [[[UInt8]]] {
            let seen = await ChainAnalysis(chain: chain, host: "r.example", configured: nil, others: [], now: now)
            #expect(seen.problems == [.unreadable(0)] && seen.links.count == 1)
        }
        let none = await ChainAnalysis(chain: [], host: "r.example", configured: nil, others: [], now: now)
        #expect(none.problems == [] && none.links == [])
        let identity = try root.issue(names: ["r.example"], addresses: [])
        let behind = await ChainAnalysis(
            chain: [identity.certificateDER, [1]],
            host: "r.example",
            configured: Self.source("ca.pem", root),
            others: [],
            now: now
        )
        #expect(behind.problems == [.unreadable(1)] && behind.acceptedByConfigured)
    }
}
