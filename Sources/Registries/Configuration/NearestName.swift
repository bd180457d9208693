/// The known name that is the fewest edits away, if that is close enough to be a slip.
package func nearestName(to name: String, among known: [String]) -> String? {
    let ranked = known.map { ($0, editDistance(name.lowercased(), $0)) }.min { $0.1 < $1.1 }
    guard let (nearest, distance) = ranked, distance <= max(2, nearest.count / 3) else { return nil }
    return nearest
}

/// Levenshtein's distance, in characters.
package func editDistance(_ left: String, _ right: String) -> Int {
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
