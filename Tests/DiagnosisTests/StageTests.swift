import Testing

@testable import Diagnosis

@Suite struct StageTests {
    @Test func `Stages are in the order in which a pull meets them`() {
        #expect(Stage.allCases.map(\.rawValue).first == "file")
        #expect(Stage.allCases.map(\.rawValue).last == "limits")
    }
}
