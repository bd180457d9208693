/// Error bodies of the distribution-spec.
enum RegistryError {
    static func response(_ status: Int, code: String? = nil, message: String? = nil) -> TestResponse {
        let code = code ?? Self.usualCode(status)
        let error = SampleJSON.object([
            ("code", .text(code)),
            ("message", .text(message ?? code.lowercased().split(separator: "_").joined(separator: " "))),
        ])
        return TestResponse(
            status: status,
            headers: ["Content-Type": "application/json"],
            body: .text(SampleJSON.object([("errors", .list([error]))]).serialized + "\n")
        )
    }

    private static func usualCode(_ status: Int) -> String {
        switch status {
        case 401: "UNAUTHORIZED"
        case 403: "DENIED"
        case 404: "NAME_UNKNOWN"
        case 405, 501: "UNSUPPORTED"
        case 416: "SIZE_INVALID"
        case 429: "TOOMANYREQUESTS"
        default: "UNKNOWN"
        }
    }
}
