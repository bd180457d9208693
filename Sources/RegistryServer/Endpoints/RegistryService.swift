import ContentStore
import Logging
import NIOCore
import NIOHTTP1
import OCI
import Synchronization

/// The distribution API: a request in, an answer out. Nothing here knows of sockets.
struct RegistryService: Sendable {
    let storage: any RegistryStorage
    let guardian: Guardian
    let cache: ManifestCache
    let intake = IntakeBudget()
    let isReadOnly: Bool
    let acceptsSparseImages: Bool
    let metrics: ServerMetrics
    let logger: Logger

    /// Answers one request.
    func respond(to head: HTTPRequestHead, body: RequestBody) async -> RegistryAnswer {
        let (path, query) = head.uri.pathAndQuery
        if let probe = probe(path) { return RegistryAnswer(kind: "probe", response: probe) }
        guard path == "/v2" || path.hasPrefix("/v2/") else {
            return RegistryAnswer(kind: "other", response: RegistryFault(.unsupported, .notFound).response)
        }
        var answer = await authorized(head, path: path, query: query, body: body)
        answer.response.headers.replaceOrAdd(name: "Docker-Distribution-API-Version", value: "registry/2.0")
        return answer
    }

    /// Those who may not ask are told the same whatever they ask for: the path is not even read.
    private func authorized(
        _ head: HTTPRequestHead,
        path: Substring,
        query: Substring,
        body: RequestBody
    ) async -> RegistryAnswer {
        switch await guardian.judge(head.headers.first(name: "Authorization")) {
        case .admitted: break
        case .refused: return RegistryAnswer(kind: "refused", response: Self.unauthorized)
        case .overloaded:
            let fault = RegistryFault(.tooManyRequests, .tooManyRequests, headers: ["Retry-After": "1"])
            return RegistryAnswer(kind: "refused", response: fault.response)
        }
        var answer = RegistryAnswer(kind: "other", response: RegistryFault(.unsupported, .notFound).response)
        do {
            guard let route = try RegistryRoute(path: path) else { return answer }
            answer.kind = route.kind
            answer.route = route
            answer.response = try await response(to: head, route, RequestQuery(query), body)
        } catch let fault as RegistryFault {
            answer.response = fault.response
        } catch {
            answer.response = failure(error, head)
        }
        return answer
    }

    static let unauthorized: RegistryResponse = {
        let challenge = #"Basic realm="windlass""#
        return RegistryFault(.unauthorized, .unauthorized, headers: ["WWW-Authenticate": challenge]).response
    }()

    /// For balancers that can ask the one port only; it says no more than yes or no.
    private func probe(_ path: Substring) -> RegistryResponse? {
        switch path {
        case "/livez": RegistryResponse(.ok)
        case "/readyz": RegistryResponse(metrics.isReady.load(ordering: .relaxed) ? .ok : .serviceUnavailable)
        default: nil
        }
    }

    private func response(
        to head: HTTPRequestHead,
        _ route: RegistryRoute,
        _ query: RequestQuery,
        _ body: RequestBody
    ) async throws -> RegistryResponse {
        guard route.methods.contains(head.method), !isReadOnly || head.method.isReading else {
            let allowed = route.methods.filter { !isReadOnly || $0.isReading }
            let names = allowed.map(\.rawValue).joined(separator: ", ")
            throw RegistryFault(.unsupported, .methodNotAllowed, headers: ["Allow": names])
        }
        return switch route {
        case .base: RegistryResponse(.ok, json: [:])
        case .catalog: try await catalog(query)
        case .tags(let repository): try await tags(of: repository, query)
        case .referrers(let repository, let digest): try await referrers(of: digest, in: repository, query)
        case .manifest(let repository, let reference):
            switch head.method {
            case .PUT: try await putManifest(reference, in: repository, head, query, body)
            case .DELETE: try await deleteManifest(reference, in: repository)
            default: try await manifest(reference, in: repository, head)
            }
        case .blob(let repository, let digest):
            head.method == .DELETE
                ? try await deleteBlob(digest, in: repository) : try await blob(digest, in: repository, head)
        case .uploads(let repository): try await beginUpload(in: repository, head, query, body)
        case .upload(let repository, let id):
            switch head.method {
            case .PATCH: try await addChunk(to: id, in: repository, head, body)
            case .PUT: try await finishUpload(id, in: repository, head, query, body)
            case .DELETE: try await cancelUpload(id, in: repository)
            default: try await uploadStatus(id, in: repository)
            }
        }
    }

    /// What to say of something that went wrong here; the log has the whole of it.
    private func failure(_ error: any Error, _ head: HTTPRequestHead) -> RegistryResponse {
        if error is DisconnectedError || error is CancellationError {
            return RegistryFault(.blobUploadInvalid, .badRequest).response
        }
        logger.error(
            "request failed",
            metadata: [
                "method": "\(head.method)", "path": "\(head.loggedPath)", "error": "\(error.summary)",
            ]
        )
        if let error = error as? ContentStoreError, error.code == .diskFull {
            return RegistryFault(.unavailable, .insufficientStorage, detail: ["reason": "disk-full"]).response
        }
        if let error = error as? ContentStoreError, error.code == .lockUnavailable {
            let headers: HTTPHeaders = ["Retry-After": "5"]
            return RegistryFault(.unavailable, .serviceUnavailable, headers: headers).response
        }
        return RegistryFault(.unknown, .internalServerError).response
    }
}

/// The client went away before its request was complete.
struct DisconnectedError: Error {}

/// An answer and what it is about.
struct RegistryAnswer: Sendable {
    /// A word for counters; never anything of the request's own.
    var kind: StaticString
    var route: RegistryRoute?
    var response: RegistryResponse
}

extension HTTPMethod {
    var isReading: Bool { self == .GET || self == .HEAD }
}

extension Error {
    /// One line for a log.
    var summary: String {
        switch self {
        case let error as ContentStoreError:
            "\(error.code.rawValue) \(error.path)" + (error.errno.map { " errno \($0)" } ?? "")
        case let error as RegistryServerError:
            "\(error.code.rawValue) \(error.subject)" + (error.detail.map { " \($0)" } ?? "")
        default: "\(self)"
        }
    }
}
