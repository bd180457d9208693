import Credentials

/// A kubelet's side as far as it decides for which image a login is used: `URLsMatch`, `BasicDockerKeyring.Lookup` and
/// the cache of `pluginProvider` in Kubernetes, written from their rules and knowing nothing of how an answer is made.
struct ProviderKubelet {
    private var cache: [String: CredentialProviderResponse] = [:]

    /// What a kubelet takes for `image` out of an answer that it got for it.
    static func logins(for image: String, in answer: CredentialProviderResponse) -> [CredentialProviderResponse.Login] {
        let keys = answer.auth.keys.sorted().reversed()
        let found = keys.filter { matches($0, image) }.compactMap { answer.auth[$0] }
        if found.isEmpty, isDefaultRegistry(image), let login = answer.auth["index.docker.io"] { return [login] }
        return found
    }

    /// Keeps an answer, as one that may be kept is.
    mutating func keep(_ answer: CredentialProviderResponse, for image: String) {
        guard answer.cacheDuration != .zero else { return }
        switch answer.cacheKeyType {
        case .image: cache[image] = answer
        case .registry: cache[String(image.prefix { $0 != "/" })] = answer
        case .global: cache["global"] = answer
        }
    }

    /// What is taken for another image without asking again.
    func kept(for image: String) -> [CredentialProviderResponse.Login] {
        let keys = [image, String(image.prefix { $0 != "/" }), "global"]
        guard let answer = keys.lazy.compactMap({ cache[$0] }).first else { return [] }
        return Self.logins(for: image, in: answer)
    }

    static func matches(_ pattern: String, _ image: String) -> Bool {
        let (pattern, image) = (Parts(pattern), Parts(image))
        guard pattern.port == image.port, pattern.labels.count == image.labels.count,
            image.path.hasPrefix(pattern.path)
        else { return false }
        return zip(pattern.labels, image.labels).allSatisfy { glob(Array($0)[...], Array($1)[...]) }
    }

    private static func glob(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        switch first {
        case "*": return glob(pattern.dropFirst(), text) || !text.isEmpty && glob(pattern, text.dropFirst())
        case "[":
            guard let close = pattern.firstIndex(of: "]"), let character = text.first else { return false }
            return pattern[pattern.startIndex + 1..<close].contains(character)
                && glob(pattern[(close + 1)...], text.dropFirst())
        default: return text.first == first && glob(pattern.dropFirst(), text.dropFirst())
        }
    }

    private static func isDefaultRegistry(_ image: String) -> Bool {
        guard image.contains("/") else { return !image.isEmpty }
        let first = image.prefix { $0 != "/" }
        return first == "docker.io" || first == "index.docker.io" || !first.contains { ".:".contains($0) }
    }

    /// A URL without a scheme; the brackets of an address go only where a port comes behind them.
    private struct Parts {
        var labels: [String]
        var port = ""
        var path: String

        init(_ text: String) {
            var host = String(text.prefix { $0 != "/" })
            path = String(text.dropFirst(host.count))
            if let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") {
                port = String(host[host.index(after: colon)...])
                host = String(host[..<colon])
                if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
            }
            labels = host.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
