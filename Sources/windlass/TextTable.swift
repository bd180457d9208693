import NodeCommands

/// Rows in columns, none wider than it has to be.
///
/// - Parameter rows: the heading and what is below it, all with as many cells.
func textTable(_ rows: [[String]]) -> String {
    let columns = rows.first?.indices ?? 0..<0
    let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { cells in
        let padded = zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
        return String(padded.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
}
