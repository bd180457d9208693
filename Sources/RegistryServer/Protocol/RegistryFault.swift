import NIOCore
import NIOHTTP1
import OCI

/// A request that a registry refuses, as the distribution specification words it ("Error Codes").
struct RegistryFault: Error, Equatable, Sendable {
    /// The specification's codes, and what the registry of Docker added where it has none.
    enum Code: String, Sendable {
        case blobUnknown = "BLOB_UNKNOWN"
        case blobUploadInvalid = "BLOB_UPLOAD_INVALID"
        case blobUploadUnknown = "BLOB_UPLOAD_UNKNOWN"
        case digestInvalid = "DIGEST_INVALID"
        case manifestBlobUnknown = "MANIFEST_BLOB_UNKNOWN"
        case manifestInvalid = "MANIFEST_INVALID"
        case manifestUnknown = "MANIFEST_UNKNOWN"
        case nameInvalid = "NAME_INVALID"
        case nameUnknown = "NAME_UNKNOWN"
        case sizeInvalid = "SIZE_INVALID"
        case unauthorized = "UNAUTHORIZED"
        case denied = "DENIED"
        case unsupported = "UNSUPPORTED"
        case tooManyRequests = "TOOMANYREQUESTS"
        case pageInvalid = "PAGINATION_NUMBER_INVALID"
        case rangeInvalid = "RANGE_INVALID"
        case unavailable = "UNAVAILABLE"
        case unknown = "UNKNOWN"
    }

    var code: Code
    var status: HTTPResponseStatus
    /// What is wrong, for `detail`: names and digests of the request, never a path of this machine.
    var detail: JSON?
    /// Headers that belong to the answer, such as the offset that an upload really has.
    var headers: HTTPHeaders

    init(_ code: Code, _ status: HTTPResponseStatus, detail: JSON? = nil, headers: HTTPHeaders = [:]) {
        self.code = code
        self.status = status
        self.detail = detail
        self.headers = headers
    }

    /// The body: `{"errors":[{"code":...,"message":...,"detail":...}]}`.
    var json: JSON {
        var members = [
            JSON.Member(key: "code", value: .string(code.rawValue)),
            JSON.Member(key: "message", value: .string(code.message)),
        ]
        if let detail { members.append(JSON.Member(key: "detail", value: detail)) }
        return ["errors": [.object(members)]]
    }

    /// The answer that says it.
    var response: RegistryResponse {
        var response = RegistryResponse(status, json: json)
        for (name, value) in headers { response.headers.replaceOrAdd(name: name, value: value) }
        return response
    }
}

extension RegistryFault {
    /// A body that breaks a rule of manifests.
    init(manifest error: OCIError) {
        let detail: JSON = ["rule": .string(error.code.rawValue), "subject": .string(error.subject)]
        switch error.code {
        case .manifestTooLarge: self.init(.sizeInvalid, .payloadTooLarge, detail: detail)
        case .unsupportedMediaType: self.init(.manifestInvalid, .unsupportedMediaType, detail: detail)
        case .invalidDigest, .unsupportedDigest: self.init(.digestInvalid, .badRequest, detail: detail)
        default: self.init(.manifestInvalid, .badRequest, detail: detail)
        }
    }

    static func digestInvalid(_ text: String) -> RegistryFault {
        RegistryFault(.digestInvalid, .badRequest, detail: ["digest": .string(text)])
    }
}

extension RegistryFault.Code {
    fileprivate var message: String {
        switch self {
        case .blobUnknown: "blob unknown to registry"
        case .blobUploadInvalid: "blob upload invalid"
        case .blobUploadUnknown: "blob upload unknown to registry"
        case .digestInvalid: "provided digest did not match uploaded content, or is no digest"
        case .manifestBlobUnknown: "manifest references a manifest or blob unknown to registry"
        case .manifestInvalid: "manifest invalid"
        case .manifestUnknown: "manifest unknown to registry"
        case .nameInvalid: "invalid repository name"
        case .nameUnknown: "repository name not known to registry"
        case .sizeInvalid: "provided length did not match content length, or is more than is taken"
        case .unauthorized: "authentication required"
        case .denied: "requested access to the resource is denied"
        case .unsupported: "the operation is unsupported"
        case .tooManyRequests: "too many requests"
        case .pageInvalid: "invalid number of results requested"
        case .rangeInvalid: "invalid content range"
        case .unavailable: "the registry cannot do that now"
        case .unknown: "unknown error"
        }
    }
}
