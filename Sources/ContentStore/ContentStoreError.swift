/// Why content could not be kept or given back.
///
/// Wrong bytes are not among these: they are `BlobIntegrityError` of `OCI`, which the transfer shares.
public struct ContentStoreError: Error, Hashable, Sendable {
    /// What kind of failure this is; an open set.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code as it stands in logs and JSON output.
        public let rawValue: String

        /// A code of that name, known to this version or not.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// No space or quota left: `errno` when a write found out, `space` when it was asked beforehand.
        public static let diskFull = Code(rawValue: "disk-full")
        /// The file system refused to create, write, rename or remove `path`; `errno` says how.
        public static let notWritable = Code(rawValue: "not-writable")
        /// The file system refused to read `path`, which exists; `errno` says how.
        public static let notReadable = Code(rawValue: "not-readable")
        /// `path` is no OCI image layout that can be worked with; `detail` is one of ``LayoutFault``'s tokens.
        public static let layoutInvalid = Code(rawValue: "layout-invalid")
        /// `path`, a layout or a blob, does not exist.
        public static let notFound = Code(rawValue: "not-found")
        /// The blob at `path` is larger than the caller takes; `space` has the blob's size and the limit.
        public static let tooLarge = Code(rawValue: "too-large")
        /// The layout has no entry of that name; `candidates` lists what it has.
        public static let referenceNotFound = Code(rawValue: "reference-not-found")
        /// Several entries fit and differ; `candidates` lists them.
        public static let referenceAmbiguous = Code(rawValue: "reference-ambiguous")
        /// The file system offers no advisory locks (some network file systems).
        public static let lockUnavailable = Code(rawValue: "lock-unavailable")
        /// Somebody writes to the layout, so that nobody can tell what of its content is needed.
        public static let layoutBusy = Code(rawValue: "layout-busy")
        /// A manifest or an index at `path` is not what its name says, or cannot be understood.
        public static let contentDamaged = Code(rawValue: "content-damaged")
        /// The ingest was committed or abandoned before.
        public static let ingestClosed = Code(rawValue: "ingest-closed")
        /// `path` is no archive, or a broken one; `detail` says what is wrong, and with which member.
        public static let archiveInvalid = Code(rawValue: "archive-invalid")
        /// `path` ends in the middle of a member or of its compressed data.
        public static let archiveTruncated = Code(rawValue: "archive-truncated")
        /// An archive of a kind, or with a member of a kind, that is not read: `detail` names it.
        public static let archiveUnsupported = Code(rawValue: "archive-unsupported")
        /// An archive that goes beyond what any archive of images needs: `detail` names the limit.
        public static let archiveLimit = Code(rawValue: "archive-limit")
        /// Data compressed by zstd that needs a window of more than 128 MiB of memory to be read.
        public static let zstdWindowTooLarge = Code(rawValue: "zstd-window-too-large")
        /// The file at `path` is not the one that its checksum file, `detail`, was written for.
        public static let checksumMismatch = Code(rawValue: "checksum-mismatch")
        /// Neither the archive nor its destination has these blobs: `candidates` lists their digests.
        public static let blobsMissing = Code(rawValue: "blobs-missing")
    }

    /// Two amounts of bytes that do not go together.
    public struct Space: Hashable, Sendable {
        /// What is wanted, in bytes.
        public var needed: Int64
        /// What is there, or allowed, in bytes.
        public var available: Int64
    }

    /// The kind of failure.
    public var code: Code
    /// The file or directory it happened at.
    public var path: String
    /// The system's error number, where a system call failed.
    public var errno: Int32?
    /// A short token or the offending value; never prose.
    public var detail: String?
    /// The amounts that did not fit, for `disk-full` and `too-large`.
    public var space: Space?
    /// Names (or digests, for entries without a name) the caller may have meant; sorted.
    public var candidates: [String]

    /// An error with that code at that path.
    public init(
        _ code: Code,
        path: String,
        errno: Int32? = nil,
        detail: String? = nil,
        space: Space? = nil,
        candidates: [String] = []
    ) {
        self.code = code
        self.path = path
        self.errno = errno
        self.detail = detail
        self.space = space
        self.candidates = candidates
    }
}

/// What is wrong with a layout: the `detail` of a `layout-invalid` error.
public enum LayoutFault: String, Hashable, Sendable, CaseIterable {
    /// The path names something other than a directory.
    case notADirectory = "not-a-directory"
    /// A directory without `oci-layout`, with other files in it.
    case noLayoutFile = "no-oci-layout"
    /// `oci-layout` is not a small JSON object with an `imageLayoutVersion`.
    case layoutFileBroken = "oci-layout-broken"
    /// `imageLayoutVersion` is not `1.0.0`.
    case versionUnsupported = "version-unsupported"
    /// `index.json` is missing.
    case noIndex = "no-index-json"
    /// `index.json` is not an index: bad JSON, or `manifests` is not a list of descriptors.
    case indexBroken = "index-json-broken"
    /// An entry of `index.json` has a digest of an algorithm that nobody here can verify.
    case unsupportedDigest = "unsupported-digest"
    /// Something other than a regular file stands where a file of the store belongs.
    case notARegularFile = "not-a-regular-file"
}
