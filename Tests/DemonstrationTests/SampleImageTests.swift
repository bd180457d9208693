import ContentStore
import Foundation
import OCI
import Testing

@testable import Demonstration

@Suite("The demo's images")
struct SampleImageTests {
    private let images: SampleImages

    init() throws {
        images = try SampleImages(under: "mirror")
    }

    private func manifests(of entry: SampleImages.Entry) -> [Manifest] {
        entry.manifests.compactMap { if case .manifest(let manifest) = $0.document { manifest } else { nil } }
    }

    @Test("are the same on every machine, and every digest is the bytes' own")
    func digests() throws {
        let again = try SampleImages(under: "mirror")
        #expect(again.blobs == images.blobs)
        for (digest, bytes) in images.blobs { #expect(ContentHasher.digest(of: bytes, .sha256) == digest) }
        for document in images.entries.flatMap(\.manifests) {
            #expect(ContentHasher.digest(of: document.bytes, .sha256) == document.descriptor.digest)
            #expect(try ManifestDocument(bytes: document.bytes, mediaType: nil) == document.document)
        }
    }

    @Test("share the base layer of each Windows build, and nothing else")
    func sharedBase() throws {
        let layers = images.entries.prefix(2).map { manifests(of: $0).dropFirst().map { $0.layers.map(\.digest) } }
        for (hello, web) in zip(layers[0], layers[1]) {
            #expect(hello[0] == web[0])
            #expect(hello[1] != web[1])
        }
        #expect(Set(layers[0].map { $0[0] }).count == SampleImages.windowsVersions.count)
    }

    @Test("have one foreign layer, whose URL nobody answers")
    func foreignLayer() throws {
        let layers = images.entries.flatMap(manifests).flatMap(\.layers)
        let foreign = layers.filter { MediaType.isForeignLayer($0.mediaType) }
        #expect(foreign.count == 1)
        #expect(foreign.first?.urls.first?.contains(".invalid/") == true)
        #expect(layers.filter { !$0.urls.isEmpty }.count == 1)
    }

    @Test("have Windows layers as Windows has them, in tar's own eyes")
    func windowsLayer() throws {
        let names = try list(SampleWindowsLayer.base(build: "10.0.20348.1"))
        for name in ["Files/Windows/System32/ntoskrnl.exe", "Hives/System_Delta", "UtilityVM/Files/bootmgr.efi"] {
            #expect(names.contains(Substring(name)))
        }
        let archive = String(decoding: SampleWindowsLayer.program("web", build: "1"), as: UTF8.self)
        #expect(archive.contains("25 MSWINDOWS.fileattr=32\n"))
        #expect(archive.contains(" MSWINDOWS.rawsd=\(SecurityDescriptor.systemAndAdministrators)\n"))
    }

    @Test("have a security descriptor whose offsets lead to its parts")
    func securityDescriptor() throws {
        let bytes = Array(try #require(Data(base64Encoded: SecurityDescriptor.systemAndAdministrators)))
        let offset = { (place: Int) in bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | Int($1) } }
        #expect(bytes[0] == 1)
        // The administrators' identity begins with its revision and its two parts; the access list with its revision.
        #expect(Array(bytes[offset(4)...].prefix(2)) == [1, 2])
        #expect(Array(bytes[offset(8)...].prefix(2)) == [1, 1])
        let list = offset(16)
        #expect(bytes[list] == 2)
        #expect(Int(bytes[list + 2]) == bytes.count - list)
    }

    #if arch(x86_64)
    @Test("have a Linux program that runs")
    func linuxProgram() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "program-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: path) }
        try Data(SampleLinuxProgram.printing("it runs\n")).write(to: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path.path)
        #expect(try output(of: path.path, []) == "it runs\n")
    }
    #endif

    private func list(_ archive: [UInt8]) throws -> [Substring] {
        let path = FileManager.default.temporaryDirectory.appending(path: "archive-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: path) }
        try Data(archive).write(to: path)
        return try output(of: "/bin/tar", ["--warning=no-unknown-keyword", "-tf", path.path]).split(separator: "\n")
    }

    private func output(of program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }
}
