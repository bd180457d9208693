import Credentials
import Registries
import Testing

@testable import RegistryClient

@Suite("The proxy variables")
struct ProxyEnvironmentTests {
    @Test(
        "are followed as Go follows them",
        arguments: [
            ([:], "https://r.example", "direct"),
            (["HTTPS_PROXY": "http://p.example:3128"], "https://r.example", "tunnel p.example:3128 HTTPS_PROXY"),
            (["https_proxy": "p.example:3128"], "https://r.example", "tunnel p.example:3128 https_proxy"),
            (["HTTPS_PROXY": "http://a:1", "https_proxy": "b:2"], "https://r.example", "tunnel a:1 HTTPS_PROXY"),
            (["HTTPS_PROXY": "", "https_proxy": "http://b:2"], "https://r.example", "tunnel b:2 https_proxy"),
            (["HTTP_PROXY": "http://p:1"], "https://r.example", "direct"),
            (["HTTPS_PROXY": "http://p:1"], "http://r.example", "direct"),
            (["HTTP_PROXY": "http://p"], "http://r.example", "forward p:80 HTTP_PROXY"),
            (["HTTP_PROXY": "http://p:1", "REQUEST_METHOD": "GET"], "http://r.example", "HTTP_PROXY: cgi"),
            (["HTTPS_PROXY": "http://p:1", "REQUEST_METHOD": "GET"], "https://r.example", "tunnel p:1 HTTPS_PROXY"),
            (["HTTPS_PROXY": "https://p:1"], "https://r.example", "HTTPS_PROXY: https"),
            (["https_proxy": "HTTPS://p:1"], "https://r.example", "https_proxy: https"),
            (["HTTPS_PROXY": "ftp://p:1"], "https://r.example", "HTTPS_PROXY: ftp"),
            (["HTTPS_PROXY": "socks5://p"], "https://r.example", "socks p:1080 HTTPS_PROXY"),
            (["HTTPS_PROXY": "socks5h://p:80"], "https://r.example", "socks p:80 HTTPS_PROXY"),
            (["HTTPS_PROXY": "socks5://u:secret@p"], "https://r.example", "HTTPS_PROXY: socks5 with a user name"),
            (["HTTPS_PROXY": "http://p:99999"], "https://r.example", "HTTPS_PROXY: address"),
            (["HTTPS_PROXY": "http://[::1]:8080/"], "https://r.example", "tunnel ::1:8080 HTTPS_PROXY"),
            (["HTTPS_PROXY": "https://p:1", "NO_PROXY": "r.example"], "https://r.example", "direct"),
            (["HTTPS_PROXY": "http://p:1"], "https://localhost:5000", "direct"),
            (["HTTPS_PROXY": "http://p:1"], "https://127.0.0.9", "direct"),
            (["HTTPS_PROXY": "http://p:1"], "https://[::1]:5000", "direct"),
        ]
    )
    func routes(_ environment: [String: String], _ url: String, _ expected: String) throws {
        #expect(try describe(environment, url) == expected)
    }

    @Test(
        "leave out what NO_PROXY names",
        arguments: [
            ("*", "https://r.example", true), ("r.example", "https://r.example", true),
            ("r.example", "https://a.r.example", true), ("r.example", "https://ar.example", false),
            (".r.example", "https://r.example", false), (".r.example", "https://a.r.example", true),
            ("*.r.example", "https://r.example", false), ("*.r.example", "https://a.b.r.example", true),
            ("R.Example", "https://r.EXAMPLE", true), (" a , r.example ,", "https://r.example", true),
            ("r.example:443", "https://r.example", true), ("r.example:5000", "https://r.example", false),
            ("r.example:5000", "https://r.example:5000", true), ("10.0.0.1", "https://10.0.0.1:5000", true),
            ("10.0.0.1:443", "https://10.0.0.1:5000", false), ("10.0.0.0/8", "https://10.9.8.7", true),
            ("10.0.0.0/8", "https://11.0.0.0", false), ("10.0.0.0/8", "https://ten.example", false),
            ("10.0.0.0/33", "https://10.0.0.1", false), ("0.0.0.0/0", "https://8.8.8.8", true),
            ("0.0.0.0/0", "https://[2001:db8::1]", false), ("2001:db8::/32", "https://[2001:db8:1::1]", true),
            ("2001:db8::/32", "https://[2001:db9::1]", false), ("192.168.1.128/25", "https://192.168.1.127", false),
            ("192.168.1.128/25", "https://192.168.1.200", true),
            ("[2001:db8::1]:5000", "https://[2001:db8::1]:5000", true),
            ("2001:db8::1", "https://[2001:db8::1]", true), (":443", "https://r.example", false),
            ("example", "https://r.example", true), ("", "https://r.example", false),
            ("a,*", "https://r.example", true),
            ("10", "https://10.0.0.1", false),
        ]
    )
    func exceptions(_ list: String, _ url: String, _ isDirect: Bool) throws {
        let route = try describe(["HTTPS_PROXY": "http://p:1", "no_proxy": list], url)
        #expect((route == "direct") == isDirect)
    }

    @Test("keep the proxy's password for the proxy")
    func authorization() throws {
        let proxies = ProxyEnvironment(["HTTPS_PROXY": "http://us%40er:pa%3Ass@p:1"])
        guard case .tunnelled(let server) = try proxies.route(to: try HTTPURL(parsing: "https://r.example")) else {
            Issue.record("no proxy")
            return
        }
        #expect(server.authorization?.reveal() == Base64.encode("us@er:pa:ss".utf8))
        #expect(!"\(server)".contains("pa"))
    }

    private func describe(_ environment: [String: String], _ url: String) throws -> String {
        do throws(ProxyEnvironment.Problem) {
            return switch try ProxyEnvironment(environment).route(to: try! HTTPURL(parsing: url)) {
            case .direct: "direct"
            case .forwarded(let server): "forward \(server.host):\(server.port) \(server.variable)"
            case .tunnelled(let server): "tunnel \(server.host):\(server.port) \(server.variable)"
            case .socks(let server): "socks \(server.host):\(server.port) \(server.variable)"
            }
        } catch {
            return "\(error.variable): \(error.detail)"
        }
    }
}
