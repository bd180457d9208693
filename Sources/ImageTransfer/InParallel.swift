/// Runs `body` for every element, `jobs` at a time; results in the order of the elements.
func inParallel<Element: Sendable, Result: Sendable>(
    _ elements: [Element],
    jobs: Int,
    _ body: @escaping @Sendable (Element) async -> Result
) async -> [Result] {
    await withTaskGroup(of: (Int, Result).self) { group in
        var results: [Result?] = Array(repeating: nil, count: elements.count)
        for (number, element) in elements.enumerated() {
            if number >= jobs, let (done, result) = await group.next() {
                results[done] = result
            }
            group.addTask { (number, await body(element)) }
        }
        for await (done, result) in group {
            results[done] = result
        }
        return results.compactMap(\.self)
    }
}
