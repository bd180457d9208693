extension RenderedCase {
    static let transport = [
        RenderedCase(
            "a mirror's CA",
            "{mirrors: {a.example: {endpoint: ['https://m', 'https://n']}}, configs: {m: {tls: {ca_file: CA}}}}",
            "a.example/app:1"
        ),
        RenderedCase(
            "the registry's CA",
            "configs: {'a.example:5000': {tls: {ca_file: CA}}}",
            "a.example:5000/app:1"
        ),
        RenderedCase(
            "the registry's CA, behind a mirror",
            "{mirrors: {a.example: {endpoint: ['https://m']}}, configs: {a.example: {tls: {ca_file: CA}}}}",
            "a.example/app:1"
        ),
        RenderedCase(
            "client certificate",
            "{mirrors: {a.example: {endpoint: ['https://m']}}, configs: {m: {tls: {cert_file: CERT, key_file: KEY}}}}",
            "a.example/app:1"
        ),
        RenderedCase(
            "everything of TLS",
            """
            mirrors: {a.example: {endpoint: ['https://m', 'https://n:5000']}}
            configs:
              m: {tls: {ca_file: CA, cert_file: CERT, key_file: KEY, insecure_skip_verify: true}}
              'n:5000': {tls: {ca_file: CA}}
              a.example: {tls: {insecure_skip_verify: true}}
            """,
            "a.example/app:1"
        ),
        RenderedCase(
            "no verification of the registry",
            "configs: {a.example: {tls: {insecure_skip_verify: true}}}",
            "a.example/app:1"
        ),
        RenderedCase(
            "TLS of Docker Hub",
            "configs: {docker.io: {tls: {ca_file: CA}}}",
            "app:1"
        ),
        RenderedCase(
            "TLS for all",
            "{mirrors: {a.example: {endpoint: ['https://m']}}, configs: {'*': {tls: {ca_file: CA}}}}",
            "a.example/app:1",
            "b.example:5000/app:1"
        ),
        RenderedCase(
            "loopback with a CA",
            "configs: {'localhost:5443': {tls: {ca_file: CA}}}",
            "localhost:5443/app:1"
        ),
        RenderedCase(
            "http",
            "mirrors: {a.example: {endpoint: ['http://m:5000', 'http://n:80', 'http://o']}}",
            "a.example/app:1"
        ),
        RenderedCase(
            "a registry by http",
            "mirrors: {'a.example:5000': {endpoint: ['http://a.example:5000']}}",
            "a.example:5000/app:1"
        ),
        RenderedCase(
            "http with TLS settings",
            "{mirrors: {a.example: {endpoint: ['http://m:5000']}}, configs: {'m:5000': {tls: {ca_file: CA}}}}",
            "a.example/app:1"
        ),
    ]

    static let options = [
        RenderedCase(
            "closed",
            "mirrors: {a.example: {endpoint: ['https://m', 'https://n']}}",
            options: closed,
            "a.example/app:1",
            "a.example/app@\(digest)"
        ),
        RenderedCase(
            "closed, and one mirror with a CA",
            "{mirrors: {a.example: {endpoint: ['https://m']}}, configs: {m: {tls: {ca_file: CA}}}}",
            options: closed,
            "a.example/app:1"
        ),
        RenderedCase(
            "closed, all registries",
            "mirrors: {'*': {endpoint: ['https://m']}, b.example: {endpoint: ['https://n/us']}}",
            options: closed,
            "a.example/app:1",
            "b.example/app:1",
            "localhost:5000/app:1"
        ),
        RenderedCase("closed, no mirror", "mirrors: {a.example: {}}", options: closed, "a.example/app:1"),
        RenderedCase(
            "closed, by a prefix",
            "mirrors: {a.example: {endpoint: ['https://m'], rewrite: {'(.*)': 'p/$1'}}}",
            options: closed,
            "a.example/app:1"
        ),
        RenderedCase(
            "embedded registry",
            """
            mirrors: {a.example: {endpoint: ['https://m']}, docker.io: {}}
            configs: {'127.0.0.1:6443': {tls: {ca_file: CA, cert_file: CERT, key_file: KEY}}}
            """,
            options: ["--embedded-registry", "127.0.0.1:6443"],
            "a.example/app:1",
            "app:1"
        ),
        RenderedCase(
            "embedded registry for all",
            "{mirrors: {'*': {}}, configs: {'127.0.0.1:9345': {tls: {ca_file: CA}}}}",
            options: ["--embedded-registry", "127.0.0.1:9345"],
            "a.example/app:1",
            "app:1"
        ),
        RenderedCase(
            "system-default-registry",
            "mirrors: {'s.example:5000': {endpoint: ['https://m']}}",
            options: ["--system-default-registry", "s.example:5000"],
            "app:1",
            "rancher/app:1"
        ),
    ]
}
