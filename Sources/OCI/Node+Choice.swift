extension Node {
    /// What is against running an image of that platform here; nil if containerd would run it.
    public func refusal(of image: Platform) -> PlatformChoice.Refusal? {
        let offer = image.normalized
        if offer.isUnknown { return .attestation }
        // containerd takes a missing name for the host's own.
        guard offer.os == platform.os || offer.os.isEmpty else { return .operatingSystem }
        guard rank(ofArchitecture: offer) != nil else { return .architecture }
        if let refusal = versionRefusal(of: offer) { return refusal }
        let missing = offer.osFeatures.filter { !offersFeature($0) }
        return missing.isEmpty ? nil : .missingFeatures(missing)
    }

    /// Chooses among the entries of an index, in its order; nil stands for a descriptor without a platform, which both
    /// rules take only if no other fits.
    public func choose(among offers: [Platform?]) -> PlatformChoice {
        let candidates = offers.enumerated().compactMap { index, offer in
            offer.flatMap { accepts($0) ? Candidate(index: index, platform: $0, on: self) : nil }
        }
        // `min` takes the first among equals, as a stable sort does.
        if let newest = candidates.min(by: Candidate.isNewer), let first = candidates.min(by: Candidate.isLaterText) {
            let order = PlatformChoice.TextOrder(
                count: candidates.count,
                newest: newest.version,
                lastAsText: first.version
            )
            return PlatformChoice(
                windlass: newest.index,
                containerd: first.index,
                reason: newest.index == first.index ? .matched(count: candidates.count) : .textOrderDiffers(order)
            )
        }
        if let undeclared = offers.firstIndex(of: nil) {
            let count = offers.count { $0 == nil }
            return PlatformChoice(windlass: undeclared, containerd: undeclared, reason: .undeclared(count: count))
        }
        return PlatformChoice(windlass: nil, containerd: nil, reason: .noMatch(mismatch(with: offers)))
    }

    private func mismatch(with offers: [Platform?]) -> PlatformChoice.Mismatch {
        PlatformChoice.Mismatch(
            host: platform,
            hostBuild: windowsBuild,
            offers: offers.enumerated().compactMap { index, offer in
                guard let offer, let refusal = refusal(of: offer) else { return nil }
                return PlatformChoice.Offer(index: index, platform: offer, refusal: refusal)
            },
            wouldMatch: runnablePlatforms,
            wouldMatchBuilds: runnableBuilds
        )
    }

    private func versionRefusal(of offer: Platform) -> PlatformChoice.Refusal? {
        guard let host = windowsVersion, let text = offer.osVersion else { return nil }
        guard let version = WindowsVersion(text) else { return .unreadableVersion }
        if host.runs(version) { return nil }
        guard version.major == host.major, version.minor == host.minor else { return .otherVersion }
        return version.build < host.build ? .olderBuild(version.build) : .newerBuild(version.build)
    }

    private func offersFeature(_ feature: String) -> Bool {
        platform.osFeatures.contains(feature) || isWindows && feature == "win32k"
    }

    /// The place of the image's architecture among those that this host runs, 0 being its own.
    fileprivate func rank(ofArchitecture offer: Platform) -> Int? {
        runnablePlatforms.firstIndex { $0.architecture == offer.architecture && $0.variant == offer.variant }
    }
}

/// An entry that the node runs, with what decides between several.
private struct Candidate {
    let index: Int
    /// The version as written; Windows alone orders by it.
    let version: String?
    private let architectureRank: Int
    private let versionRank: [Int]

    init(index: Int, platform: Platform, on node: Node) {
        self.index = index
        version = node.isWindows ? platform.osVersion : nil
        architectureRank = node.rank(ofArchitecture: platform.normalized) ?? .max
        versionRank = version.map(WindowsVersion.rank) ?? []
    }

    static func isNewer(_ left: Candidate, _ right: Candidate) -> Bool {
        guard left.architectureRank == right.architectureRank else {
            return left.architectureRank < right.architectureRank
        }
        return right.versionRank.lexicographicallyPrecedes(left.versionRank)
    }

    static func isLaterText(_ left: Candidate, _ right: Candidate) -> Bool {
        guard left.architectureRank == right.architectureRank else {
            return left.architectureRank < right.architectureRank
        }
        // Byte by byte, as Go compares, rather than by Unicode's order.
        return (right.version ?? "").utf8.lexicographicallyPrecedes((left.version ?? "").utf8)
    }
}
