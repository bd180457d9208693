import NIOCore

/// A message of protocol buffers, proto3. The values in `Generated` are of this kind.
protocol ProtobufMessage: Sendable {
    init()

    /// Takes one field, or skips it.
    mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError)

    /// Writes every field that differs from its default.
    func write(to writer: inout ProtobufWriter)
}

extension ProtobufMessage {
    /// A message from its bytes. Of a field that comes twice the last one counts, and unknown ones are skipped, as the
    /// encoding wants it.
    init(decoding buffer: ByteBuffer) throws(ProtobufError) {
        self.init()
        var reader = ProtobufReader(buffer)
        while let number = try reader.nextField() {
            try read(number, from: &reader)
        }
    }

    var encoded: ByteBuffer {
        var writer = ProtobufWriter()
        write(to: &writer)
        return writer.buffer
    }
}

/// What is wrong with a message's bytes.
enum ProtobufError: Error {
    case truncated
    case invalidText
    case invalidField
}
