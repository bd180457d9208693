/// The known name that is the fewest edits away from a written one, if that is close enough to be a slip.
package func nearestName(to written: String, among known: [String]) -> String? {
    let ranked = known.map { ($0, editDistance(written.lowercased(), $0)) }.min { $0.1 < $1.1 }
    // Of a name where more than every other character is another, nothing is left to go by.
    guard let (name, distance) = ranked, distance <= max(2, name.count / 3), distance * 2 <= written.count else {
        return nil
    }
    return name
}

/// Levenshtein's distance, in characters.
private func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (index, character) in left.prefix(64).enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let substitution = diagonal + (character == right[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(substitution, row[column] + 1, diagonal + 1)
        }
    }
    return row[right.count]
}
