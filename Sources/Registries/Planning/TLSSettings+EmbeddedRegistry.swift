extension TLSSettings {
    /// The agent's own certificates, with which k3s and RKE2 reach their embedded registry (k3s `spegel` package:
    /// the server CA and the controller's client certificate).
    init(embeddedRegistry host: String, os: String) {
        let program = HostAndPort(host).port == "9345" ? "rke2" : "k3s"
        let separator = os == "windows" ? "\\" : "/"
        let directory = (os == "windows" ? ["C:"] : [""]) + ["var", "lib", "rancher", program, "agent", ""]
        let prefix = directory.joined(separator: separator)
        self.init(
            caFile: prefix + "server-ca.crt",
            certFile: prefix + "client-\(program)-controller.crt",
            keyFile: prefix + "client-\(program)-controller.key"
        )
    }
}
