import NIOCore
import NIOHTTP1
import OCI

/// Lists (distribution-spec, "Listing Tags", "Listing Referrers"; `_catalog` as Docker's registry has it).
extension RegistryService {
    /// The most names of one answer, and as many as come where no number is asked for.
    private static var mostNames: Int { 1_000 }
    /// A list of referrers is a manifest, and is as long as one may be.
    private static var mostReferrerBytes: Int { 4_000_000 }

    func tags(of repository: Repository, _ query: RequestQuery) async throws -> RegistryResponse {
        let limit = try Self.limit(query)
        guard let page = try await storage.tags(in: repository, after: query["last"], limit: limit) else {
            throw RegistryFault(.nameUnknown, .notFound, detail: ["name": .string(repository.description)])
        }
        return listing(
            ["name": .string(repository.description), "tags": .array(page.names.map(JSON.string))],
            page,
            path: "/v2/\(repository)/tags/list",
            limit: limit
        )
    }

    func catalog(_ query: RequestQuery) async throws -> RegistryResponse {
        let limit = try Self.limit(query)
        let page = try await storage.repositories(after: query["last"], limit: limit)
        return listing(["repositories": .array(page.names.map(JSON.string))], page, path: "/v2/_catalog", limit: limit)
    }

    private func listing(_ json: JSON, _ page: NamePage, path: String, limit: Int) -> RegistryResponse {
        var response = RegistryResponse(.ok, json: json)
        if page.hasMore, let last = page.names.last {
            let next = "\(path)?n=\(limit)&last=\(PercentEncoding.encode(last))"
            response.headers.add(name: "Link", value: "<\(next)>; rel=\"next\"")
        }
        return response
    }

    private static func limit(_ query: RequestQuery) throws(RegistryFault) -> Int {
        guard let text = query["n"] else { return mostNames }
        guard let number = Int64(digits: text.utf8) else {
            throw RegistryFault(.pageInvalid, .badRequest, detail: ["n": .string(text)])
        }
        return Int(min(number, Int64(mostNames)))
    }

    func referrers(
        of digest: Digest,
        in repository: Repository,
        _ query: RequestQuery
    ) async throws -> RegistryResponse {
        let type = query["artifactType"]
        let page = try await storage.referrers(
            ReferrerQuery(
                subject: digest,
                artifactType: type,
                last: query["last"],
                limit: Self.mostReferrerBytes
            ),
            in: repository
        )
        var response = RegistryResponse(.ok, json: Index(manifests: page.descriptors).json, type: MediaType.ociIndex)
        if type != nil { response.headers.add(name: "OCI-Filters-Applied", value: "artifactType") }
        if page.hasMore, let last = page.descriptors.last {
            let filter = type.map { "&artifactType=\(PercentEncoding.encode($0))" } ?? ""
            let next = "/v2/\(repository)/referrers/\(digest)?last=\(last.digest)\(filter)"
            response.headers.add(name: "Link", value: "<\(next)>; rel=\"next\"")
        }
        return response
    }
}
