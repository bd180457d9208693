import Testing

/// A registries.yaml, and images that are looked up on a node with the files rendered from it.
struct RenderedCase: CustomTestStringConvertible, Sendable {
    var name: String
    /// `CA`, `CERT` and `KEY` in it stand for files of the test.
    var registries: String
    /// More options for the plan.
    var options: [String]
    var images: [String]

    init(_ name: String, _ registries: String, options: [String] = [], _ images: String...) {
        (self.name, self.registries, self.options) = (name, registries, options)
        self.images = images + ["other.example/team/app:1"]
    }

    var testDescription: String { name }

    static let closed = ["--disable-default-endpoint"]
    static let digest = "sha256:" + String(repeating: "ab", count: 32)

    static let all = registries + addresses + paths + transport + options

    static let registries = [
        RenderedCase("nothing", "", "app:1", "registry.example/app:1"),
        RenderedCase("one mirror", "mirrors: {a.example: {endpoint: ['https://m']}}", "a.example/app:1"),
        RenderedCase(
            "two mirrors",
            "mirrors: {a.example: {endpoint: ['https://m', 'https://n:5000']}, b.example: {endpoint: ['https://n']}}",
            "a.example/app:1",
            "b.example/x/y/z:1",
            "a.example/app@\(digest)"
        ),
        RenderedCase(
            "fifty registries",
            "mirrors:\n"
                + (0..<50).map { "  r\($0).example: {endpoint: ['https://m\($0)', 'https://z', 'https://a']}\n" }
                .joined(),
            "r0.example/app:1",
            "r7.example/app:1",
            "r49.example/app:1"
        ),
        RenderedCase(
            "Docker Hub",
            "mirrors: {docker.io: {endpoint: ['https://m']}}",
            "app:1",
            "team/app:1",
            "docker.io/library/app:1",
            "registry-1.docker.io/library/app:1"
        ),
        RenderedCase(
            "Docker Hub by another name",
            "mirrors: {registry-1.docker.io: {endpoint: ['https://m']}}",
            "app:1",
            "registry-1.docker.io/library/app:1"
        ),
        RenderedCase("all registries", "mirrors: {'*': {endpoint: ['https://m']}}", "app:1", "a.example:5000/app:1"),
        RenderedCase(
            "all registries and one",
            "mirrors: {'*': {endpoint: ['https://m']}, a.example: {endpoint: ['https://n']}}",
            "a.example/app:1",
            "app:1"
        ),
        RenderedCase(
            "all registries, and one with no mirror",
            "mirrors: {'*': {endpoint: ['https://m']}, a.example: {}}",
            "a.example/app:1"
        ),
        RenderedCase(
            "the registry among its mirrors",
            "mirrors: {a.example: {endpoint: ['https://m', 'https://a.example', 'https://n']}}",
            "a.example/app:1"
        ),
        RenderedCase(
            "one mirror by two names",
            "mirrors: {a.example: {endpoint: ['https://m', 'https://m/v2', 'https://m/v2/', 'https://n']}}",
            "a.example/app:1"
        ),
        RenderedCase(
            "credentials alone",
            "configs: {a.example: {auth: {username: u, password: p}}}",
            "a.example/app:1"
        ),
    ]

    static let addresses = [
        RenderedCase(
            "ports",
            "mirrors: {'a.example:5000': {endpoint: ['https://m:5001', 'http://n:8080']}}",
            "a.example:5000/app:1",
            "a.example/app:1"
        ),
        RenderedCase(
            "port 443",
            "mirrors: {'a.example:443': {endpoint: ['https://m:443']}}",
            "a.example:443/app:1",
            "a.example/app:1"
        ),
        // No header of containerd 1 takes a bracket.
        RenderedCase(
            "IPv6",
            "mirrors: {'[fd00::1]:5000': {endpoint: ['https://m', 'https://[fd00::2]:5001/us', 'https://[fd00::3]']}}",
            "[fd00::1]:5000/app:1"
        ),
        RenderedCase("IPv6 without a port", "mirrors: {'[fd00::1]': {endpoint: ['https://m']}}", "[fd00::1]/app:1"),
        RenderedCase("IPv4", "mirrors: {'10.0.0.1:5000': {endpoint: ['https://10.0.0.2']}}", "10.0.0.1:5000/app:1"),
        RenderedCase(
            "names in capitals",
            "mirrors: {a.example: {endpoint: ['https://M.Example:5000/Path/v2']}}",
            "a.example/app:1"
        ),
        RenderedCase(
            "loopback",
            "mirrors: {'localhost:5000': {endpoint: ['https://m']}, a.example: {endpoint: ['localhost:5000']}}",
            "localhost:5000/app:1",
            "a.example/app:1"
        ),
        RenderedCase(
            "loopback without a directory of its own",
            "mirrors: {a.example: {endpoint: ['https://m']}}",
            "localhost:5000/app:1",
            "127.0.0.1:80/app:1"
        ),
        RenderedCase(
            "loopback among all registries",
            "mirrors: {'*': {endpoint: ['https://m']}}",
            "localhost:5000/app:1",
            "127.0.0.1:80/app:1"
        ),
        RenderedCase(
            "no scheme",
            "mirrors: {a.example: {endpoint: ['m.example:5000', 'http.example']}}",
            "a.example/app:1"
        ),
    ]

    static let paths = [
        RenderedCase(
            "paths",
            "mirrors: {a.example: {endpoint: ['https://m/v2', 'https://m/us', 'https://m/us/v2/', 'https://n/']}}",
            "a.example/team/app:1"
        ),
        RenderedCase(
            "odd paths",
            "mirrors: {a.example: {endpoint: ['https://m/a/../b', 'https://m//c', 'https://m/xv2', 'https://m/v2/p']}}",
            "a.example/app:1"
        ),
        RenderedCase(
            "a rewrite that is a prefix",
            "mirrors: {a.example: {endpoint: ['https://m', 'https://n/us'], rewrite: {'(.*)': 'mirror/$1'}}}",
            "a.example/team/app:1"
        ),
        RenderedCase(
            "a rewrite that is a prefix of two parts",
            "mirrors: {docker.io: {endpoint: ['https://m'], rewrite: {'^(.*)$': 'p/q/${1}'}}}",
            "app:1",
            "team/app:1"
        ),
        RenderedCase(
            "a rewrite for all registries",
            "mirrors: {'*': {endpoint: ['https://m'], rewrite: {'(.*)': 'all/$1'}}}",
            "app:1",
            "a.example:5000/app:1"
        ),
    ]
}
