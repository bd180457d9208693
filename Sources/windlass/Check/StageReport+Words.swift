import Diagnosis
import NodeCommands
import OCI

extension StageReport {
    /// The step in words.
    ///
    /// - Parameter finding: what went wrong there, if something did.
    func inWords(_ finding: EndpointFinding?) -> CheckReport.Stage {
        CheckReport.Stage(
            stage.rawValue,
            CheckReport.Status(rawValue: status.rawValue) ?? .unknown,
            seconds: seconds,
            summary: summary(finding),
            detail: detail
        )
    }

    private func summary(_ finding: EndpointFinding?) -> String {
        switch status {
        case .failed: return finding?.code.rawValue ?? "failed"
        case .skipped: return reason
        case .unknown: return detail["because"]?.string == "time" ? "no answer in time" : reason
        case .ok: return facts
        }
    }

    private var reason: String {
        guard let reason = detail["because"]?.string else { return stage == .proxy ? "no proxy" : "" }
        switch reason {
        case "proxy": return stage == .name ? "the proxy looks the name up" : "the proxy connects"
        case "http": return "plain http"
        case "not asked": return "not asked for"
        case "none": return "answers lead nowhere else"
        case "none said": return "the registry says nothing of limits"
        case "no Date": return "the registry says nothing of the time"
        default: return "because of \(reason)"
        }
    }

    private func text(_ name: String) -> String {
        switch detail[name] {
        case .string(let text)?: text
        case .number(let text)?: text
        default: ""
        }
    }

    private func list(_ name: String) -> [String] { detail[name]?.array?.compactMap(\.string) ?? [] }

    private var facts: String {
        switch stage {
        case .name: return list("addresses").joined(separator: " ")
        case .proxy: return "through \(text("proxy")) (\(text("variable")))"
        case .connect:
            let open = detail["addresses"]?.array?.filter { $0["answer"] == "open" }.compactMap {
                $0["address"]?.string
            }
            return "\((open ?? []).joined(separator: " ")) port \(text("port")) open"
        case .tls: return certificate
        case .ping: return "status \(text("status"))" + (text("server").isEmpty ? "" : ", \(text("server"))")
        case .challenge: return list("challenges").joined(separator: "; ")
        case .token:
            let granted = list("granted")
            return (granted.isEmpty ? list("asked") : granted).joined(separator: " ") + " from \(text("realm"))"
        case .manifest: return "\(text("digest")), HEAD \(text("head"))"
        case .platform:
            return (detail["choices"]?.array ?? []).map { choice in
                "\(choice["node"]?.string ?? ""): \(choice["platform"]?.string ?? choice["containerd"]?.string ?? "none")"
            }.joined(separator: "; ")
        case .layers:
            return "\(text("blobs")) blobs, \(byteCount(Int64(text("bytes")) ?? 0)), first and last bytes there"
        case .redirect:
            return (detail["hosts"]?.array ?? []).compactMap { $0["host"]?.string }.joined(separator: " ")
        case .clock: return "\(text("secondsAhead")) s ahead"
        case .limits: return "\(text("remaining")) left" + (text("limit").isEmpty ? "" : " of \(text("limit"))")
        case .file, .node: return ""
        }
    }

    /// `TLS 1.3, reg.example issued by "Corp Root", to 2027-01-01, accepted by ca.pem`
    private var certificate: String {
        var parts = ["TLS \(text("version"))"]
        if let leaf = detail["chain"]?.array?.first {
            parts.append("\(leaf["subject"]?.string ?? "") issued by \"\(leaf["issuer"]?.string ?? "")\"")
            parts.append("to \((leaf["notAfter"]?.string ?? "").prefix(10))")
        }
        if let source = detail["acceptedBy"]?.array?.first?["source"]?.string { parts.append("accepted by \(source)") }
        return parts.joined(separator: ", ")
    }
}
