import NIOCore
import OCI

extension ContainerdClient {
    /// All image records, ordered by name. Those that name nothing that can be understood are left out.
    public func images() async throws -> [ContainerdImage] {
        let response = try await call(ImagesV1.list, ImagesV1.ListImagesRequest())
        return response.images.compactMap { try? ContainerdImage($0) }.sorted { $0.name < $1.name }
    }

    /// The record of that name.
    ///
    /// - Throws: `not-found`.
    public func image(named name: String) async throws -> ContainerdImage {
        var request = ImagesV1.GetImageRequest()
        request.name = name
        guard let image = try await call(ImagesV1.get, request).image else {
            throw ContainerdError(.notFound, address: address, detail: name)
        }
        return try ContainerdImage(image)
    }

    /// Makes the record, or makes the one of that name point there; labels of other names stay.
    public func put(_ image: ContainerdImage) async throws {
        while true {
            do {
                var request = ImagesV1.CreateImageRequest()
                request.image = image.message
                _ = try await call(ImagesV1.create, request)
                return
            } catch let error as ContainerdError where error.code == .alreadyExists {
                if try await update(image) { return }
            }
        }
    }

    /// - Returns: false if somebody has removed the record meanwhile.
    private func update(_ image: ContainerdImage) async throws -> Bool {
        do {
            let present = try await self.image(named: image.name)
            let hasLabels = image.labels.allSatisfy { present.labels[$0.key] == $0.value }
            if present.target.digest == image.target.digest, hasLabels { return true }
            var mask = GoogleProtobuf.FieldMask()
            mask.paths = ["target"] + image.labels.keys.sorted().map { "labels.\($0)" }
            var request = ImagesV1.UpdateImageRequest()
            request.image = image.message
            request.updateMask = mask
            _ = try await call(ImagesV1.update, request)
            return true
        } catch let error as ContainerdError where error.code == .notFound {
            return false
        }
    }

    /// Removes a record; the content goes with the next collection unless something else needs it.
    ///
    /// - Parameter waiting: whether to return only when the collection is done.
    /// - Throws: `not-found`.
    public func removeImage(named name: String, waiting: Bool) async throws {
        var request = ImagesV1.DeleteImageRequest()
        request.name = name
        request.sync = waiting
        _ = try await call(ImagesV1.delete, request, within: .minutes(10))
    }
}
