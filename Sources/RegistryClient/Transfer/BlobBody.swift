import Credentials
import NIOCore
import OCI

/// The requests for one blob at one source: where each begins, and whether its answer fits.
struct BlobBody {
    /// Less than this is no progress: a server that sends a byte for every connection would be asked for ever.
    static let minimumProgress: Int64 = 4096

    let descriptor: Descriptor
    let destination: any BlobDestination
    private(set) var received: Int64 = 0
    private(set) var didRestart = false
    /// The most bytes held at any time: to come so far a second time is no progress.
    private var farthest: Int64 = 0

    init(descriptor: Descriptor, destination: any BlobDestination) {
        self.descriptor = descriptor
        self.destination = destination
    }

    /// Fetches all bytes from `destination.offset` on.
    mutating func fetch(_ url: HTTPURL, exchange: Exchange) async throws {
        if destination.offset > descriptor.size { try await restart() }
        let offset = destination.offset
        farthest = max(farthest, offset)
        do {
            try await fetch(url, exchange: exchange, from: offset)
        } catch var failure as RequestFailure {
            failure.madeProgress = destination.offset - farthest >= Self.minimumProgress
            farthest = max(farthest, destination.offset)
            throw failure
        }
    }

    private mutating func fetch(_ url: HTTPURL, exchange: Exchange, from offset: Int64) async throws {
        guard offset < descriptor.size || offset == 0 else { return }
        let headers = offset > 0 ? [("Range", "bytes=\(offset)-")] : []
        let response = try await exchange.run(url, headers: headers)
        let skip: Int64
        switch response.status {
        case 200 where !response.isWebPage:
            skip = offset
            if let length = response.contentLength, length != descriptor.size {
                throw response.failure(.sizeMismatch, .integrity, String(length))
            }
        case 206 where offset > 0:
            skip = 0
            let range = response.header("Content-Range").flatMap(ContentRange.init(parsing:))
            guard let range, range.isRest(from: offset, of: descriptor.size) else {
                try await restart()
                throw response.failure(.networkError, .blob, "Content-Range", .interrupted)
            }
        case 416 where offset > 0:
            try await restart()
            throw response.failure(.networkError, .blob, "range not satisfiable", .interrupted)
        default:
            throw exchange.failure(response, body: await response.prefix())
        }
        try response.requireIdentityEncoding(stage: .blob)
        try await receive(response, skipping: skip)
    }

    /// - Parameter skip: bytes at the beginning that are held already, from a server that ignores `Range`.
    private mutating func receive(_ response: WireResponse, skipping skip: Int64) async throws {
        var skip = skip
        var position = destination.offset
        let size = descriptor.size
        let destination = destination
        var received: Int64 = 0
        var isTooLong = false
        defer { self.received += received }
        do {
            try await response.stream { bytes in
                var bytes = bytes
                received += Int64(bytes.readableBytes)
                let dropped = Int(min(skip, Int64(bytes.readableBytes)))
                skip -= Int64(dropped)
                bytes.moveReaderIndex(forwardBy: dropped)
                let count = Int64(bytes.readableBytes)
                guard position + count <= size else {
                    isTooLong = true
                    return false
                }
                if count > 0 { try await destination.append(bytes) }
                position += count
                return true
            }
        } catch var failure as RequestFailure {
            if failure.error.stage == .connect { failure.error.stage = .blob }
            throw failure
        }
        if isTooLong {
            try await restart()
            throw response.failure(.sizeMismatch, .integrity, "more than \(size)")
        }
        guard position == size else {
            throw response.failure(.networkError, .blob, "ended after \(position) of \(size) bytes", .interrupted)
        }
    }

    private mutating func restart() async throws {
        try await destination.restart()
        didRestart = true
    }
}
