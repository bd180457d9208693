import ImageTransfer

extension SyncFault {
    var words: String {
        switch self {
        case .unreached(let host): "no endpoint of a node's plan for it is at \(host)"
        case .foreignRoot(let root, let host):
            "nodes look for it at \(host) below \(root), where no registry takes anything"
        case .invalidName(let name): "\"\(name)\" is no name of a repository"
        case .collision(let other, let target): "\(other) would be \(target) as well"
        }
    }

    var hint: String {
        switch self {
        case .unreached: "name the host in an endpoint of the registry's mirror in that registries.yaml"
        case .foreignRoot: "an endpoint has the path /v2, or one below it"
        case .invalidName: "choose a shorter prefix, of lower-case letters, digits and . _ - between slashes"
        case .collision: "give one of the sources a prefix, or rewrite one of the registries otherwise"
        }
    }
}
