/// Whose configuration a file is.
package enum ImportFormat: String, CaseIterable, Hashable, Sendable {
    /// containerd's config.toml.
    case containerd
    /// Docker's daemon.json.
    case docker
    /// registries.conf of podman, CRI-O, buildah and skopeo.
    case podman
    /// A hosts.toml of a certs.d directory.
    case hosts

    /// The format by what is in the file; nil where it tells nothing.
    package init?(guessing bytes: [UInt8]) {
        guard let utf8 = try? ImportError.decode(bytes) else { return nil }
        let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        if utf8.first(where: { !blank.contains($0) }) == UInt8(ascii: "{") {
            self = .docker
            return
        }
        let options = TOMLDocument.Options(redefinitions: .collected)
        guard let document = try? TOMLDocument(bytes: utf8, options: options) else {
            // A broken file is to be reported with its fault, and for that it needs a reader.
            self.init(guessingLines: utf8)
            return
        }
        let keys = Set(document.root.entries.map(\.name))
        if !keys.isDisjoint(with: Self.podmanKeys) {
            self = .podman
        } else if !keys.isDisjoint(with: Self.containerdKeys) {
            self = .containerd
        } else if !keys.isDisjoint(with: ["host", "server"]) {
            self = .hosts
        } else {
            return nil
        }
    }

    private init?(guessingLines utf8: [UInt8]) {
        let lines = String(decoding: utf8, as: UTF8.self).split(whereSeparator: \.isNewline)
        for line in lines {
            let name = line.drop { $0 == "[" || $0 == " " || $0 == "\t" }.prefix { $0.isLetter || $0 == "-" }
            if Self.podmanKeys.contains(String(name)) {
                self = .podman
                return
            }
            if Self.containerdKeys.contains(String(name)) {
                self = .containerd
                return
            }
            if name == "host" || name == "server" {
                self = .hosts
                return
            }
        }
        return nil
    }

    private static let podmanKeys: Set<String> = [
        "registry", "registries", "unqualified-search-registries", "short-name-mode", "aliases", "credential-helpers",
    ]
    private static let containerdKeys: Set<String> = [
        "plugins", "version", "imports", "root", "state", "grpc", "disabled_plugins", "required_plugins", "oom_score",
    ]
}
