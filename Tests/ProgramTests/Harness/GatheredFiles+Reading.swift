import Foundation
import NodeConfiguration

extension GatheredFiles {
    /// The files below a directory of this machine, as a node has them below `place`.
    init(reading directory: String, as place: String, on system: NodeSystem) throws {
        self.init(on: system)
        addDirectory(place)
        let enumerator = FileManager.default.enumerator(atPath: directory)
        while let name = enumerator?.nextObject() as? String {
            let path = name.split(separator: "/").reduce(place) { system.path($0, String($1)) }
            if enumerator?.fileAttributes?[.type] as? FileAttributeType == .typeDirectory {
                addDirectory(path)
            } else {
                add(NodeFile(Array(try Data(contentsOf: URL(filePath: "\(directory)/\(name)")))), at: path)
            }
        }
    }
}
