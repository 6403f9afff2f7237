import AuditModel
import Reporting
import TestSupport
import Testing

@Suite("The JSON report, byte for byte")
struct GoldenJSONTests {
    @Test(
        "of a run",
        arguments: [
            ("failing.json", Sample.report()), ("learning.json", Sample.learning),
            ("everything.json", Sample.everything),
        ])
    func json(name: String, report: RunReport) throws {
        #expect(try GoldenFile(name).difference(from: JSONReport.bytes(of: report)) == nil)
    }
}
