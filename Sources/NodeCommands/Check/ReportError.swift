/// Why a document is no report of a check. It carries no text of the document but its member names.
package struct ReportError: Error, Hashable, Sendable {
    /// What is wrong with a value.
    package enum Rule: String, CaseIterable, Hashable, Sendable {
        /// A member that has to be there is not.
        case missing
        /// A value of another type than documented.
        case wrongType = "wrong-type"
        /// A text that is none of those allowed, a time of another form, or a number out of its range.
        case wrongValue = "wrong-value"
        /// A text that is longer, or a list that has more elements, than any check would write.
        case tooLarge = "too-large"
    }

    /// Where, such as `images[0].endpoints[1].stages`; empty for the document itself.
    package var path: String
    /// What is wrong there.
    package var rule: Rule

    /// An error at a path.
    package init(_ path: String, _ rule: Rule) {
        self.path = path
        self.rule = rule
    }

    /// One line for a person.
    package var words: String {
        let subject = path.isEmpty ? "the document" : path
        switch rule {
        case .missing: return "\(subject) is missing"
        case .wrongType: return "\(subject) is of another type than a report has there"
        case .wrongValue: return "\(subject) has a value that no report has there"
        case .tooLarge: return "\(subject) is larger than a report may have it"
        }
    }
}
