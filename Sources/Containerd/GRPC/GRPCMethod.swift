/// One remote procedure: what it is called, and what it takes and gives.
struct GRPCMethod<Request: ProtobufMessage, Response: ProtobufMessage>: Sendable {
    /// `/package.Service/Method`
    let path: String
}
