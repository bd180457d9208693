import Containerd
import ContentStore
import ImageTransfer
import NodeCommands
import OCI
import RegistryClient

extension TransferError {
    var status: Int? {
        if case .client(let error) = cause { error.status } else { nil }
    }

    var registryCode: String? {
        if case .client(let error) = cause { error.registryCode } else { nil }
    }

    /// What happened, in one line.
    var message: String {
        switch cause {
        case .client(let error): error.message
        case .store(let error): error.words
        case .containerd(let error): error.words
        case .content(let error): error.words
        case .integrity(let error): error.words
        case .noMatchingPlatform(let mismatch) where !wanted.isEmpty:
            "nothing of the image fits \(wanted.joined(separator: ", ")): it offers \(mismatch?.offered ?? "nothing")"
        case .noMatchingPlatform(let mismatch): mismatch?.words ?? "the index has no child that this host can run"
        case .contentMissing(let digest): "\(digest) is not there"
        case .incomplete(let present, let absent):
            "of the image there is \(Self.list(present)) here; \(Self.list(absent)) is missing"
        case .severalPlatforms(let platforms):
            "a docker-archive has room for one platform; the image has \(Self.list(platforms))"
        case .nameTaken(let name): "another image of this run is \(name) already"
        case .placeless(let fault): fault.words
        case .refused(_, let error): (error as? CommandFailure)?.message ?? "\(error)"
        case .cancelled: "interrupted; run the same command again to continue"
        case .other(let error): "\(error)"
        }
    }

    /// What to do about it; empty where there is nothing to say.
    var hint: String {
        switch cause {
        case .client(let error): error.hint
        case .store(let error): error.hint
        case .containerd(let error): error.hint
        case .content: "the registry serves something that containerd would refuse as well, or worse, accept"
        case .integrity: "the registry or something before it serves wrong bytes; nothing of them was kept"
        case .noMatchingPlatform(let mismatch): mismatch?.hint ?? ""
        case .incomplete(let present, _):
            present.isEmpty ? "" : "take what is there: " + Self.platformOptions(present)
        case .nameTaken: "--keep-registry keeps images of several registries apart"
        case .severalPlatforms(let platforms): "choose one: \(Self.platformOptions(platforms))"
        case .placeless(let fault): fault.hint
        case .refused(_, let error): (error as? CommandFailure)?.details.joined(separator: "; ") ?? ""
        case .contentMissing, .cancelled, .other: ""
        }
    }

    var exit: ProgramExit {
        switch cause {
        case .client(let error): error.exit
        case .store(let error): error.exit
        case .containerd(let error): error.exit
        case .content, .integrity: .integrity
        case .noMatchingPlatform, .severalPlatforms: .noMatchingPlatform
        case .contentMissing, .incomplete: .notFound
        case .placeless: .invalidConfiguration
        case .refused(_, let error): (error as? CommandFailure)?.exit ?? .findings
        case .nameTaken, .cancelled, .other: .findings
        }
    }
}

extension TransferError {
    private static func list(_ platforms: [Platform?]) -> String {
        let shown = 16
        var seen: Set<String> = []
        let names = platforms.map { platform in
            platform.map { $0.isUnknown ? "an attestation" : $0.description } ?? "something without a platform"
        }.filter { seen.insert($0).inserted }
        guard !names.isEmpty else { return "nothing" }
        let rest = names.count > shown ? ["and \(names.count - shown) more"] : []
        return (names.prefix(shown) + rest).joined(separator: ", ")
    }

    private static func platformOptions(_ platforms: [Platform]) -> String {
        var seen: Set<String> = []
        let options = platforms.map { "--platform \($0)" }.filter { seen.insert($0).inserted }
        return options.prefix(16).joined(separator: " ")
    }
}

extension BlobIntegrityError {
    fileprivate var words: String {
        if expectedSize != actualSize {
            return "\(expectedDigest) should have \(expectedSize) bytes and has \(actualSize)"
        }
        return "\(expectedDigest) arrived as \(actualDigest?.description ?? "something else")"
    }
}

extension OCIError {
    var words: String {
        let rule = detail.map { " (\($0))" } ?? ""
        switch code {
        case .manifestTooLarge:
            return "\(subject): larger than the \(ManifestDocument.maximumSize) bytes that containerd accepts\(rule)"
        case .ambiguousManifest:
            return "the body is a manifest and an index at once\(rule)"
        case .mediaTypeMismatch:
            return "the body is \(subject), announced as \(detail ?? "something else")"
        case .unsupportedMediaType:
            return "\(subject) is no manifest or index that can be pulled\(rule)"
        case .jsonDuplicateKey, .jsonCaseVariantKey:
            return "the JSON has the key \"\(subject)\" twice\(rule)"
        case .invalidManifest where detail == "too-many-manifests":
            return "the image has more manifests than any image needs; stopped at \(subject)"
        case .invalidManifest where detail == "nested-too-deep":
            return "indexes are nested more than \(4) deep at \(subject)"
        default:
            return "the content is not valid: \(subject)\(rule)"
        }
    }
}

