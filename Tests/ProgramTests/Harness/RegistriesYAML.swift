/// The registries.yaml of a test.
enum RegistriesYAML {
    /// A password and a CA for one host.
    static func configs(
        _ host: String,
        user: String = "puller",
        password: String = "correct horse",
        caFile: String? = nil,
        realms: [String] = []
    ) -> String {
        let tls = caFile.map { "\n    tls: {ca_file: \"\($0)\"}" } ?? ""
        let list = realms.isEmpty ? "" : ", realms: [\(realms.map { "\"\($0)\"" }.joined(separator: ", "))]"
        return """
            configs:
              "\(host)":
                auth: {username: "\(user)", password: "\(password)"\(list)}\(tls)

            """
    }

    /// A registry by itself, with the scheme that it speaks: for a loopback host none would mean http.
    static func itself(_ origin: String) -> String {
        let host = origin.split(separator: "/").last ?? ""
        return """
            mirrors:
              "\(host)":
                endpoint: ["\(origin)"]

            """
    }

    /// Docker Hub by way of one host, every repository below `mirror/`.
    static func mirror(_ endpoint: String) -> String {
        """
        mirrors:
          docker.io:
            endpoint: ["\(endpoint)"]
            rewrite:
              "(.*)": "mirror/$1"

        """
    }
}
