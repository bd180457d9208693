import NodeConfiguration

extension ServiceVersion {
    /// Refuses options that no node has together: a containerd of another line than that version's, and a version of
    /// the other service.
    ///
    /// - Throws: a usage error.
    func check(of flavor: ServiceFlavor, containerd: ContainerdVersion?) throws(CommandFailure) {
        let other: ServiceFlavor = flavor == .k3s ? .rke2 : .k3s
        guard !description.contains("+\(other.rawValue)") else {
            throw CommandFailure(
                .usage,
                code: "usage",
                "\(description) is a version of \(other.rawValue), not of \(flavor.rawValue): leave --flavor out"
            )
        }
        guard let containerd, self.containerd.major != containerd.major else { return }
        throw CommandFailure(
            .usage,
            code: "usage",
            "\(flavor.rawValue) \(description) has containerd \(self.containerd.major), not \(containerd): "
                + "leave --containerd out"
        )
    }
}
