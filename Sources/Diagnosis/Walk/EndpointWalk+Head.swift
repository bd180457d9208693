import OCI
import Registries
import RegistryClient

// containerd resolves a name by `HEAD`, be it a tag or a digest, and goes by the type, the length and, for a tag, the
// digest that it says (core/remotes/docker/resolver.go).
extension EndpointWalk {
    /// Holds the answer to `HEAD` against what `GET` gave.
    mutating func compare(_ head: Result<SingleAnswer, StepFailure>, with found: FetchedManifest) async {
        guard case .success(let answer) = head, answer.status == 200 else { return noteRefusal(head) }
        let said = answer.header("Docker-Content-Digest")
        let isKnown = answer.mediaType.map { MediaType.isManifest($0) || MediaType.isIndex($0) } ?? false
        if !isKnown {
            noteDifference("Content-Type", said: answer.mediaType ?? "none", served: found.mediaType)
        } else if let length = answer.contentLength, said != nil, length != found.bytes.count {
            noteDifference("Content-Length", said: String(length), served: String(found.bytes.count))
        }
        guard let said, said != found.digest.description, plan.image.digest == nil else { return }
        let isThere = await hasManifest(said)
        // The same bytes under another kind of digest are as good.
        guard !isThere || said.hasPrefix("sha256:") == found.digest.description.hasPrefix("sha256:") else { return }
        record.add(
            EndpointFinding(
                .digestHeaderWrong,
                isThere ? .warning : .error,
                stage: .manifest,
                evidence: [
                    .init("said", said), .init("served", found.digest.description),
                    JSON.Member(key: "saidIsThere", value: .bool(isThere)),
                ]
            )
        )
    }

    /// After 405 containerd asks by `GET`, after 408 and 429 by `HEAD` again, and after no other refusal at all.
    private mutating func noteRefusal(_ head: Result<SingleAnswer, StepFailure>) {
        if case .success(let answer) = head, let wait = Self.waits(answer) {
            return warnUnsteady(wait, at: .manifest)
        }
        let word = headWord(head)
        record.add(
            EndpointFinding(
                .headRefused,
                word == .init(405) ? .warning : .error,
                stage: .manifest,
                evidence: [JSON.Member(key: "head", value: word), .init("get", "200")]
            )
        )
    }

    private static func waits(_ answer: SingleAnswer) -> RegistryClientError? {
        guard answer.status == 408 || answer.status == 429 else { return nil }
        return RegistryClientError(.rateLimited, stage: .manifest, url: answer.url, status: answer.status)
    }

    private mutating func noteDifference(_ header: String, said: String, served: String) {
        let facts = [JSON.Member("header", header), .init("said", said), .init("served", served)]
        record.add(EndpointFinding(.headDiffers, stage: .manifest, evidence: facts))
    }

    /// containerd fetches what the header names, whatever the tag has.
    private func hasManifest(_ text: String) async -> Bool {
        guard let digest = try? Digest(parsing: text) else { return false }
        let (client, plan) = (client, plan)
        let (result, _) = await step { () async throws(RegistryClientError) -> FetchedManifest in
            try await client.manifest(for: plan, digest: digest)
        }
        if case .success = result { return true }
        return false
    }
}
