import Testing

@testable import Credentials

@Suite("A kubelet's image pattern")
struct ImagePatternTests {
    static func matches(_ pattern: String, _ image: String) -> Bool {
        guard let pattern = ImagePattern(parsing: pattern), let image = ImagePattern(parsing: image) else {
            return false
        }
        return pattern.matches(image)
    }

    // The first ones are the examples of the kubelet's documentation.
    @Test(
        "matches",
        arguments: [
            ("123456789.dkr.ecr.us-east-1.amazonaws.com", "123456789.dkr.ecr.us-east-1.amazonaws.com/app"),
            ("*.azurecr.io", "x.azurecr.io"), ("gcr.io", "gcr.io/a"), ("*.*.registry.io", "a.b.registry.io/c"),
            ("registry.io:8080/path", "registry.io:8080/path/app"), ("k8s.*", "k8s.io"), ("*.k8s.io", "app.k8s.io"),
            ("app*.k8s.io", "app-1.k8s.io"), ("app*.k8s.io", "app.k8s.io"), ("*", "localhost/app"),
            ("*.*", "gcr.io/app"),
            ("a*b*c.io", "aXbYbZc.io"), ("r.io/a", "r.io/ab"), ("r.io/a", "r.io/a"), ("r.io/", "r.io/app"),
            ("[::1]:5000", "[::1]:5000/app"), ("x[0-9]y.io", "x5y.io"), ("*:5000", "host:5000/app"), ("**.io", "x.io"),
        ]
    )
    func positive(pattern: String, image: String) {
        #expect(Self.matches(pattern, image))
    }

    @Test(
        "does not match",
        arguments: [
            ("*.azurecr.io", "azurecr.io"), ("*.azurecr.io", "a.b.azurecr.io"), ("*.io", "a.b.io"), ("*", "gcr.io"),
            ("registry.io", "registry.io:8080/app"), ("registry.io:8080", "registry.io/app"),
            ("registry.io:80", "registry.io:8080"), ("r.io/a/", "r.io/a"), ("r.io/a/b", "r.io/a"), ("r.io/*", "r.io/a"),
            ("gcr.io", "evilgcr.io"), ("gcr.io", "gcr.io.evil.io"), ("gcr.i", "gcr.io"), ("a*b.io", "acb.iob"),
            ("GCR.io", "gcr.io"), ("x[0-9]y.io", "xzy.io"), ("x[0-9y.io", "x5y.io"), ("x[]y.io", "x5y.io"),
            ("r.io:*", "r.io:1"),
            ("https://gcr.io", "gcr.io"), ("", "gcr.io"), ("u@gcr.io", "gcr.io"), ("gcr.io?x", "gcr.io"),
            ("gcr.io ", "gcr.io"),
            ("[::1]", "[::1]/app"),
        ]
    )
    func negative(pattern: String, image: String) {
        #expect(!Self.matches(pattern, image))
    }

    @Test("of hostile length is matched in little time")
    func hostile() {
        let pattern = String(repeating: "a*", count: 5000) + "b.io"
        #expect(!Self.matches(pattern, String(repeating: "a", count: 10_000) + ".io"))
    }

    @Test(
        "in an answer may be a URL, and the roots of Docker's APIs are let be",
        arguments: [
            ("https://gcr.io", "gcr.io"), ("gcr.io/v1/", "gcr.io"), ("http://gcr.io/v2/app", "gcr.io/app"),
            ("gcr.io/", "gcr.io"),
            ("gcr.io/v1", "gcr.io/v1"),
        ]
    )
    func keys(key: String, text: String) {
        #expect(ImagePattern(key: key)?.text == text)
    }
}
