/// Keys as written, found without regard to case.
struct KeyIndex {
    private var written: [String: String] = [:]

    init(_ keys: [String]) {
        for key in keys {
            written[key.lowercased()] = key
        }
    }

    func key(matching name: String) -> String? { written[name] }
}
