import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Ends of a connection that no HTTP server wants. All of it runs on the channel's event loop.
enum Wire {
    /// The handler next to the socket: closing from there leaves out TLS and its close_notify.
    final class Edge: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
    }

    /// Sends a reset, now; what the peer has not read yet may be lost to it.
    static func reset(_ channel: any Channel) {
        if let options = channel as? any SocketOptionProvider {
            options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in }
        }
        self.truncate(channel)
    }

    /// Sends a FIN, without a close_notify of TLS.
    static func truncate(_ channel: any Channel) {
        if let edge = try? channel.pipeline.syncOperations.context(handlerType: Edge.self) {
            edge.close(promise: nil)
        } else {
            channel.close(promise: nil)
        }
    }

    /// Sends a reset once the peer has read what was written: a reset throws away what is still on its way, and a
    /// fault "after n bytes" must deliver these n bytes.
    static func resetAfterDelivery(_ channel: any Channel, polls: Int = 2_500) {
        guard channel.isActive else { return }
        guard polls > 0, self.isUnderWay(channel) else { return self.reset(channel) }
        channel.eventLoop.scheduleTask(in: .milliseconds(2)) {
            self.resetAfterDelivery(channel, polls: polls - 1)
        }
    }

    private static func isUnderWay(_ channel: any Channel) -> Bool {
        guard let local = channel.localAddress?.port, let remote = channel.remoteAddress?.port else { return false }
        let unsent = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable {
            (socket: NIOBSDSocket.Handle) -> Int32 in
            var count: Int32 = 0
            return ioctl(socket, UInt(TIOCOUTQ), &count) == 0 ? count : 0
        }
        if let unsent, unsent > 0 { return true }
        return SocketTable.unreadBytes(localPort: remote, remotePort: local) > 0
    }
}

/// The kernel's list of TCP sockets, in which both ends of a loopback connection stand.
private enum SocketTable {
    /// What has arrived at a socket and was not read by its program yet; 0 if it is not on this machine.
    static func unreadBytes(localPort: Int, remotePort: Int) -> Int {
        for path in ["/proc/self/net/tcp", "/proc/self/net/tcp6"] {
            for line in self.text(path).split(separator: "\n").dropFirst() {
                let columns = line.split(separator: " ")
                guard columns.count > 4, self.port(columns[1]) == localPort, self.port(columns[2]) == remotePort else {
                    continue
                }
                return Int(columns[4].split(separator: ":").last ?? "", radix: 16) ?? 0
            }
        }
        return 0
    }

    private static func port(_ address: Substring) -> Int? {
        address.split(separator: ":").last.flatMap { Int($0, radix: 16) }
    }

    private static func text(_ path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = piece.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece[..<count]
        }
    }
}
