import OCI
import Registries

/// Reads the registry settings of Docker's daemon.json.
struct DockerDaemonImport {
    /// Where each string stands first, as it is written. JSON's tree has no places, and no two strings of such a file
    /// are the same by chance.
    private let places: [String: Position]

    static func read(_ utf8: [UInt8], into draft: inout ImportDraft) throws(ImportError) {
        let json = try ImportError.json(utf8)
        let reader = DockerDaemonImport(places: places(in: utf8))
        guard let members = json.object else {
            throw ImportError(
                code: "json-syntax",
                position: Position(line: 1, column: 1),
                subject: "",
                detail: "no-object"
            )
        }
        for member in members {
            switch member.key {
            case "registry-mirrors": reader.readMirrors(member, into: &draft)
            case "insecure-registries": reader.readInsecure(member, into: &draft)
            case "proxies", "http-proxy", "https-proxy", "no-proxy":
                draft.note(.proxies, member.key, at: reader.position(of: member.key))
            // Everything else is not about where images come from.
            default: break
            }
        }
    }

    private func readMirrors(_ member: JSON.Member, into draft: inout ImportDraft) {
        let texts = strings(member, into: &draft)
        var mirror = RegistriesConfiguration.Mirror()
        var known: Set<String> = []
        for text in texts {
            guard let address = EndpointAddress(parsing: text), let scheme = address.scheme,
                scheme == "http" || scheme == "https", !HostAndPort(address.host).name.isEmpty, !address.hasUserInfo
            else {
                draft.note(.endpointInvalid, withoutUserInfo(text), at: position(of: text))
                continue
            }
            var url = "\(scheme)://\(address.host)"
            let path = cleanedPath(address.path)
            if path != "/" {
                // Docker asks below the path, at its `/v2`.
                url += path + "/v2"
                draft.note(.mirrorPath, text, detail: url, at: position(of: text))
            }
            if known.insert(url).inserted {
                mirror.endpoints.append(Located(url, at: position(of: text)))
            }
        }
        if !mirror.endpoints.isEmpty {
            draft.add(mirror, for: DockerHub.name, at: position(of: member.key))
        }
    }

    private func readInsecure(_ member: JSON.Member, into draft: inout ImportDraft) {
        for text in strings(member, into: &draft) {
            let place = position(of: text)
            let lower = text.lowercased()
            // Docker warns of a scheme, and takes the rest.
            let scheme = ["http://", "https://"].first { lower.hasPrefix($0) } ?? ""
            let host = String(text.dropFirst(scheme.count))
            if isAddressRange(host) {
                draft.note(.addressRange, host, at: place)
            } else if DockerHub.names.contains(host.lowercased()) {
                draft.note(.hubAlwaysVerified, host, at: place)
            } else {
                draft.addInsecure(host, at: place)
            }
        }
    }

    /// `10.0.0.0/8`, `fd00::/8`.
    private func isAddressRange(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bits = Int(parts[1]), (0...128).contains(bits) else { return false }
        let isVersion4 = parts[0].allSatisfy { $0.isNumber || $0 == "." }
        return isVersion4 || parts[0].contains(":") && parts[0].allSatisfy { $0.isHexDigit || ":.".contains($0) }
    }

    private func strings(_ member: JSON.Member, into draft: inout ImportDraft) -> [String] {
        guard !member.value.isNull else { return [] }
        guard let elements = member.value.array else {
            draft.note(.wrongType, member.key, detail: "strings", at: position(of: member.key))
            return []
        }
        return elements.compactMap { element in
            if element.string == nil {
                draft.note(.wrongType, member.key, detail: "strings", at: position(of: member.key))
            }
            return element.string
        }
    }

    private func position(of text: String) -> Position? {
        places[JSON.string(text).serialized()]
    }

    private static func places(in utf8: [UInt8]) -> [String: Position] {
        var places: [String: Position] = [:]
        var line = 1
        // Where the column was counted last, for a file may be one long line.
        var (counted, column) = (0, 1)
        var index = 0
        while index < utf8.count {
            let start = index
            index += 1
            if utf8[start] == 0x0A {
                (line, counted, column) = (line + 1, index, 1)
            } else if utf8[start] == UInt8(ascii: "\"") {
                while index < utf8.count, utf8[index] != UInt8(ascii: "\"") {
                    index += utf8[index] == UInt8(ascii: "\\") ? 2 : 1
                }
                index = min(index + 1, utf8.count)
                let literal = String(decoding: utf8[start..<index], as: UTF8.self)
                if places[literal] == nil {
                    column += utf8[counted..<start].count { $0 & 0xC0 != 0x80 }
                    counted = start
                    places[literal] = Position(line: line, column: column)
                }
            }
        }
        return places
    }
}
