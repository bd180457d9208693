import NIOHTTP1
import OCI
import Testing

@testable import RegistryServer

@Suite("distribution-spec 1.1: content discovery")
struct ListingTests {
    private let scene: RegistryScene

    init() async throws {
        scene = try RegistryScene()
        try await scene.push(.empty)
    }

    private func put(tags: [String], in repository: String = "a") async throws {
        if repository != "a" { try await scene.push(.empty, to: repository) }
        for tag in tags {
            #expect(
                try await scene.put(Sample.manifest(annotations: ["t": tag]), as: tag, in: repository).status == 201
            )
        }
    }

    /// The target of the next page, by RFC 8288.
    private func next(_ answer: Answer) throws -> String? {
        guard let link = answer["Link"] else { return nil }
        let match = try #require(link.wholeMatch(of: /<([^>]+)>; rel="next"/))
        return String(match.1)
    }

    @Test("Listing Tags: all of them in lexical order, with the name")
    func tags() async throws {
        try await put(tags: ["b", "a", "C", "10", "9", "_", "a.b", "a-b"])
        let answer = try await scene.send(.GET, "/v2/a/tags/list")
        #expect(answer.status == 200)
        #expect(answer.json?["name"]?.string == "a")
        #expect(answer.strings("tags") == ["10", "9", "C", "_", "a", "a-b", "a.b", "b"])
        #expect(answer["Link"] == nil)
    }

    @Test(
        "Listing Tags: n and last",
        arguments: [
            ("?n=2", ["a", "b"], "/v2/a/tags/list?n=2&last=b"), ("?n=0", [], nil), ("?n=4", ["a", "b", "c", "d"], nil),
            ("?n=9", ["a", "b", "c", "d"], nil), ("?last=b", ["c", "d"], nil),
            ("?n=1&last=a", ["b"], "/v2/a/tags/list?n=1&last=b"),
            ("?n=2&last=b", ["c", "d"], nil), ("?last=bb", ["c", "d"], nil), ("?last=z", [], nil),
            ("?n=0&last=a", [], nil),
            ("?n=99999999999", ["a", "b", "c", "d"], nil), ("?last=", ["a", "b", "c", "d"], nil),
        ] as [(String, [String], String?)]
    )
    func pages(query: String, names: [String], next: String?) async throws {
        try await put(tags: ["a", "b", "c", "d"])
        let answer = try await scene.send(.GET, "/v2/a/tags/list" + query)
        #expect(answer.status == 200)
        #expect(answer.strings("tags") == names)
        #expect(try self.next(answer) == next)
    }

    @Test("Listing Tags: the links lead to every tag once", arguments: [1, 2, 3])
    func walk(count: Int) async throws {
        let tags = ["A", "a", "b.", "c", "d-e", "f", "g"]
        try await put(tags: tags)
        var seen: [String] = []
        var target: String? = "/v2/a/tags/list?n=\(count)"
        while let page = target {
            let answer = try await scene.send(.GET, page)
            seen += try #require(answer.strings("tags"))
            target = try next(answer)
        }
        #expect(seen == tags)
    }

    @Test("Listing Tags: a number that is none is an error", arguments: ["x", "-1", "", "1e3", "99999999999999999999"])
    func wrongNumber(number: String) async throws {
        try await put(tags: ["a"])
        let answer = try await scene.send(.GET, "/v2/a/tags/list?n=\(number)")
        #expect(answer.status == 400)
        #expect(answer.code == "PAGINATION_NUMBER_INVALID")
    }

    @Test("Listing Tags: a repository without tags has an empty list, without a manifest it is NAME_UNKNOWN")
    func empty() async throws {
        #expect(try await scene.send(.GET, "/v2/a/tags/list").code == "NAME_UNKNOWN")
        try await scene.put(Sample.manifest())
        #expect(try await scene.send(.GET, "/v2/a/tags/list").strings("tags") == [])
    }

    @Test("_catalog: repositories with a manifest, page by page")
    func catalog() async throws {
        #expect(try await scene.send(.GET, "/v2/_catalog").strings("repositories") == [])
        for repository in ["c", "a/b", "a", "library/aux"] { try await put(tags: ["x"], in: repository) }
        try await scene.push(.empty, to: "blobs-only")
        let names = ["a", "a/b", "c", "library/aux"]
        #expect(try await scene.send(.GET, "/v2/_catalog").strings("repositories") == names)
        let page = try await scene.send(.GET, "/v2/_catalog?n=2")
        #expect(page.strings("repositories") == ["a", "a/b"])
        #expect(try next(page) == "/v2/_catalog?n=2&last=a/b")
        #expect(
            try await scene.send(.GET, "/v2/_catalog?n=2&last=a/b").strings("repositories") == ["c", "library/aux"]
        )
        #expect(try next(try await scene.send(.GET, "/v2/_catalog?n=0")) == nil)
    }

    @Test(
        "Pushing Manifests with Subject: the answer names the subject, and the list has the referrer",
        arguments: [false, true]
    )
    func subject(isIndex: Bool) async throws {
        let subject = Sample.manifest(annotations: ["n": "subject"])
        let referrer =
            isIndex
            ? Sample.index(of: [], subject: subject, artifactType: "application/x.sbom", annotations: ["k": "v"])
            : Sample.manifest(subject: subject, artifactType: "application/x.sbom", annotations: ["k": "v"])
        let answer = try await scene.put(referrer)
        #expect(answer.status == 201)
        #expect(answer["OCI-Subject"] == subject.digest.description)
        let list = try await scene.send(.GET, "/v2/a/referrers/\(subject.digest)")
        #expect(list.status == 200)
        #expect(list["Content-Type"] == MediaType.ociIndex)
        #expect(list["OCI-Filters-Applied"] == nil)
        #expect(list.json?["schemaVersion"]?.integer == 2)
        #expect(list.json?["mediaType"]?.string == MediaType.ociIndex)
        let descriptors = try #require(list.json?["manifests"]?.array).map { try Descriptor(json: $0) }
        var expected = referrer.descriptor
        expected.artifactType = "application/x.sbom"
        expected.annotations = ["k": "v"]
        #expect(descriptors == [expected])
    }

    @Test("Listing Referrers: without an artifact type the configuration's counts")
    func configurationType() async throws {
        let config = Sample("{\"c\":1}", "application/x.config")
        try await scene.push(config)
        let subject = Sample.manifest()
        try await scene.put(Sample.manifest(config: config, subject: subject))
        let list = try await scene.send(.GET, "/v2/a/referrers/\(subject.digest)?artifactType=application/x.config")
        #expect(list.json?["manifests"]?.array?.first?["artifactType"]?.string == "application/x.config")
    }

    @Test("Listing Referrers: the filter, and the header that says it was applied")
    func filter() async throws {
        let subject = Sample.manifest(annotations: ["n": "subject"])
        for type in ["application/x.sig+json", "application/x.sbom", "application/x.sbom"] {
            let number = Int.random(in: 0...Int.max)
            try await scene.put(Sample.manifest(subject: subject, artifactType: type, annotations: ["n": "\(number)"]))
        }
        let cases = [
            ("application/x.sbom", 2), ("application%2Fx.sig%2Bjson", 1), ("application/x.sig+json", 1), ("no", 0),
        ]
        for (type, count) in cases {
            let list = try await scene.send(.GET, "/v2/a/referrers/\(subject.digest)?artifactType=\(type)")
            #expect(list.status == 200)
            #expect(list["OCI-Filters-Applied"] == "artifactType")
            #expect(list.json?["manifests"]?.array?.count == count)
        }
    }

    @Test("Listing Referrers: an empty list for what is not known", arguments: ["a", "unknown"])
    func noReferrers(repository: String) async throws {
        let list = try await scene.send(.GET, "/v2/\(repository)/referrers/\(Sample("x").digest)")
        #expect(list.status == 200)
        #expect(list["Content-Type"] == MediaType.ociIndex)
        #expect(list.json?["manifests"]?.array == [])
        #expect(try await scene.send(.GET, "/v2/\(repository)/referrers/x").status == 400)
    }

    @Test("Listing Referrers: a list that is too long goes on behind a link")
    func longList() async throws {
        let subject = Sample.manifest(annotations: ["n": "subject"])
        let filling = String(repeating: "x", count: 1_500_000)
        var pushed: Set<String> = []
        for number in 0..<4 {
            let isWanted = number != 1
            let referrer = Sample.manifest(
                subject: subject,
                artifactType: isWanted ? "t+0" : "t+1",
                annotations: ["\(number)": isWanted ? filling : ""]
            )
            #expect(try await scene.put(referrer).status == 201)
            if isWanted { pushed.insert(referrer.digest.description) }
        }
        var seen: [String] = []
        var pages = 0
        var target: String? = "/v2/a/referrers/\(subject.digest)?artifactType=t%2B0"
        while let page = target {
            let answer = try await scene.send(.GET, page)
            #expect(answer.body.count <= 4 << 20)
            seen += (answer.json?["manifests"]?.array ?? []).compactMap { $0["digest"]?.string }
            target = try next(answer)
            pages += 1
        }
        #expect(pages == 2)
        #expect(seen == pushed.sorted())
    }

    @Test("Deleting tags: the tag goes, the manifest stays")
    func deleteTag() async throws {
        let manifest = Sample.manifest()
        for tag in ["x", "y"] { try await scene.put(manifest, as: tag) }
        #expect(try await scene.send(.GET, "/v2/a/manifests/x").status == 200)
        #expect(try await scene.send(.DELETE, "/v2/a/manifests/x").status == 202)
        #expect(try await scene.send(.DELETE, "/v2/a/manifests/x").status == 404)
        #expect(try await scene.send(.GET, "/v2/a/manifests/x").status == 404)
        #expect(try await scene.send(.GET, "/v2/a/manifests/\(manifest.digest)").status == 200)
        #expect(try await scene.send(.GET, "/v2/a/tags/list").strings("tags") == ["y"])
    }

    @Test("Deleting Manifests: it goes with every tag and from the list of referrers")
    func deleteManifest() async throws {
        let subject = Sample.manifest(annotations: ["n": "subject"])
        let manifest = Sample.manifest(subject: subject, artifactType: "t")
        for tag in ["x", "y"] { try await scene.put(manifest, as: tag) }
        try await put(tags: ["other"])
        #expect(try await scene.send(.DELETE, "/v2/a/manifests/\(manifest.digest)").status == 202)
        for reference in ["x", "y", manifest.digest.description] {
            #expect(try await scene.send(.GET, "/v2/a/manifests/\(reference)").code == "MANIFEST_UNKNOWN")
        }
        #expect(try await scene.send(.DELETE, "/v2/a/manifests/\(manifest.digest)").code == "MANIFEST_UNKNOWN")
        let list = try await scene.send(.GET, "/v2/a/referrers/\(subject.digest)")
        #expect(list.json?["manifests"]?.array == [])
        #expect(try await scene.send(.GET, "/v2/a/tags/list").strings("tags") == ["other"])
        try await scene.put(manifest, as: "x")
        #expect(try await scene.send(.GET, "/v2/a/manifests/x").body == manifest.bytes)
    }

    @Test("Deleting Blobs: it goes from this repository only")
    func deleteBlob() async throws {
        let blob = Sample("blob")
        try await scene.push(blob, to: "a")
        try await scene.push(blob, to: "b")
        #expect(try await scene.send(.DELETE, "/v2/a/blobs/\(blob.digest)").status == 202)
        #expect(try await scene.send(.DELETE, "/v2/a/blobs/\(blob.digest)").code == "BLOB_UNKNOWN")
        #expect(try await scene.send(.GET, "/v2/a/blobs/\(blob.digest)").status == 404)
        #expect(try await scene.send(.GET, "/v2/b/blobs/\(blob.digest)").body == blob.bytes)
    }
}
