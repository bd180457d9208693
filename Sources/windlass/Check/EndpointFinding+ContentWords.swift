import Diagnosis
import OCI
import Registries

extension EndpointFinding {
    func contentWords(_ place: EndpointPlace) -> FindingWords? {
        let (host, endpoint) = (place.host, place.endpoint)
        let name = endpoint.repository + (endpoint.reference.contains(":") ? "@" : ":") + endpoint.reference
        switch code.rawValue {
        case "not-found":
            let rewrite = endpoint.why.rewrite.map { " (rewritten from \($0.from))" } ?? ""
            return FindingWords(
                "\(host) does not have \(name)\(rewrite)",
                fix: notFoundFix(endpoint)
            )
        case "head-refused" where fact("head") == "405":
            return FindingWords(
                "\(host) answers HEAD of the manifest with 405: containerd asks by GET then, other clients give up",
                fix: "let HEAD through at the proxy or firewall before the registry"
            )
        case "head-refused":
            return FindingWords(
                "\(host) answers HEAD of the manifest with \(headWords), and GET with 200: containerd asks by HEAD and gives up",
                fix: "let HEAD through at the proxy or firewall before the registry"
            )
        case "head-differs":
            return FindingWords(
                "\(host) says \(fact("header")) \(fact("said")) to HEAD of the manifest, and serves \(fact("served")): containerd goes by HEAD and gives up",
                fix: "have the proxy or cache before the registry hand HEAD and its headers on as they are"
            )
        case "digest-header-wrong":
            let isThere = self["saidIsThere"]?.bool != false
            let end = isThere ? "" : "; containerd asks for the former, which is not there"
            return FindingWords(
                "\(host) says Docker-Content-Digest \(fact("said")) and serves \(fact("served"))\(end)",
                fix:
                    "something before the registry caches the one and not the other, or changes the manifest: look at the cache"
            )
        case "child-not-found":
            return FindingWords(
                "the index at \(host) names \(fact("digest")), which is not there",
                fix: "copy the image there again with all its platforms"
            )
        case "no-matching-platform":
            let runs = fact("runs").isEmpty ? "" : ", which runs \(fact("runs"))"
            return FindingWords(
                "nothing in the image is for node \(fact("node"))\(runs); offered: \(fact("offered"))",
                fix: "use a tag that has that platform, or mirror the image with it"
            )
        case "platform-text-order":
            return FindingWords(
                "on node \(fact("node")) containerd takes \(fact("containerd")), not the newest \(fact("newest")): it compares os.version as text",
                fix: "name the image by the digest of the child that is wanted, or keep one child a build"
            )
        case "blob-not-found":
            return FindingWords(
                "the blob \(fact("digest")) of the image is not at \(host)",
                fix: "push or copy the image there again: its manifest is there without all of its layers"
            )
        case "blob-empty":
            return FindingWords(
                "the image at \(host) has a blob of no bytes (\(fact("digest"))), which containerd does not fetch",
                fix: "build the image again: an empty layer has a tar archive's end in it, not nothing"
            )
        case "size-mismatch":
            return FindingWords(
                "\(host) serves \(fact("served").isEmpty ? "another number of" : fact("served")) bytes where \(fact("promised").isEmpty ? "others" : fact("promised")) are promised",
                fix:
                    "what is in the registry, or in a cache before it, is damaged: push the image again, or empty the cache"
            )
        case "digest-mismatch":
            return FindingWords(
                "\(host) serves other bytes than the digest \(digestAsked ?? endpoint.reference) promises",
                fix:
                    "a cache or proxy before the registry changes them: empty it, or go around it; else push the image again"
            )
        case "range-ignored":
            return FindingWords(
                "\(host) sends whole blobs where a part was asked for: a download that breaks off begins again",
                fix: "let the proxy before the registry pass the Range header on"
            )
        case "foreign-layer":
            return FindingWords(
                "\(fact("layers")) layers are fetched by containerd from \(fact("hosts")), not from the registry",
                fix: "open these hosts for Windows nodes, or copy the image without foreign layers"
            )
        case "foreign-layer-unreachable":
            return FindingWords(
                "containerd fetches a layer from \(fact("host")) first, and that cannot be reached: \(reasonWords)",
                fix:
                    "open that host for the nodes, or mirror the image with ordinary layers instead (containerd/containerd#7676)"
            )
        case "manifest-too-large":
            return FindingWords(
                "the manifest at \(host) is larger than containerd takes",
                fix: "check what is behind that tag: it is no ordinary image"
            )
        case "media-type-unsupported":
            return FindingWords(
                "\(host) has \(name) as \(fact("detail")), which cannot be pulled",
                fix: "push the image again with a client of today (schema 1 went with containerd 2)"
            )
        case "manifest-invalid", "manifest-ambiguous", "media-type-mismatch", "digest-invalid", "json-syntax",
            "json-too-deep":
            let part = stage == .platform ? "the configuration of " : ""
            let detail = fact("detail").isEmpty ? code.rawValue : fact("detail")
            return FindingWords(
                "\(host) has \(part)\(name), and it is no valid image (\(detail))",
                fix: "push the image again with a client of today, and look at what is before the registry"
            )
        case "content-encoded":
            return FindingWords(
                "\(host) sends content encoded (\(fact("detail"))), so its digest cannot be checked",
                fix: "switch compression off for /v2/ at the proxy before the registry"
            )
        default:
            return nil
        }
    }

