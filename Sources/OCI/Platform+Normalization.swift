extension Platform {
    /// The platform in canonical spelling, as containerd's `platforms.Normalize` gives it.
    ///
    /// Lower case; `macos` is `darwin`; the aliases of architectures are resolved, their default variants dropped
    /// (`amd64/v1`, `arm64/v8`) or, for 32-bit ARM, written (`arm/v7`); features are sorted, each once.
    public var normalized: Platform {
        var result = self
        result.os = os.asciiLowercased
        if result.os == "macos" { result.os = "darwin" }
        (result.architecture, result.variant) = Self.normalized(
            architecture: architecture.asciiLowercased,
            variant: variant?.asciiLowercased
        )
        if result.osVersion?.isEmpty == true { result.osVersion = nil }
        if osFeatures.count > 1 { result.osFeatures = Set(osFeatures).sorted() }
        return result
    }

    private static func normalized(architecture: String, variant: String?) -> (String, String?) {
        let variant = variant?.isEmpty == true ? nil : variant
        switch architecture {
        case "i386":
            return ("386", nil)
        case "x86_64", "x86-64", "amd64":
            return ("amd64", variant == "v1" ? nil : variant)
        case "aarch64", "arm64":
            return ("arm64", variant == "8" || variant == "v8" ? nil : variant)
        case "armhf":
            return ("arm", "v7")
        case "armel":
            return ("arm", "v6")
        case "arm":
            switch variant {
            case nil, "7": return ("arm", "v7")
            case "5", "6", "8": return ("arm", variant.map { "v\($0)" })
            default: return ("arm", variant)
            }
        default:
            return (architecture, variant)
        }
    }
}
