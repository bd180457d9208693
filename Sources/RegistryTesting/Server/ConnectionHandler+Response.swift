import NIOCore

extension ConnectionHandler {
    func run(_ steps: [WireStep], context: ChannelHandlerContext) {
        self.isBusy = true
        self.steps = steps.reversed()
        self.advance(context: context)
    }

    private func advance(context: ChannelHandlerContext) {
        guard !self.isOver else { return }
        guard let step = self.steps.popLast() else {
            self.isBusy = false
            return self.readNext(context: context)
        }
        switch step {
        case .bytes(let bytes):
            self.send(bytes, context: context)
        case .body(let body, let range, let isChunked, let piece, let interval):
            let end = min(range.upperBound, range.lowerBound + Int64(piece))
            guard range.lowerBound < end else { return self.advance(context: context) }
            if end < range.upperBound {
                let rest = end..<range.upperBound
                self.steps.append(.body(body, rest, isChunked: isChunked, piece: piece, interval: interval))
                if let interval { self.steps.append(.act(.pause(interval))) }
            }
            let bytes = body.bytes(in: range.lowerBound..<end)
            self.send(isChunked ? Self.chunk(bytes) : bytes, context: context)
        case .act(let action):
            self.perform(action, context: context)
        }
    }

    private static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
    }

    /// Writes, and goes on when the socket has taken the bytes: a slow client slows the making of the body.
    private func send(_ bytes: [UInt8], context: ChannelHandlerContext) {
        guard !bytes.isEmpty else { return self.advance(context: context) }
        let buffer = context.channel.allocator.buffer(bytes: bytes)
        let written = context.writeAndFlush(self.wrapOutboundOut(buffer))
        let isolated = context.eventLoop.assumeIsolated()
        written.assumeIsolated().whenComplete { result in
            switch result {
            // Not from here: a body of many pieces would be as many calls deep.
            case .success: isolated.execute { self.advance(context: context) }
            case .failure: self.isOver = true
            }
        }
    }

    private func perform(_ action: TestResponse.Action, context: ChannelHandlerContext) {
        switch action {
        case .close:
            self.isOver = true
            context.close(promise: nil)
        case .truncate:
            self.isOver = true
            Wire.truncate(context.channel)
        case .reset:
            self.isOver = true
            Wire.resetAfterDelivery(context.channel)
        case .stall:
            self.isOver = true
        case .pause(let duration):
            context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(duration)) { self.advance(context: context) }
        case .hold(let gate):
            let eventLoop = context.eventLoop
            let bound = NIOLoopBound((self, context), eventLoop: eventLoop)
            gate.pass {
                eventLoop.execute { bound.value.0.advance(context: bound.value.1) }
            }
        }
    }
}
