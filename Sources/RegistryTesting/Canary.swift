/// A secret that no one else has, and the search for it in all that test servers received.
public struct Canary: Sendable {
    /// A place where the secret was seen.
    public struct Sighting: Hashable, Sendable {
        /// In which of its forms.
        public enum Form: String, Sendable, Hashable, CaseIterable {
            /// As it is.
            case plain
            /// Percent-encoded.
            case percentEncoded
            /// In base64, also as a part of a longer text.
            case base64
            /// In hexadecimal digits.
            case hex
            /// Not seen, but the server's log is full: it may have been there.
            case logIncomplete
        }

        /// Where: a server's `host:port`, or the name given to a text.
        public var place: String
        /// The form.
        public var form: Form

        /// Makes a sighting, to compare with.
        public init(place: String, form: Form) {
            self.place = place
            self.form = form
        }
    }

    /// The secret.
    public let secret: String
    private let forms: [(form: Sighting.Form, bytes: [UInt8])]

    /// Makes a secret with characters that a URL, a form and base64 each write in another way.
    public init() {
        self.init(secret: "c4n4ry+/%&=\(Self.randomText(digits: 24))")
    }

    /// Takes a secret, of at least 6 bytes; shorter ones would be found by chance.
    public init(secret: String) {
        precondition(secret.utf8.count >= 6, "a canary needs 6 bytes")
        let bytes = Array(secret.utf8)
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var forms: [(Sighting.Form, [UInt8])] = [
            (.plain, bytes),
            (.percentEncoded, Array(FormText.encoded(secret).utf8)),
            (.hex, Array(hex.utf8)),
            (.hex, Array(hex.uppercased().utf8)),
        ]
        for offset in 0..<3 {
            for isURLSafe in [false, true] {
                forms.append((.base64, Self.base64Core(bytes, offset: offset, isURLSafe: isURLSafe)))
            }
        }
        self.secret = secret
        self.forms = forms
    }

    /// Everywhere the secret came to one of these servers.
    public func sightings(in peers: [any TestPeer]) -> [Sighting] {
        peers.flatMap { peer in
            let seen = peer.received.flatMap { self.sightings(in: $0, named: peer.host) }
            return peer.receivedIsComplete ? seen : seen + [Sighting(place: peer.host, form: .logIncomplete)]
        }
    }

    /// Every form in which the secret is in these bytes, such as a program's output.
    public func sightings(in bytes: [UInt8], named place: String) -> [Sighting] {
        var found: [Sighting] = []
        for form in self.forms where Self.contains(bytes, form.bytes) {
            let sighting = Sighting(place: place, form: form.form)
            if !found.contains(sighting) { found.append(sighting) }
        }
        return found
    }

    /// Hexadecimal digits from the system's random numbers.
    static func randomText(digits: Int) -> String {
        String((0..<digits).map { _ in "0123456789abcdef".randomElement() ?? "0" })
    }

    /// The base64 digits that the bytes have wherever they stand in a longer text, `offset` bytes after a full group.
    private static func base64Core(_ bytes: [UInt8], offset: Int, isURLSafe: Bool) -> [UInt8] {
        let padded = [UInt8](repeating: 0, count: offset) + bytes
        let text = Base64.encoded(padded, isPadded: false, isURLSafe: isURLSafe)
        let first = (offset * 8 + 5) / 6
        let end = padded.count * 8 / 6
        return Array(text.utf8.prefix(end).dropFirst(first))
    }

    private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        guard let first = part.first, bytes.count >= part.count else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            part.withUnsafeBufferPointer { part in
                (0...(bytes.count - part.count)).contains { start in
                    bytes[start] == first && bytes[start..<(start + part.count)].elementsEqual(part)
                }
            }
        }
    }
}
