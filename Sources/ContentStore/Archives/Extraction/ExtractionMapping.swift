/// A path of an image, in the bytes that its layers name it by: relative to the image's root, without `.` and `..`.
package struct LayerPath: Hashable, Sendable {
    package var components: [[UInt8]]

    package init(_ components: [[UInt8]] = []) {
        self.components = components
    }

    /// An absolute name is one from the image's root, as every layer's is.
    ///
    /// - Returns: nil for a name with `..`, which no layer needs.
    package init?(_ name: [UInt8]) {
        components = []
        for part in name.split(separator: UInt8(ascii: "/")) {
            if part.elementsEqual(".".utf8) { continue }
            guard !part.elementsEqual("..".utf8) else { return nil }
            components.append(Array(part))
        }
    }

    package var parent: LayerPath { LayerPath(Array(components.dropLast())) }

    package func appending(_ component: [UInt8]) -> LayerPath { LayerPath(components + [component]) }

    /// What is left below `other`; nil for a path that is not there.
    package func below(_ other: LayerPath) -> LayerPath? {
        guard components.starts(with: other.components) else { return nil }
        return LayerPath(Array(components.dropFirst(other.components.count)))
    }
}

/// Where a part of an image goes: `[SOURCE:]DESTINATION`, as wharfie takes it.
package struct ExtractionMapping: Hashable, Sendable {
    package var source: LayerPath
    package var destination: String

    package init(source: LayerPath, destination: String) {
        self.source = source
        self.destination = destination
    }

    /// What stands before a colon is a source only if it begins with a slash: the `C` of `C:\bin` is none.
    ///
    /// - Returns: nil without a destination, and for a source with `..`.
    package init?(argument: String) {
        source = LayerPath()
        destination = argument
        if argument.first == "/", let colon = argument.firstIndex(of: ":") {
            guard let path = LayerPath(Array(argument[..<colon].utf8)) else { return nil }
            source = path
            destination = String(argument[argument.index(after: colon)...])
        }
        guard !destination.isEmpty else { return nil }
    }
}
