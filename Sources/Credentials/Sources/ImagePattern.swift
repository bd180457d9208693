/// A pattern of images as the kubelet has it: `host[:port][/path]`, with `*` within the labels of the host.
///
/// Source: `pkg/credentialprovider/keyring.go` of Kubernetes. A `*` takes the place of a label or a part of one, never
/// of a dot; the number of labels and the port must be equal; the path is the beginning of the image's path, as text,
/// so that `/a` matches `/ab` too. Docker Hub's images are `docker.io/...`.
package struct ImagePattern: Hashable, Sendable {
    /// `host[:port][/path]` as the kubelet sorts it.
    let text: String
    private let labels: [String]
    private let port: String
    private let path: String

    /// Reads an entry of `matchImages`, or an image's name, to which the same rules apply.
    ///
    /// - Returns: nil for what is no `host[:port][/path]`.
    package init?(parsing text: String) {
        let host = text.prefix { $0 != "/" }
        self.init(host: String(host), path: String(text.dropFirst(host.count)))
    }

    /// Reads a key of a provider's answer, which may be a URL; `/v1/` and `/v2/` before its path are let be.
    ///
    /// - Returns: nil for a key that matches nothing.
    package init?(key: String) {
        let scheme = ["https://", "http://"].first { key.hasPrefix($0) } ?? ""
        let rest = key.dropFirst(scheme.count)
        let host = rest.prefix { $0 != "/" }
        var path = rest.dropFirst(host.count)
        if path.hasPrefix("/v1/") || path.hasPrefix("/v2/") { path = path.dropFirst(3) }
        self.init(host: String(host), path: path == "/" ? "" : String(path))
    }

    private init?(host: String, path: String) {
        // What ends a URL's path, or changes it when it is read.
        let isPlain = { (byte: UInt8) in (0x21...0x7E).contains(byte) && !"?#%\\@^`{|}".utf8.contains(byte) }
        guard !host.isEmpty, host.utf8.allSatisfy(isPlain), path.utf8.allSatisfy(isPlain) else { return nil }
        text = host + path
        self.path = path
        guard let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") else {
            // Go leaves the brackets of an address without a port where they are.
            guard !host.hasPrefix("[") || host.hasSuffix("]") else { return nil }
            (labels, port) = (Self.labels(of: host), "")
            return
        }
        port = String(host[host.index(after: colon)...])
        var name = String(host[..<colon])
        guard port.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        if name.hasPrefix("[") {
            guard name.hasSuffix("]") else { return nil }
            name = String(name.dropFirst().dropLast())
        } else if name.contains(":") {
            return nil
        }
        labels = Self.labels(of: name)
    }

    private static func labels(of host: String) -> [String] {
        host.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    /// Whether an image's name matches.
    package func matches(_ image: ImagePattern) -> Bool {
        guard port == image.port, labels.count == image.labels.count, image.path.hasPrefix(path) else { return false }
        return zip(labels, image.labels).allSatisfy { Self.matches(Array($0.utf8)[...], Array($1.utf8)[...]) }
    }

    /// Go's `filepath.Match`, as far as a host's label can have any of it: `*`, and `[a-z]`.
    ///
    /// A later `*` that fails never makes an earlier one give way, so that the time is at most the product of lengths.
    private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var (pattern, text) = (pattern, text)
        var retry: (pattern: ArraySlice<UInt8>, text: ArraySlice<UInt8>)?
        while true {
            if pattern.first == UInt8(ascii: "*") {
                pattern = pattern.dropFirst()
                retry = (pattern, text)
            } else if let byte = text.first, let rest = step(pattern, over: byte) {
                pattern = rest
                text = text.dropFirst()
            } else if pattern.isEmpty, text.isEmpty {
                return true
            } else if let last = retry, !last.text.isEmpty {
                text = last.text.dropFirst()
                pattern = last.pattern
                retry = (pattern, text)
            } else {
                return false
            }
        }
    }

    /// The rest of a pattern whose first element takes `byte`.
    private static func step(_ pattern: ArraySlice<UInt8>, over byte: UInt8) -> ArraySlice<UInt8>? {
        guard let first = pattern.first else { return nil }
        guard first == UInt8(ascii: "[") else { return first == byte ? pattern.dropFirst() : nil }
        var rest = pattern.dropFirst()
        var isIn = false
        var count = 0
        while let low = rest.first, low != UInt8(ascii: "]") {
            guard low != UInt8(ascii: "-") else { return nil }
            rest = rest.dropFirst()
            var high = low
            if rest.first == UInt8(ascii: "-") {
                rest = rest.dropFirst()
                guard let end = rest.first, end != UInt8(ascii: "]"), end != UInt8(ascii: "-") else { return nil }
                high = end
                rest = rest.dropFirst()
            }
            if low <= byte, byte <= high { isIn = true }
            count += 1
        }
        guard count > 0, !rest.isEmpty, isIn else { return nil }
        return rest.dropFirst()
    }
}
