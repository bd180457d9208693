import NodeCommands
import Registries
import Testing

@Suite struct ComplaintWordsTests {
    @Test(arguments: [
        Complaint.Code.unknownKey, .duplicateKey, .hostKeyInvalid, .configUnused, .authNotBase64, .endpointInvalid,
        .passwordWithoutUsername,
    ])
    func `A password in the place of a host is shown by no complaint`(_ code: Complaint.Code) {
        let complaint = Complaint(code, subject: "https://puller:s3cr3t@reg:5000", detail: "puller:s3cr3t@reg:5000")
        #expect(!complaint.words.contains("s3cr3t"))
        #expect(complaint.words.contains("reg:5000"))
    }

    @Test func `A pattern is shown as it is, be there an @ in it or not`() {
        let complaint = Complaint(.rewriteInvalidPattern, subject: "team@(", detail: "missing )")
        #expect(complaint.words.contains("team@("))
    }
}
