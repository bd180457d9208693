import NIOCore
import NIOHTTP1

/// Tells a connection to end after the exchange it is in, or at once where it is in none.
struct DrainEvent: Sendable {}

/// Stands between the HTTP codec and a connection's task: answers hot manifests on the spot, keeps the time limits,
/// sends files from the kernel, and knows when a connection may end.
final class ExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = ResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let shortcut: ManifestShortcut
    private let limits: TimeLimits
    private var clock: ConnectionClock
    private var alarm: Scheduled<Void>?
    /// Requests handed on whose answers are not complete.
    private var pending = 0
    /// Whether the body of the newest request is still coming.
    private var isReceiving = false
    /// Whether the end of a request that was answered here is still to come.
    private var skipsEnd = false
    private var sawPart = false
    /// Answers given here since the last flush, in bytes of their bodies; nil for none.
    private var unflushed: Int?
    /// More than that is flushed at once, for only then the channel, or TLS before it, counts it as waiting.
    private static let mostUnflushed = 64 << 10
    private var isDraining = false
    private var mustClose = false

    init(shortcut: ManifestShortcut, limits: TimeLimits) {
        self.shortcut = shortcut
        self.limits = limits
        clock = ConnectionClock(limits: limits, now: .now())
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { arm(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        clock = ConnectionClock(limits: limits, now: .now())
        arm(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.cancel()
        context.fireChannelInactive()
    }

    // MARK: requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        sawPart = true
        let part = unwrapInboundIn(data)
        switch part {
        case .head(let head):
            // A client that does not read takes the long way, where nothing is made before the last answer is sent.
            if pending == 0, !isDraining, context.channel.isWritable, let exchange = shortcut.exchange(for: head) {
                skipsEnd = true
                answer(exchange, to: head, context)
                return
            }
            pending += 1
            isReceiving = true
            clock.working()
        case .body:
            // Until the next piece is asked for, the client has done its part.
            if clock.phase == .body { clock.working() }
        case .end:
            if skipsEnd {
                skipsEnd = false
                return
            }
            isReceiving = false
            if clock.phase == .body { clock.working() }
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if !sawPart, pending == 0 { clock.partialHeader(at: .now()) }
        sawPart = false
        flush(context)
        rearm(context)
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        // Whoever reads while a body is on its way waits for the client.
        if isReceiving, clock.phase == .working {
            clock.awaitingBody(at: .now())
            rearm(context)
        }
        context.read()
    }

    private func answer(
        _ exchange: ManifestShortcut.Exchange,
        to head: HTTPRequestHead,
        _ context: ChannelHandlerContext
    ) {
        var response = exchange.head
        let closes = !head.isKeepAlive
        if closes {
            response.headers.add(name: "Connection", value: "close")
        } else if head.version == .http1_0 {
            response.headers.add(name: "Connection", value: "keep-alive")
        }
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        if let body = exchange.body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        let sent = closes ? context.eventLoop.makePromise(of: Void.self) : nil
        sent?.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.write(wrapOutboundOut(.end(nil)), promise: sent)
        unflushed = (unflushed ?? 0) + (exchange.body?.readableBytes ?? 0)
        clock.idle(at: .now())
        if let unflushed, unflushed > Self.mostUnflushed { flush(context) }
    }

    private func flush(_ context: ChannelHandlerContext) {
        guard unflushed != nil else { return }
        unflushed = nil
        context.flush()
    }

    /// What is no HTTP any more is told so, but only after the answers to what was.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else {
            context.fireErrorCaught(error)
            return
        }
        if pending == 0 {
            clock.working()
            reject(.badRequest, context)
        } else if isReceiving {
            // The request's own task has to know that there is no more of the body.
            isReceiving = false
            isDraining = true
            context.fireErrorCaught(error)
        } else {
            isDraining = true
        }
    }

    /// Ends the connection over something that is no request.
    private func reject(_ status: HTTPResponseStatus, _ context: ChannelHandlerContext) {
        let head = HTTPResponseHead(
            version: .http1_1,
            status: status,
            headers: ["Content-Length": "0", "Connection": "close"]
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }

    // MARK: answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .go(let head): context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .head(let head): write(head, promise, context)
        case .whole(let head, let body):
            write(head, nil, context)
            if let body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
            writeEnd(promise, context)
        case .bytes(let buffer):
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: progress(promise, context))
        case .file(let content, let descriptor, let range):
            send(content, descriptor, range, promise: progress(promise, context), context)
        case .end: writeEnd(promise, context)
        }
        rearm(context)
    }

    private func write(
        _ head: HTTPResponseHead,
        _ promise: EventLoopPromise<Void>?,
        _ context: ChannelHandlerContext
    ) {
        var head = head
        mustClose = isDraining || head.headers["Connection"].contains("close")
        if isDraining { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        clock.sending(at: .now())
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }

    private func writeEnd(_ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        let sent = progress(promise, context)
        context.write(wrapOutboundOut(.end(nil)), promise: sent)
        finish(after: sent.futureResult, context)
    }

    /// The handle gives the descriptor back when the kernel is done with it; `content`, its owner, lives until then.
    private func send(
        _ content: any BlobContent,
        _ descriptor: Int32,
        _ range: Range<Int64>,
        promise: EventLoopPromise<Void>,
        _ context: ChannelHandlerContext
    ) {
        let handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor)
        let region = FileRegion(
            fileHandle: handle,
            readerIndex: Int(range.lowerBound),
            endIndex: Int(range.upperBound)
        )
        promise.futureResult.whenComplete { _ in
            withExtendedLifetime(content) { _ = try? handle.takeDescriptorOwnership() }
        }
        context.write(wrapOutboundOut(.body(.fileRegion(region))), promise: promise)
    }

    /// A promise that counts as progress of the answer when it is kept.
    private func progress(
        _ promise: EventLoopPromise<Void>?,
        _ context: ChannelHandlerContext
    ) -> EventLoopPromise<Void> {
        let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenSuccess { [self] in
            if clock.phase == .sending { clock.sending(at: .now()) }
        }
        return promise
    }

    private func finish(after sent: EventLoopFuture<Void>, _ context: ChannelHandlerContext) {
        sent.assumeIsolated().whenComplete { [self] result in
            pending -= 1
            switch result {
            case .success where !mustClose:
                if pending == 0, !isReceiving {
                    isDraining ? context.close(promise: nil) : clock.idle(at: .now())
                } else {
                    // The next request of a pipeline, or the rest of a body that nobody wanted.
                    isReceiving ? clock.awaitingBody(at: .now()) : clock.working()
                }
                rearm(context)
            case .success where isReceiving:
                // Closing now would reset the connection under an answer that the client has not read.
                clock.lingering(at: .now())
                rearm(context)
            default:
                context.close(promise: nil)
            }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is DrainEvent || event as? ChannelEvent == .inputClosed {
            isDraining = true
            if pending == 0, !isReceiving { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: time

    private func arm(_ context: ChannelHandlerContext) {
        armed = clock.deadline
        guard clock.deadline != .distantFuture else { return }
        alarm = context.eventLoop.assumeIsolated().scheduleTask(deadline: clock.deadline) { [self] in
            alarm = nil
            if clock.deadline <= .now() {
                expire(context)
            } else {
                arm(context)
            }
        }
    }

    /// When the alarm goes off; it may be earlier than the deadline, which is cheaper than moving it each time.
    private var armed = NIODeadline.distantFuture

    private func rearm(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        if alarm == nil {
            arm(context)
        } else if clock.deadline < armed {
            alarm?.cancel()
            arm(context)
        }
    }

    private func expire(_ context: ChannelHandlerContext) {
        let isLate = (clock.phase == .header || clock.phase == .body) && pending <= 1 && !mustClose
        clock.working()
        if isLate, pending == 0 || isReceiving {
            reject(.requestTimeout, context)
        } else {
            context.close(promise: nil)
        }
    }
}
