import OCI

/// Pushing and removing (distribution-spec, "Pushing blobs" and "Content Management").
extension RegistryService {
    /// A blob by `POST ...?digest=`, by mounting, or by a session with `PATCH`, `GET`, `PUT` and `DELETE`.
    func upload(_ request: TestRequest, to repository: String) -> TestResponse {
        let session = request.path.split(separator: "/").last.map(String.init) ?? ""
        switch (request.method, request.query("digest")) {
        case ("POST", let digest?):
            return self.commit(request.body, as: digest, in: repository)
        case ("POST", nil):
            if let digest = request.query("mount"), let source = request.query("from"),
                let blob = self.content.blob(digest, repository: source)
            {
                self.content.add(blob: blob, repository: repository)
                return self.created("\(self.root)/\(repository)/blobs/\(digest)", blob)
            }
            return self.progress(202, self.content.beginUpload(), holding: 0, in: repository)
        case ("PATCH", _):
            guard let held = self.content.upload(session) else { return Self.unknown }
            let start = request.headers["Content-Range"]?.split(separator: "-").first.flatMap { Int64($0) }
            guard start == nil || start == held else {
                return self.progress(416, session, holding: held, in: repository)
            }
            let count = self.content.append(request.body, to: session)
            return self.progress(202, session, holding: count, in: repository)
        case ("GET", _):
            guard let held = self.content.upload(session) else { return Self.unknown }
            return self.progress(204, session, holding: held, in: repository)
        case ("PUT", let digest?):
            guard self.content.upload(session) != nil else { return Self.unknown }
            _ = self.content.append(request.body, to: session)
            return self.commit(self.content.endUpload(session), as: digest, in: repository)
        case ("DELETE", _):
            guard self.content.upload(session) != nil else { return Self.unknown }
            _ = self.content.endUpload(session)
            return TestResponse(status: 204, headers: [:])
        default:
            return RegistryError.response(405)
        }
    }

    func delete(_ reference: String, in repository: String) -> TestResponse {
        guard self.content.remove(reference, repository: repository) else {
            return RegistryError.response(404, code: "MANIFEST_UNKNOWN")
        }
        return TestResponse(status: 202, headers: [:])
    }

    func referrers(of digest: String, in repository: String) -> TestResponse {
        let descriptors = self.content.referrers(of: digest, repository: repository)
        let index = SampleJSON.object([
            ("schemaVersion", .number(2)),
            ("mediaType", .text(MediaType.ociIndex)),
            ("manifests", .list(descriptors.map(SampleJSON.descriptor))),
        ])
        return TestResponse(
            status: 200,
            headers: ["Content-Type": MediaType.ociIndex],
            body: .text(index.serialized)
        )
    }

    private func commit(_ bytes: [UInt8], as digest: String, in repository: String) -> TestResponse {
        let blob = SampleContent(mediaType: "application/octet-stream", body: .bytes(bytes))
        guard digest == blob.digest.description else { return RegistryError.response(400, code: "DIGEST_INVALID") }
        self.content.add(blob: blob, repository: repository)
        return self.created("\(self.root)/\(repository)/blobs/\(digest)", blob)
    }

    private func progress(_ status: Int, _ session: String, holding count: Int64, in repository: String) -> TestResponse
    {
        var response = status == 416 ? RegistryError.response(416) : TestResponse(status: status, headers: [:])
        response.headers["Location"] = "\(self.root)/\(repository)/blobs/uploads/\(session)"
        response.headers["Range"] = "0-\(max(0, count - 1))"
        return response
    }

    private static let unknown = RegistryError.response(404, code: "BLOB_UPLOAD_UNKNOWN")
}
