import NIOCore
import NIOSSL
import NIOTLS

/// One connection of a ``TestServer``: reads requests one after the other, and sends each response step by step.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What stands behind the connection.
    enum Service: Sendable {
        case responses(TestServer.Handler)
        case proxy(@Sendable (TestRequest) -> ProxyDecision)
    }

    private let number: Int
    private let service: Service
    private let log: RequestLog
    private var behaviour = TestServer.ConnectionBehaviour.serve
    private var parser = RequestParser()
    /// What is left of the response under way, last step first.
    var steps: [WireStep] = []
    /// Whether a response is under way: the next request waits for its end.
    var isBusy = false
    /// Whether nothing more will be sent.
    var isOver = false
    /// Whether there is no handshake to wait for any more.
    private var hasHandshake = true
    private var clientCertificate: [UInt8]?

    init(number: Int, service: Service, log: RequestLog) {
        self.number = number
        self.service = service
        self.log = log
    }

    func install(on channel: any Channel, tls: NIOSSLContext?, behaviour: TestServer.ConnectionBehaviour) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(Wire.Edge())
        self.behaviour = behaviour
        if let tls, case .serve = behaviour {
            self.hasHandshake = false
            try pipeline.addHandler(PlainTextDetector(log: self.log))
            try pipeline.addHandler(NIOSSLServerHandler(context: tls))
        }
        if case .stall = behaviour { try channel.syncOptions?.setOption(.autoRead, value: false) }
        try pipeline.addHandler(self)
    }

    func channelActive(context: ChannelHandlerContext) {
        switch self.behaviour {
        case .serve: context.fireChannelActive()
        case .stall: self.isOver = true
        case .close: self.run([.act(.close)], context: context)
        case .reset: self.run([.act(.reset)], context: context)
        case .send(let bytes): self.run([.bytes(bytes), .act(.close)], context: context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.log.addOther(self.parser.takePending())
        self.isOver = true
        self.steps = []
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSUserEvent, case .handshakeCompleted = event {
            self.hasHandshake = true
            let tls = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
            self.clientCertificate = try? tls?.peerCertificate?.toDERBytes()
        }
        if event is PlainTextDetector.Found { self.noteHandshakeFailure("plain HTTP") }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.noteHandshakeFailure(String(describing: error))
        Wire.truncate(context.channel)
    }

    /// One text for each connection: an alert is often followed by an unexpected end.
    private func noteHandshakeFailure(_ text: String) {
        guard !self.hasHandshake else { return }
        self.hasHandshake = true
        self.log.addHandshakeFailure(text)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .serve = self.behaviour, !self.isOver else { return }
        self.parser.append(self.unwrapInboundIn(data).readableBytesView)
        self.readNext(context: context)
    }

    func readNext(context: ChannelHandlerContext) {
        guard !self.isBusy, !self.isOver else { return }
        switch self.parser.next() {
        case .needsMore:
            break
        case .expectsContinue:
            let line = context.channel.allocator.buffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
            context.writeAndFlush(self.wrapOutboundOut(line), promise: nil)
        case .failure(let bytes):
            self.log.addOther(bytes)
            let answer = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            self.run([.bytes(Array(answer.utf8)), .act(.close)], context: context)
        case .request(let parsed):
            self.respond(to: self.request(parsed), context: context)
        }
    }

    private func request(_ parsed: RequestParser.ParsedRequest) -> TestRequest {
        TestRequest(
            method: parsed.method,
            uri: parsed.uri,
            version: parsed.version,
            headers: parsed.headers,
            body: parsed.body,
            bytes: parsed.bytes,
            connection: self.number,
            received: .now,
            clientCertificate: self.clientCertificate
        )
    }

    private func respond(to request: TestRequest, context: ChannelHandlerContext) {
        self.log.add(request)
        switch self.service {
        case .responses(let handler):
            self.run(handler(request).steps(for: request), context: context)
        case .proxy(let decide):
            switch decide(request) {
            case .respond(let response):
                self.run(response.steps(for: request), context: context)
            case .connect(let connection):
                self.isBusy = true
                ProxyTunnel(connection: connection, log: self.log).start(replacing: self, context: context)
            }
        }
    }
}

extension ConnectionHandler: RemovableChannelHandler {
    /// What the client sent behind its request to a proxy, before the tunnel stood.
    func takeEarlyBytes() -> [UInt8] {
        self.parser.takePending()
    }

    func answerInsteadOfTunnel(_ response: TestResponse, context: ChannelHandlerContext) {
        self.run([.bytes(response.wholeBytes), .act(.close)], context: context)
    }
}
