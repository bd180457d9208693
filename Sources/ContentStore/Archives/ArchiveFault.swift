/// What is wrong with the bytes of an archive, before anybody knows which file they are of.
package struct ArchiveFault: Error, Hashable, Sendable {
    /// The kind of failure.
    package let code: ContentStoreError.Code
    /// A short token, and the member it is about where there is one.
    package let detail: String

    package init(_ code: ContentStoreError.Code, _ detail: String, member: [UInt8]? = nil) {
        self.code = code
        let name = member.map { String(decoding: $0.prefix(200), as: UTF8.self) }
        self.detail = name.map { "\(detail): \($0)" } ?? detail
    }

    /// The same about a file.
    package func at(_ path: String) -> ContentStoreError {
        ContentStoreError(code, path: path, detail: detail)
    }
}
