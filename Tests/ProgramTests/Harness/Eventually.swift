import Testing

/// Waits for a state that another process brings about; fails where it does not within half a minute.
func eventually(_ state: Comment, _ isSo: () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !isSo() {
        try #require(ContinuousClock.now < deadline, state)
        try await Task.sleep(for: .milliseconds(10))
    }
}
