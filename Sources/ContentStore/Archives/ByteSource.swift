/// Bytes of an archive from the first to the last.
package protocol ByteSource: AnyObject {
    /// Which file it is, for errors.
    var path: String { get }

    /// Reads some bytes.
    ///
    /// - Returns: how many; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContentStoreError) -> Int

    /// Leaves out that many bytes.
    ///
    /// - Throws: `archive-truncated` if there are fewer.
    func skip(_ count: Int64) throws(ContentStoreError)
}

/// A file, or the parts it was split into, as one.
package final class JoinedFiles: ByteSource {
    package let path: String
    private let parts: [(file: OpenFile, path: String, size: Int64)]
    private var part = 0
    private var offset: Int64 = 0

    /// - Throws: `not-found` or `not-readable`; `not-readable` with `not-a-regular-file` for a directory or a device.
    package init(_ paths: [String]) throws(ContentStoreError) {
        path = paths.first ?? ""
        var parts: [(file: OpenFile, path: String, size: Int64)] = []
        for path in paths {
            let file: OpenFile
            let status: FileStatus
            do throws(SystemError) {
                file = try OpenFile(reading: path)
                status = try file.status()
            } catch {
                throw error.reading(path)
            }
            guard status.isRegularFile else {
                throw ContentStoreError(.notReadable, path: path, detail: LayoutFault.notARegularFile.rawValue)
            }
            parts.append((file, path, status.size))
        }
        self.parts = parts
    }

    /// An open file, from its start.
    package init(_ file: OpenFile, path: String, size: Int64) {
        self.path = path
        parts = [(file, path, size)]
    }

    /// Of all parts together.
    package var size: Int64 { parts.reduce(0) { $0 + $1.size } }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContentStoreError) -> Int {
        while part < parts.count {
            let count: Int
            do throws(SystemError) {
                count = try parts[part].file.read(into: buffer, at: offset)
            } catch {
                throw error.reading(parts[part].path)
            }
            if count > 0 {
                offset += Int64(count)
                return count
            }
            part += 1
            offset = 0
        }
        return 0
    }

    package func skip(_ count: Int64) throws(ContentStoreError) {
        var rest = count
        while rest > 0 {
            guard part < parts.count else { throw ArchiveFault(.archiveTruncated, "end-of-file").at(path) }
            let taken = min(rest, max(0, parts[part].size - offset))
            offset += taken
            rest -= taken
            if rest > 0 {
                part += 1
                offset = 0
            }
        }
    }
}

/// What another source's bytes are when they are decompressed.
final class DecompressedBytes: ByteSource {
    let path: String
    private let source: any ByteSource
    private let decoder: any StreamDecoder
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
    private var pending: Range<Int>
    private var sourceHasEnded = false
    /// How much more may come out.
    private var allowance: Int64

    /// - Parameters:
    ///   - start: bytes already taken from the source, at most 256 KiB.
    ///   - limit: how much may come out before the data counts as a bomb.
    init(_ source: any ByteSource, start: [UInt8], decoder: any StreamDecoder, limit: Int64) {
        path = source.path
        self.source = source
        self.decoder = decoder
        buffer.copyBytes(from: start)
        pending = 0..<start.count
        allowance = limit
    }

    deinit {
        buffer.deallocate()
    }

    func read(into output: UnsafeMutableRawBufferPointer) throws(ContentStoreError) -> Int {
        guard !output.isEmpty else { return 0 }
        while true {
            if pending.isEmpty, !sourceHasEnded {
                let count = try source.read(into: buffer)
                sourceHasEnded = count == 0
                pending = 0..<count
            }
            let step: (consumed: Int, produced: Int)
            do throws(ArchiveFault) {
                step = try decoder.decode(UnsafeRawBufferPointer(rebasing: buffer[pending]), into: output)
            } catch {
                throw error.at(path)
            }
            pending = (pending.lowerBound + step.consumed)..<pending.upperBound
            if step.produced > 0 {
                allowance -= Int64(step.produced)
                guard allowance >= 0 else { throw ArchiveFault(.archiveLimit, "decompressed-size").at(path) }
                return step.produced
            }
            // A decoder that neither takes nor gives with bytes before it will never do either.
            guard step.consumed == 0, sourceHasEnded || !pending.isEmpty else { continue }
            guard decoder.mayEnd, pending.isEmpty else {
                throw ArchiveFault(.archiveTruncated, "compressed-data").at(path)
            }
            return 0
        }
    }

    func skip(_ count: Int64) throws(ContentStoreError) {
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
        defer { scratch.deallocate() }
        var rest = count
        while rest > 0 {
            let part = UnsafeMutableRawBufferPointer(rebasing: scratch[..<Int(min(rest, Int64(scratch.count)))])
            let count = try read(into: part)
            guard count > 0 else { throw ArchiveFault(.archiveTruncated, "end-of-file").at(path) }
            rest -= Int64(count)
        }
    }
}

/// Bytes in memory, read as a file is.
package final class BytesInMemory: ByteSource {
    package let path: String
    private var rest: ArraySlice<UInt8>

    package init(_ bytes: [UInt8], path: String = "memory") {
        self.path = path
        rest = bytes[...]
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = rest.prefix(buffer.count)
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
    }

    package func skip(_ count: Int64) throws(ContentStoreError) {
        guard count <= rest.count else { throw ArchiveFault(.archiveTruncated, "end-of-file").at(path) }
        rest = rest.dropFirst(Int(count))
    }
}
