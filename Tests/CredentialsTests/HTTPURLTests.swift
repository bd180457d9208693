import Credentials
import Testing

@Suite("A URL")
struct HTTPURLTests {
    @Test(
        "is read and written back",
        arguments: [
            ("https://r.example/v2/", "https://r.example/v2/"),
            ("HTTPS://R.Example.:443", "https://r.example/"),
            ("http://r.example:80/a?b=c#d", "http://r.example/a?b=c"),
            ("https://r.example:5000?x", "https://r.example:5000/?x"),
            ("https://[2001:DB8::1]:5000/v2", "https://[2001:db8::1]:5000/v2"),
            ("https://r_1.example:/", "https://r_1.example/"),
        ]
    )
    func reads(_ text: String, _ written: String) throws {
        #expect(try HTTPURL(parsing: text).description == written)
    }

    @Test(
        "is refused where parsers could differ",
        arguments: [
            ("r.example/v2", HTTPURL.Problem.notAbsolute), ("ftp://r.example", .scheme), ("file:///x", .scheme),
            ("https://u@r.example", .userInfo), ("https://u:p@r.example", .userInfo), ("https://", .host),
            ("https://:443", .host), ("https://a..b", .host), ("https://a b", .characters),
            ("https://a\\b", .characters), ("https://a\r\nb", .characters), ("https://é", .characters),
            ("https://a%41", .host), ("https://a:0", .port), ("https://a:65536", .port), ("https://a:+1", .port),
            ("https://a:1:2", .port), ("https://[::1", .host), ("https://[::g]", .host), ("https://[::1]x", .host),
            ("https://a,b", .host), ("https://a;b", .host), ("https://a'b", .host),
        ]
    )
    func refuses(_ text: String, _ problem: HTTPURL.Problem) {
        #expect(throws: problem) { try HTTPURL(parsing: text) }
    }

    @Test(
        "resolves a Location",
        arguments: [
            ("/x?y=1", "https://r.example:5000/x?y=1"), ("x", "https://r.example:5000/v2/app/x"),
            ("?n=1", "https://r.example:5000/v2/app/blobs?n=1"), ("//o.example/x", "https://o.example/x"),
            ("http://o.example/x", "http://o.example/x"),
        ]
    )
    func resolves(_ location: String, _ expected: String) throws {
        let base = try HTTPURL(parsing: "https://r.example:5000/v2/app/blobs?ns=docker.io")
        #expect(try base.resolving(location).description == expected)
    }

    @Test("shows no query in errors")
    func redacts() throws {
        let url = try HTTPURL(parsing: "https://s3.example/blob?X-Amz-Signature=abc")
        #expect(url.redacted == "https://s3.example/blob")
    }
}
