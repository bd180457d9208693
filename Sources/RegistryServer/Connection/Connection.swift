import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// One connection's requests, one after the other.
struct Connection: Sendable {
    typealias Channel = NIOAsyncChannel<HTTPServerRequestPart, Never>

    let service: RegistryService
    let metrics: ServerMetrics
    let budget: SendBudget
    /// Whether bytes have to pass through this process to be encrypted.
    let isEncrypted: Bool
    let logger: Logger

    /// The bytes that the kernel sends for one word of ours; a slow client has a time limit for each.
    private static let filePiece: Int64 = 2 << 20
    /// A body that nobody wants is read to its end if it is no longer than that, and costs the connection otherwise.
    private static let mostDiscarded: Int64 = 256 << 10
    /// And that much where it does, so that the answer is not lost in a reset.
    private static let mostLingered: Int64 = 16 << 20

    /// Serves until either side has enough.
    func run(_ channel: Channel) async {
        metrics.connections.add(1, ordering: .relaxed)
        defer { metrics.connections.subtract(1, ordering: .relaxed) }
        do {
            try await withTaskCancellationHandler {
                try await channel.executeThenClose { inbound, _ in
                    let requests = RequestReader(inbound)
                    while let head = try await requests.next() {
                        guard try await serve(head, requests, channel.channel) else { return }
                    }
                }
            } onCancel: {
                channel.channel.close(promise: nil)
            }
        } catch {
            // Clients go away at any time; that is theirs to say, not ours.
            logger.trace("connection ended", metadata: ["error": "\(error)"])
        }
    }

    /// - Returns: whether another request may follow.
    private func serve(
        _ head: HTTPRequestHead,
        _ requests: RequestReader,
        _ channel: any NIOCore.Channel
    ) async throws -> Bool {
        let start = NIODeadline.now()
        let expectsContinue =
            head.version != .http1_0 && head.headers["Expect"].contains { $0.lowercased() == "100-continue" }
        var isContinued = false
        let body = RequestBody {
            if expectsContinue, !isContinued {
                isContinued = true
                let go = HTTPResponseHead(version: head.version, status: .continue)
                try await channel.writeAndFlush(ResponsePart.go(go)).get()
            }
            return try await requests.nextPiece()
        }
        let answer = await service.respond(to: head, body: body)
        let isUnread = !body.isAtEnd && head.hasBody
        let unread = head.contentLength.map { $0 - body.count } ?? .max
        // Behind an upgrade that is not taken the decoder reads no further.
        let isUpgrade = head.method == .CONNECT || head.headers.contains(name: "Upgrade")
        let closes =
            !head.isKeepAlive || isUpgrade
            || isUnread && (unread > Self.mostDiscarded || expectsContinue && !isContinued)
        try await send(answer.response, to: head, closes: closes, channel)
        record(answer, head, received: body.count, since: start, peer: channel.remoteAddress)
        // Even where the connection ends: a client that is still sending reads the answer only when it is done.
        try await requests.finish(atMost: closes ? Self.mostLingered : Self.mostDiscarded)
        return !closes
    }

    private func send(
        _ response: RegistryResponse,
        to request: HTTPRequestHead,
        closes: Bool,
        _ channel: any NIOCore.Channel
    ) async throws {
        var head = HTTPResponseHead(version: request.version, status: response.status, headers: response.headers)
        if response.status.mayHaveResponseBody {
            head.headers.replaceOrAdd(name: "Content-Length", value: String(response.body.count))
        }
        if closes {
            head.headers.replaceOrAdd(name: "Connection", value: "close")
        } else if request.version == .http1_0 {
            head.headers.replaceOrAdd(name: "Connection", value: "keep-alive")
        }
        let body = request.method == .HEAD || !response.status.mayHaveResponseBody ? .none : response.body
        switch body {
        case .none: try await channel.writeAndFlush(ResponsePart.whole(head, nil)).get()
        case .bytes(let buffer): try await channel.writeAndFlush(ResponsePart.whole(head, buffer)).get()
        case .blob(let content, let range):
            channel.write(ResponsePart.head(head), promise: nil)
            if !isEncrypted, let descriptor = content.fileDescriptor {
                try await sendPieces(of: range, most: 3, size: { _ in Self.filePiece }, to: channel) { piece in
                    .file(content, descriptor: descriptor, piece)
                }
            } else {
                try await budget.withShare {
                    try await sendPieces(of: range, most: 1, size: budget.piece(after:), to: channel) { piece in
                        let bytes = try await content.read(at: piece.lowerBound, count: piece.count)
                        // The client was promised more; without the rest it has to see a broken connection.
                        guard bytes.readableBytes == piece.count else { throw DisconnectedError() }
                        return .bytes(bytes)
                    }
                }
            }
            try await channel.writeAndFlush(ResponsePart.end).get()
        }
    }

    /// Makes a piece while those before it are on their way, and no more: memory is bounded however slow the client is.
    ///
    /// - Parameter most: how many are on their way at once.
    private func sendPieces(
        of range: Range<Int64>,
        most: Int,
        size: (Int64) -> Int64,
        to channel: any NIOCore.Channel,
        piece: (Range<Int64>) async throws -> ResponsePart
    ) async throws {
        var underway: [EventLoopFuture<Void>] = []
        var offset = range.lowerBound
        while offset < range.upperBound {
            let next = offset..<min(offset + size(offset - range.lowerBound), range.upperBound)
            let part = try await piece(next)
            if underway.count == most { try await underway.removeFirst().get() }
            underway.append(channel.writeAndFlush(part))
            offset = next.upperBound
        }
        for piece in underway { try await piece.get() }
    }

    private func record(
        _ answer: RegistryAnswer,
        _ head: HTTPRequestHead,
        received: Int64,
        since start: NIODeadline,
        peer: SocketAddress?
    ) {
        metrics.receive(Int(received))
        let seconds = Double((NIODeadline.now() - start).nanoseconds) / 1e9
        let sent = head.method == .HEAD ? 0 : Int(answer.response.body.count)
        metrics.count(
            kind: answer.kind,
            method: head.method,
            status: answer.response.status,
            sent: sent,
            seconds: seconds
        )
        logger.debug(
            "request",
            metadata: [
                "method": "\(head.method)", "path": "\(head.loggedPath)",
                "status": "\(answer.response.status.code)", "bytes": "\(sent)", "seconds": "\(seconds)",
                "peer": "\(peer?.ipAddress ?? "")",
            ]
        )
    }
}

/// The parts of requests, taken from a connection in order.
final class RequestReader {
    private var parts: NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator
    private var isInBody = false

    init(_ inbound: NIOAsyncChannelInboundStream<HTTPServerRequestPart>) {
        parts = inbound.makeAsyncIterator()
    }

    /// The next request; nil when the client is done.
    func next() async throws -> HTTPRequestHead? {
        guard case .head(let head)? = try await parts.next() else { return nil }
        isInBody = true
        return head
    }

    /// The next piece of the body; nil at its end.
    func nextPiece() async throws -> ByteBuffer? {
        guard isInBody else { return nil }
        // Whatever broke the connection or the coding of the body, it is the client's end that is missing.
        switch try? await parts.next() {
        case .body(let piece)?: return piece
        case .end?:
            isInBody = false
            return nil
        default: throw DisconnectedError()
        }
    }

    /// Reads what is left of the body and throws it away.
    func finish(atMost limit: Int64) async throws {
        var count: Int64 = 0
        while let piece = try await nextPiece() {
            count += Int64(piece.readableBytes)
            guard count <= limit else { throw DisconnectedError() }
        }
    }
}