    private func notFoundFix(_ endpoint: Endpoint) -> String {
        guard let key = endpoint.why.mirrorKey else { return "check the image's name and tag" }
        return endpoint.why.rewrite == nil
            ? "push it there under that name; if it has another name there, add a rewrite under mirrors.\"\(key)\""
            : "push it there under that name, or mend the rewrite under mirrors.\"\(key)\""
    }

    /// The digest that the URL asked ends in.
    private var digestAsked: String? {
        fact("url").split(separator: "/").last.map(String.init).flatMap { $0.contains(":") ? $0 : nil }
    }

    /// A status, or what came instead of one.
    private var headWords: String {
        switch fact("head") {
        case "auth-required", "auth-failed": "401"
        case "no-progress", "time": "nothing at all"
        case "network-error": "a broken connection"
        case let other: other
        }
    }

    /// What is left: answers that no registry gives, and codes that only a client's error has.
    func answerWords(_ place: EndpointPlace) -> FindingWords {
        let host = place.host
        let status = fact("status").isEmpty ? "" : " (status \(fact("status")))"
        let title = fact("title").isEmpty ? "" : ": \"\(fact("title"))\""
        switch code.rawValue {
        case "captive-portal":
            let target = fact("redirectsTo").isEmpty ? "a page of its own" : fact("redirectsTo")
            return FindingWords(
                "somebody on the way to \(host) answers in its place and leads to \(target)\(title)",
                fix: "sign in at that portal, or have the network let the nodes through to \(host)"
            )
        case "not-a-registry":
            return FindingWords(
                "\(host) answers, but not as a registry\(status)\(title)",
                fix: "check host and port in \(place.origin): a login page, a portal or another service is there"
            )
        case "endpoint-path":
            return FindingWords(
                "the path \(fact("path")) of the endpoint is not where the API of \(host) is",
                fix: "write the endpoint as \(place.endpoint.origin) and put the project into a rewrite: "
                    + "\"(.*)\": \"\(project(fact("path")))/$1\""
            )
        case "https-to-http":
            return FindingWords(
                "\(host) speaks https where http was asked for",
                fix: "write the endpoint as https://\(host)"
            )
        case "server-error":
            return FindingWords(
                "\(host) fails at the stage \(stage.rawValue)\(status)",
                fix: "look at the registry's log, and at what is before it"
            )
        case "rate-limited":
            let wait = fact("retryAfterSeconds").isEmpty ? fact("retryAfter") : fact("retryAfterSeconds")
            return FindingWords(
                "\(host) has had enough requests from here\(wait.isEmpty ? "" : ", and wants \(wait) s of peace")",
                fix: "wait, log in (limits are by user then), or pull through a mirror"
            )
        case "rate-limit-low":
            return FindingWords(
                "\(host) lets only \(fact("remaining")) more pulls through\(fact("limit").isEmpty ? "" : " of \(fact("limit"))")",
                fix: "log in, or pull through a mirror"
            )
        case "redirect-refused":
            return FindingWords(
                "\(host) redirects to where no client should follow (\(fact("detail")))",
                fix: "the registry's storage must redirect to https, at an address that is not internal to it"
            )
        case "redirect-loop":
            return FindingWords("\(host) redirects without end", fix: "check the registry's own idea of its address")
        case "redirect-unreachable":
            return FindingWords(
                "\(host) redirects to \(fact("host")), which cannot be reached: \(reasonWords)",
                fix:
                    "nodes need that host too: name, firewall, proxy, CA; or switch redirects off in the registry's storage"
            )
        case "redirect-failed":
            return FindingWords(
                "\(host) redirects to \(fact("host")), which refuses (\(fact("reason")))",
                fix: "the signed link may have expired (clocks), or the storage's rights are wrong"
            )
        case "clock-skew":
            return FindingWords(
                "the clock of \(host) is \(clockWords(fact("secondsAhead"))) this machine's",
                fix: "synchronise both clocks: certificates and tokens depend on them"
            )
        case "unsteady":
            return FindingWords(
                "\(host) failed once at the stage \(stage.rawValue) and was well the second time: \(reasonWords)\(status)",
                fix: "nodes try again, too; look at the registry's log if it happens often"
            )
        case "no-progress":
            return FindingWords(
                "\(host) stops answering at the stage \(stage.rawValue)",
                fix: "look at the registry and at what is before it: the connection is taken and then nothing comes"
            )
        case "network-error":
            return FindingWords(
                "the connection to \(host) breaks at the stage \(stage.rawValue)\(fact("detail").isEmpty ? "" : " (\(fact("detail")))")",
                fix: "look at what is between: a firewall, a load balancer, a proxy that resets connections"
            )
        default:
            let detail = fact("detail").isEmpty ? "" : ": \(fact("detail"))"
            return FindingWords(
                "\(host): \(code.rawValue) at the stage \(stage.rawValue)\(status)\(detail)",
                fix: "`windlass request` shows the answer itself"
            )
        }
    }

    /// The project of `/v2/project` or `/project`.
    private func project(_ path: String) -> String {
        let parts = path.split(separator: "/")
        return (parts.first == "v2" ? parts.dropFirst() : parts[...]).joined(separator: "/")
    }
}

/// How far a clock is from ours, in words before "this machine's".
private func clockWords(_ secondsAhead: String) -> String {
    secondsAhead.hasPrefix("-") ? "\(secondsAhead.dropFirst()) s behind" : "\(secondsAhead) s ahead of"
}