extension ContentStoreError {
    var exit: ProgramExit {
        switch code {
        case .referenceNotFound, .notFound, .blobsMissing: .notFound
        case .contentDamaged, .archiveInvalid, .archiveTruncated, .archiveUnsupported, .archiveLimit,
            .zstdWindowTooLarge, .checksumMismatch:
            .integrity
        default: .disk
        }
    }

    var words: String {
        switch code {
        case .diskFull:
            if let space {
                return "\(path): \(byteCount(space.needed)) are needed and \(byteCount(space.available)) are free"
            }
            return "\(path): the disk is full"
        case .layoutInvalid: return "\(path) is no OCI layout\(detail.map { " (\($0))" } ?? "")"
        case .notWritable: return "\(path) cannot be written\(reason)"
        case .notReadable: return "\(path) cannot be read\(reason)"
        case .notFound: return "\(path) is not there"
        case .layoutBusy: return "\(path) is being written to by somebody else"
        case .contentDamaged: return "\(path) is not what its name says, so that what it needs is not known"
        case .referenceNotFound:
            return "\(path) has no entry \(detail.map { "\"\($0)\"" } ?? "")"
                + (candidates.isEmpty ? "" : "; it has \(candidates.joined(separator: ", "))")
        case .referenceAmbiguous:
            return "\(path) has several entries; name one: \(candidates.joined(separator: ", "))"
        case .archiveInvalid: return "\(path) is no archive of images, or a broken one\(reason)"
        case .archiveTruncated: return "\(path) ends too early\(reason)"
        case .archiveUnsupported: return "\(path) has something that is not read\(reason)"
        case .archiveLimit: return "\(path) asks for more than any archive of images needs\(reason)"
        case .zstdWindowTooLarge: return "\(path) needs a zstd window of more than 128 MiB to be read"
        case .checksumMismatch: return "\(path) is not what \(detail ?? "its checksum file") says"
        case .blobsMissing:
            let shown = candidates.prefix(8).joined(separator: ", ")
            let rest = candidates.count > 8 ? " and \(candidates.count - 8) more" : ""
            return "\(path) lacks \(candidates.count == 1 ? "a blob" : "blobs"): \(shown)\(rest)"
        default: return "\(path): \(code.rawValue)\(reason)"
        }
    }

    var hint: String {
        switch code {
        case .diskFull: "complete blobs are kept: make room and run the same command again"
        case .layoutBusy: "wait for it, or remove the names alone with --keep-content"
        case .contentDamaged: "remove the image that it is of first, or the names alone with --keep-content"
        case .layoutInvalid: "name an empty or new directory, or an existing layout"
        case .blobsMissing: "load what it builds upon first: a delta has only what the older archive lacks"
        case .archiveTruncated: "copy it again; of a split archive, all parts must lie side by side"
        case .zstdWindowTooLarge: "compress it again with a smaller --long; RKE2 and K3s read no more than 32 MiB"
        default: ""
        }
    }

    private var reason: String {
        let parts = [detail, errno.map { systemText(of: $0) }].compactMap(\.self)
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }
}

extension PlatformChoice.Mismatch {
    /// Which host asked, what the image offers.
    var words: String { "no match for \(host): the image offers \(offered)" }

    /// What the image offers, each platform once.
    var offered: String {
        var seen: Set<String> = []
        let offered = offers.map(\.platform.description).filter {
            !$0.hasPrefix("unknown/") && seen.insert($0).inserted
        }
        let shown = 32
        let rest = offered.count > shown ? ["and \(offered.count - shown) more"] : []
        return offered.isEmpty
            ? "nothing that names a platform" : (offered.prefix(shown) + rest).joined(separator: ", ")
    }

    /// What would match.
    var hint: String {
        if let builds = wouldMatchBuilds {
            let range =
                builds.count == 1 ? "build \(builds.lowerBound)" : "builds \(builds.lowerBound) to \(builds.upperBound)"
            let offered = offeredBuilds.map(String.init).joined(separator: ", ")
            return "a host of build \(hostBuild.map(String.init) ?? "?") runs images of \(range)"
                + (offered.isEmpty ? "" : "; offered: \(offered)")
        }
        let would = wouldMatch.map(\.description).joined(separator: ", ")
        return would.isEmpty ? "" : "what would match: \(would)"
    }
}
