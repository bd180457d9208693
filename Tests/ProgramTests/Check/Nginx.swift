import Foundation

/// nginx on loopback, with a directory and an address of its own.
final class Nginx: Sendable {
    /// What it serves.
    enum Content: Sendable {
        /// A registry, as far as `GET /v2/` goes.
        case registry
        /// 302 to a page at `portal.test`.
        case loginRedirect
        /// A page with 200 for everything.
        case loginPage

        fileprivate var locations: String {
            let page = "default_type text/html; return 200 \"<html><title>Guest network</title>Sign in</html>\";"
            return switch self {
            case .registry: "location /v2/ { default_type application/json; return 200 \"{}\"; }"
            case .loginRedirect:
                "location = /login { \(page) } location / { return 302 http://portal.test:5443/login; }"
            case .loginPage: "location / { \(page) }"
            }
        }
    }

    /// nginx takes no port 0: each server has an address for itself instead.
    let address: String
    let port = 5443
    private let process: PeerProcess

    /// - Parameters:
    ///   - chain: what it shows; nil is plain HTTP.
    ///   - clientAuthority: whose certificates clients must show.
    init(
        in directory: TemporaryDirectory,
        chain: (certificate: String, key: String)?,
        _ content: Content,
        clientAuthority: String? = nil
    ) async throws {
        let number = UInt16.random(in: 0 ... .max)
        address = "127.8.\(number >> 8).\(number & 0xff | 1)"
        let folder = TemporaryDirectory(path: directory("nginx-\(number)"))
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        var server = ["listen \(address):\(port)\(chain == nil ? "" : " ssl");", content.locations]
        if let chain {
            // Debian's OpenSSL loads no certificate with a SHA-1 signature otherwise.
            server.append("ssl_ciphers DEFAULT:@SECLEVEL=0;")
            server.append("ssl_certificate \(chain.certificate); ssl_certificate_key \(chain.key);")
        }
        if let clientAuthority {
            server.append("ssl_verify_client on; ssl_client_certificate \(clientAuthority);")
        }
        let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(folder("temp"));" }
        let configuration = try folder.write(
            """
            daemon off; user root; worker_processes 1; pid \(folder("pid")); error_log stderr notice;
            events { worker_connections 64; }
            http {
              access_log off; \(places.joined(separator: " "))
              server { \(server.joined(separator: "\n  ")) }
            }
            """,
            to: "nginx.conf"
        )
        process = try PeerProcess(.nginx, ["-p", folder.path, "-c", configuration], log: folder("log"))
        do {
            _ = try await process.logged("start worker process ")
        } catch {
            process.stop()
            throw error
        }
    }

    func stop() { process.stop() }
}
