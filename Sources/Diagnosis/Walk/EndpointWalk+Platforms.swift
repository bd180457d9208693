import Credentials
import ImageTransfer
import OCI
import RegistryClient

extension EndpointWalk {
    /// What each node takes of the image.
    mutating func choosePlatforms() async {
        guard let manifest else { return }
        let start = timeline.now()
        let (client, plan) = (client, plan)
        let (offer, _) = await step { () async throws(RegistryClientError) -> Offer in
            do throws(TransferError) {
                return Offer(children: try await ImageChildren.list(below: manifest, for: plan, with: client))
            } catch {
                switch error.cause {
                case .client(let error): throw error
                default: throw RegistryClientError(.init(rawValue: error.code), stage: .manifest)
                }
            }
        }
        let seconds = (timeline.now() - start).seconds
        switch offer {
        case .failure(.client(let error)) where isOwnBlob(error):
            record.set(.platform, .failed, seconds: seconds)
            let digest = error.url?.split(separator: "/").last.map(String.init) ?? ""
            let facts = [JSON.Member("digest", digest)] + FailurePlace.evidence(of: error)
            record.add(EndpointFinding(.blobNotFound, stage: .platform, evidence: facts))
        case .failure(let failure):
            record.set(.platform, .failed, seconds: seconds)
            note(failure, at: .platform)
            if record.failure?.stage != .platform {
                record.skip(.platform)
            }
        case .success(let offer):
            choices = nodes.map { node in
                let choice = node.choose(among: offer.children.map(\.platform))
                return NodeChoice(
                    node: node,
                    choice: choice,
                    child: choice.windlass.map { offer.children[$0] },
                    containerdChild: choice.containerd.map { offer.children[$0] }
                )
            }
            let offered = offer.children.compactMap { $0.platform?.description }
            record.set(
                .platform,
                .ok,
                seconds: seconds,
                detail: [
                    "offered": .array(offered.map(JSON.string)),
                    "choices": .array(choices.map(\.json)),
                ]
            )
            for choice in choices { judge(choice, offered: offered) }
        }
    }

    /// Whether what is missing is the configuration of an image rather than the image.
    private func isOwnBlob(_ error: RegistryClientError) -> Bool {
        guard error.code == .notFound, let text = error.url, let url = try? HTTPURL(parsing: text) else { return false }
        return url.hasSameOrigin(as: origin) && text.contains("/blobs/")
    }

    private struct Offer: Sendable {
        var children: [Descriptor]
    }

    private mutating func judge(_ choice: NodeChoice, offered: [String]) {
        let node = JSON.Member("node", choice.node.description)
        switch choice.choice.reason {
        case .noMatch(let mismatch):
            var facts = [node, .init("offered", offered.joined(separator: ", "))]
            if let builds = mismatch.wouldMatchBuilds {
                let (first, last) = (builds.lowerBound, builds.upperBound)
                facts.append(.init("runs", first == last ? "build \(first)" : "builds \(first) to \(last)"))
            }
            record.add(EndpointFinding(.noMatchingPlatform, stage: .platform, evidence: facts))
        case .textOrderDiffers(let order):
            record.add(
                EndpointFinding(
                    .platformTextOrder,
                    .warning,
                    stage: .platform,
                    evidence: [
                        node, .init("newest", order.newest ?? "none"), .init("containerd", order.lastAsText ?? "none"),
                    ]
                )
            )
        case .matched, .undeclared:
            break
        }
    }
}

extension NodeChoice {
    fileprivate var json: JSON {
        [
            "node": .string(node.description),
            "digest": child.map { .string($0.digest.description) } ?? .null,
            "containerd": containerdChild.map { .string($0.digest.description) } ?? .null,
            "platform": (containerdChild?.platform?.description).map(JSON.string) ?? .null,
        ]
    }
}
