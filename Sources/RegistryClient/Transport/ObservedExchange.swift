import Credentials

/// One request and its answer as they went over the wire, the requests to token servers among them, fit to be shown:
/// what identifies somebody is `<secret>`, and so is what a URL's query has besides the parameters of the registry API,
/// for it may be signed.
public struct ObservedExchange: Sendable {
    /// A header line.
    public struct Header: Hashable, Sendable {
        /// As it was written.
        public let name: String
        /// Without control characters and secrets.
        public let value: String
    }

    /// `GET`, `HEAD`, `POST` and so on.
    public let method: String
    /// Where to.
    public let url: String
    /// What was asked along.
    public let requestHeaders: [Header]
    /// The status of the answer.
    public let status: Int
    /// What was answered along.
    public let responseHeaders: [Header]

    init(_ request: WireRequest, _ response: WireResponse) {
        method = request.form == nil ? request.method : "POST"
        url = Self.shown(request.url.description)
        let secrets = response.sentSecrets
        requestHeaders = request.headers.map { Header(name: $0.0, value: Self.shown($0.0, $0.1, hiding: secrets)) }
        status = response.status
        responseHeaders = Self.shown(response)
    }

    /// The headers of an answer, fit to be shown.
    static func shown(_ response: WireResponse) -> [Header] {
        let secrets = response.sentSecrets
        return response.allHeaders.map {
            Header(name: CleanText.line($0.0), value: shown($0.0, $0.1, hiding: secrets))
        }
    }

    private static func shown(_ name: String, _ value: String, hiding secrets: [String]) -> String {
        switch name.lowercased() {
        case "authorization", "proxy-authorization":
            return CleanText.line(value.prefix { $0 != " " }) + " <secret>"
        case "cookie", "set-cookie":
            return "<secret>"
        case "location", "content-location", "link":
            return CleanText.line(shown(value), hiding: secrets)
        default:
            return CleanText.line(value, hiding: secrets)
        }
    }

    /// What registries and token servers have in their queries, and nobody has to keep to himself.
    private static let openParameters: Set<Substring> = [
        "ns", "n", "last", "digest", "mount", "from", "artifactType", "service", "scope",
    ]

    /// What the query of a URL has besides: a signature among it, which servers repeat in their complaints.
    static func hiddenParameters(of url: HTTPURL) -> [String] {
        let query = url.target.drop { $0 != "?" }.dropFirst()
        return query.split(separator: "&").compactMap { parameter in
            let parts = parameter.split(separator: "=", maxSplits: 1)
            // Short ones are numbers and versions, and would tear holes into any text.
            guard parts.count == 2, parts[1].utf8.count >= 8, !openParameters.contains(parts[0]) else { return nil }
            return String(parts[1])
        }
    }

    private static func shown(_ url: String) -> String {
        guard let mark = url.firstIndex(of: "?") else { return url }
        let parameters = url[url.index(after: mark)...].split(separator: "&").map { parameter -> String in
            let name = parameter.prefix { $0 != "=" }
            return openParameters.contains(name) ? String(parameter) : name + "=<secret>"
        }
        return url[...mark] + parameters.joined(separator: "&")
    }
}
