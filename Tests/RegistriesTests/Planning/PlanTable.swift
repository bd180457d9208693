import OCI
import Registries
import Testing

/// A plan as a line of text: what a table can hold.
struct PlanCase: Sendable, CustomTestStringConvertible {
    var name: String
    var yaml: String
    var image: String
    /// `url repository[ ns=x][ auth=key][ tls=key][ default]`, one an endpoint.
    var expected: [String]
    var disableDefault = false
    var embedded: String?
    /// Warnings besides those of the file that must be there.
    var warnings: [String] = []

    var testDescription: String { name }

    func plan(as flavour: Flavour, on node: String) throws -> PullPlan {
        let configuration = try RegistriesConfiguration(
            parsing: Array(yaml.utf8),
            strictness: flavour == .windlass ? .strict : .lenient
        )
        let options = PlanOptions(
            flavour: flavour,
            node: try Node(parsing: node),
            disableDefaultEndpoint: disableDefault,
            embeddedRegistry: embedded
        )
        return Planner(configuration, options: options).plan(for: try ImageReference(parsing: image))
    }
}

extension PullPlan {
    var lines: [String] {
        endpoints.map { endpoint in
            var line = "\(endpoint.url) \(endpoint.repository)"
            if let namespace = endpoint.namespace { line += " ns=\(namespace)" }
            if let key = endpoint.why.authKey { line += " auth=\(key)" }
            if let key = endpoint.why.tlsKey { line += " tls=\(key)" }
            if endpoint.httpsFirst { line += " https-first" }
            if endpoint.isDefault { line += " default" }
            return line
        }
    }

    var codes: Set<String> { Set(warnings.map(\.code.rawValue)) }
}

/// The nodes that every plan is made for.
let nodes = ["linux/amd64", "windows/amd64:10.0.20348"]

extension Array {
    /// Every pair of an element of this and one of `other`.
    func times<Other>(_ other: [Other]) -> [(Element, Other)] {
        flatMap { element in other.map { (element, $0) } }
    }
}
