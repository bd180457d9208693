import OCI
import Testing

@testable import NodeCommands

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("The page of a report")
struct ReportPageTests {
    /// `REPORT_PAGES=DIR` leaves the pages there, to be looked at.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["REPORT_PAGES"] != nil))
    func `is left to be looked at`() throws {
        let directory = try #require(ProcessInfo.processInfo.environment["REPORT_PAGES"])
        let pages = ["report": ReportSample.rich.html()]
        for (name, page) in pages {
            try Data(page.utf8).write(to: URL(filePath: "\(directory)/\(name).html"))
        }
        let text = ReportSample.rich.text(colored: true) + "\n\n=====\n" + ReportSample.rich.text(colored: false, full: true)
        try Data(text.utf8).write(to: URL(filePath: "\(directory)/report.txt"))
    }
}
