extension Platform {
    /// The normalized platform and what its processor also runs, best first: containerd's `platformVector`.
    var olderVariants: [Platform] {
        switch architecture {
        case "amd64":
            let older = (number(variant) ?? 1).descending(to: 1).map { with("amd64", "v\($0)") }
            return [self] + older + [with("386", nil)]
        case "arm":
            return [self] + (number(variant) ?? 5).descending(to: 5).map { with("arm", "v\($0)") }
        case "arm64":
            return [self] + olderARM64
        default:
            return [self]
        }
    }

    private var olderARM64: [Platform] {
        let variant = self.variant ?? "v8"
        let (majorText, minorText) = Self.cut(variant)
        var older: [Platform] = []
        if var major = number(majorText), major >= 8 {
            var minor = variant.utf8.count == 4 ? minorText.flatMap { Int($0) } ?? 0 : 0
            if major == 9 {
                older += minor.descending(to: 0).map { with("arm64", $0 == 0 ? "v9" : "v9.\($0)") }
                // Armv9.0 grew out of Armv8.5.
                minor += 5
                major = 8
                older.append(with("arm64", "v8.\(minor)"))
            }
            older += minor.descending(to: 0).map { with("arm64", $0 == 0 ? "v\(major)" : "v\(major).\($0)") }
        }
        let is32BitV8 = variant.hasPrefix("v8.") || variant.hasPrefix("v9.")
        return older + with("arm", is32BitV8 ? "v8" : variant).olderVariants
    }

    private func with(_ architecture: String, _ variant: String?) -> Platform {
        Platform(os: os, architecture: architecture, variant: variant, osVersion: osVersion, osFeatures: osFeatures)
            .normalized
    }

    private func number(_ variant: String?) -> Int? {
        guard let variant, variant.hasPrefix("v") else { return variant.flatMap { Int($0) } }
        return Int(variant.dropFirst())
    }

    private static func cut(_ variant: String) -> (major: String, minor: String?) {
        guard let dot = variant.firstIndex(of: ".") else { return (variant, nil) }
        return (String(variant[..<dot]), String(variant[variant.index(after: dot)...]))
    }
}

extension Int {
    /// The numbers below this one down to `floor`; none for a number that no processor's variant has.
    fileprivate func descending(to floor: Int) -> [Int] {
        guard self > floor, self < 100 else { return [] }
        return (floor..<self).reversed()
    }
}
