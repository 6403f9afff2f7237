import AuditChecks
import AuditModel
import Testing

@testable import SuiteFile

@Suite("Sensitive fields of suites")
struct SensitiveSuiteTests {
    private func suite(_ head: String = "", _ checks: String) -> String {
        """
        version: 1
        source: { database: d, collection: c }
        \(head)
        checks:
        \(checks)
        """
    }

    private let check = "  - completeness: { fields: [name] }"

    @Test("are named by the suite or by any check")
    func named() throws {
        let text = suite(
            "sensitive: [z, email]",
            """
              - completeness: { fields: [a, { field: b, sensitive: true }, { field: c, sensitive: false }] }
              - freshness: { field: d, sensitive: true }
              - duplicates: { key: [{ field: e, sensitive: true }, f] }
              - invalid_records: { rules: [{ field: 'g[].h', type: string, sensitive: true }, { field: i, type: string }] }
              - reference: { field: j, to: x.y, sensitive: true }
            """)
        let loaded = try RealKindsTests.loader.load(text.utf8, file: "s.yml")
        #expect(loaded.sensitive.paths.map(\.description) == ["b", "d", "e", "email", "g[].h", "j", "z"])
    }

    @Test(
        "name no segments",
        arguments: [
            ("sensitive: [email]\nsegment_by: email", "4:13"), ("sensitive: [a.b]\nsegment_by: [source, a]", "4:22"),
            ("sensitive: a\nsegment_by: { fields: [a.b] }", "4:24"),
        ])
    func segments(head: String, place: String) {
        let issues = RealKindsTests.loader.issues(of: suite(head, check))
        #expect(issues.count == 1)
        #expect(issues.first?.hasPrefix("s.yml:\(place): 'segment_by' cannot name '") == true, "\(issues)")
    }

    @Test("named by a check, name no segments either")
    func segmentsOfChecks() {
        let issues = RealKindsTests.loader.issues(
            of: suite("segment_by: email", "  - completeness: { fields: [{ field: email, sensitive: true }] }"))
        #expect(issues.first?.hasPrefix("s.yml:3:13: ") == true && issues.count == 1, "\(issues)")
    }

    @Test("are no _ids")
    func ids() {
        #expect(
            RealKindsTests.loader.issues(of: suite("sensitive: [name, _id.mail]", check)) == [
                "s.yml:3:19: '_id.mail' cannot be sensitive, because reports name documents by their _id"
            ])
        let freshness = RealKindsTests.loader.issues(of: suite("", "  - freshness: { sensitive: true }"))
        #expect(freshness.first?.hasPrefix("s.yml:5:29: '_id' cannot be sensitive") == true, "\(freshness)")
    }
}
