/// What a page for people gives away where the answer of an API was expected.
package enum ServerPage {
    /// Whether a `Content-Type` without parameters is that of a page.
    package static func isPage(_ mediaType: String?) -> Bool {
        mediaType == "text/html" || mediaType == "application/xhtml+xml"
    }

    /// What the page calls itself, as it is written there.
    package static func title(of body: [UInt8]) -> Substring? {
        let page = String(decoding: body, as: UTF8.self)
        guard let start = page.firstRange(of: "<title>")?.upperBound,
            let end = page[start...].firstRange(of: "</title>")?.lowerBound
        else { return nil }
        return page[start..<end]
    }

    /// Whether a server that refuses with 400 says that it speaks TLS, in the words of Go's and of nginx.
    package static func saysTLS(_ body: [UInt8]) -> Bool {
        says(body, "HTTP request to an HTTPS server", "plain HTTP request was sent to HTTPS port")
    }

    /// Whether a server that refuses with 400 wants a client certificate, or another one, in the words of nginx.
    package static func wantsCertificate(_ body: [UInt8]) -> Bool {
        says(body, "No required SSL certificate was sent", "The SSL certificate error")
    }

    private static func says(_ body: [UInt8], _ phrases: String...) -> Bool {
        let text = String(decoding: body, as: UTF8.self)
        return phrases.contains { text.contains($0) }
    }
}
