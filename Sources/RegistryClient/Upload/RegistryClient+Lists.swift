import Credentials
public import OCI
public import Registries

extension RegistryClient {
    /// More pages or entries than this nobody reads; the largest lists in use have some ten thousand.
    private static let maximumPages = 1_000
    private static let maximumEntries = 100_000
    private static let maximumPageSize = 8 << 20

    /// The tags of a repository, page after page (distribution-spec, "Listing Tags").
    ///
    /// - Throws: `list-too-long` where there are more than a hundred thousand.
    public func tags(at endpoint: Endpoint) async throws(RegistryClientError) -> [String] {
        var tags: [String] = []
        var seen: Set<String> = []
        try await pages(
            of: "\(endpoint.url)/\(endpoint.repository)/tags/list",
            at: endpoint,
            accept: "application/json"
        ) { json in
            // Registries in Go write an empty list as null.
            guard let page = json["tags"], page.isNull || page.array != nil else { return nil }
            let found = (page.array ?? []).compactMap(\.string).filter { seen.insert($0).inserted }
            tags += found
            return found.count
        }
        return tags
    }

    /// The manifests whose subject is this one: by the API, else by the tag that stands in for it
    /// (distribution-spec, "Listing Referrers" and "Referrers Tag Schema").
    public func referrers(of digest: Digest, at endpoint: Endpoint) async throws(RegistryClientError) -> [Descriptor] {
        var found: [Descriptor] = []
        var seen: Set<Digest> = []
        func add(_ index: [Descriptor]) -> Int {
            let new = index.filter { seen.insert($0.digest).inserted }
            found += new
            return new.count
        }
        do {
            let text = "\(endpoint.url)/\(endpoint.repository)/referrers/\(digest)"
            try await pages(of: text, at: endpoint, accept: MediaType.ociIndex) { json in
                guard let bytes = try? ManifestDocument(bytes: json.bytes(), mediaType: MediaType.ociIndex),
                    case .index(let index) = bytes
                else { return nil }
                return add(index.manifests)
            }
            return found
        } catch  where [.notFound, .notARegistry, .unexpectedStatus, .pushRefused].contains(error.code) {
            guard let index = try await referrersTag(of: digest, at: endpoint) else { return [] }
            _ = add(index.manifests)
            return found
        }
    }

    /// `sha256-<hex>`, an index that clients keep.
    private func referrersTag(of digest: Digest, at endpoint: Endpoint) async throws(RegistryClientError) -> Index? {
        let tag = digest.referrersTag
        let image = try Self.image(endpoint, tag: tag)
        do throws(RegistryClientError) {
            guard case .index(let index) = try await manifest(of: image, at: endpoint.asking(for: tag)).document else {
                return nil
            }
            return index
        } catch  where error.code == .notFound {
            return nil
        }
    }

    private static func image(_ endpoint: Endpoint, tag: String) throws(RegistryClientError) -> ImageReference {
        do throws(OCIError) {
            return ImageReference(
                registry: try RegistryHost(parsing: endpoint.host),
                repository: try Repository(parsing: endpoint.repository),
                tag: try Tag(parsing: tag),
                digest: nil
            )
        } catch {
            throw RegistryClientError(.endpointInvalid, stage: .configuration, endpoint: endpoint.url)
        }
    }

    /// Reads a list as long as pages follow.
    ///
    /// - Parameter read: takes a page and says how many new entries it had; nil for what is no such page.
    private func pages(
        of text: String,
        at endpoint: Endpoint,
        accept: String,
        _ read: (JSON) -> Int?
    ) async throws(RegistryClientError) {
        let target = try Target(endpoint)
        var next: String? = text
        var entries = 0
        var pages = 0
        while let page = next {
            let (json, link): (JSON, HTTPURL?) = try await single(endpoint, stage: .manifest, url: page) { url in
                let exchange = self.exchange(target, stage: .manifest)
                let response = try await exchange.run(url, headers: [("Accept", accept)])
                guard response.status == 200, !response.isWebPage else {
                    throw exchange.failure(response, body: await response.prefix())
                }
                guard let bytes = try await response.bytes(limit: Self.maximumPageSize) else {
                    throw response.failure(.listTooLong, .manifest, String(Self.maximumPageSize))
                }
                guard let json = try? JSON(parsing: bytes) else {
                    throw response.failure(.notARegistry, .manifest, "no JSON")
                }
                return (json, try Self.next(after: response, target: target))
            }
            guard let count = read(json) else {
                throw RegistryClientError(.notARegistry, stage: .manifest, endpoint: endpoint.url, url: text)
            }
            entries += count
            pages += 1
            // A registry that repeats itself would never come to an end.
            next = count > 0 ? link?.description : nil
            guard next == nil || pages < Self.maximumPages && entries < Self.maximumEntries else {
                throw RegistryClientError(.listTooLong, stage: .manifest, endpoint: endpoint.url, url: text)
            }
        }
    }

    /// The next page by `Link` (RFC 8288), which is at the registry itself: nobody else continues its list.
    private static func next(after response: WireResponse, target: Target) throws(RequestFailure) -> HTTPURL? {
        guard let reference = PageLink.next(in: response.headers("Link")) else { return nil }
        guard let url = try? response.url.resolving(reference), url.hasSameOrigin(as: target.origin) else {
            throw response.failure(.redirectRefused, .redirect, "Link")
        }
        return url
    }
}

/// `Link: </v2/app/tags/list?n=2&last=b>; rel="next"` (RFC 8288 §3).
enum PageLink {
    /// The reference of the first link whose relation is `next`.
    static func next(in lines: [String]) -> String? {
        for line in lines {
            var rest = line[...]
            while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
                let reference = rest[rest.index(after: open)..<close]
                rest = rest[rest.index(after: close)...]
                let parameters = rest.prefix { $0 != "<" }.lowercased().filter { $0 != " " && $0 != "\"" }
                let relations = parameters.split { $0 == ";" || $0 == "," }
                if relations.contains("rel=next") { return String(reference) }
            }
        }
        return nil
    }
}

extension Digest {
    /// `sha256-<hex>`: the tag of the list of what refers to it, and what the tags of cosign begin with
    /// (distribution-spec, "Referrers Tag Schema").
    package var referrersTag: String { "\(algorithm.rawValue)-\(hex)" }
}

extension Endpoint {
    /// The same place, asked for another tag or digest.
    ///
    /// - Parameter root: the API's path, where it is not that of the endpoint.
    package func asking(
        for reference: String,
        in repository: String? = nil,
        below root: String? = nil
    ) -> Endpoint {
        Endpoint(
            scheme: scheme,
            host: host,
            root: root ?? self.root,
            isDefault: isDefault,
            namespace: namespace,
            repository: repository ?? self.repository,
            reference: reference,
            auth: auth,
            authKind: authKind,
            tls: tls,
            httpsFirst: httpsFirst,
            isExplicitHTTP: isExplicitHTTP,
            why: why
        )
    }
}
