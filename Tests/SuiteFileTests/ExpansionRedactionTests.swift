import AuditModel
import Testing

@testable import SuiteFile

/// Whatever a variable holds, no message shows it.
struct ExpansionRedactionTests {
    static let secret = "hunter2 secret/value"

    static let places = [
        "suite: ${S}", "suite: a${S}", "timezone: ${S}", "source: {database: '${S}', collection: c}",
        "checks: [probe: {field: x, warn_below: '${S}'}]", "checks: [probe: {field: x, warn_below: 'x ${S} y'}]",
        "checks: [probe: {field: x, stale_after: '${S}'}]", "checks: [probe: {field: x, strict: '${S}'}]",
        "checks: [probe: {field: 'a..${S}'}]", "checks: [probe: {field: '${S}[x]'}]",
        "checks: [probe: {field: 'x[${S}]'}]", "checks: [idle: {id: '${S}'}]",
        "checks: ['${S}']", "checks: '${S}'", "version: ${S}", "checks: [idle: '${S}']",
    ]

    @Test(arguments: places)
    func valuesDoNotAppear(_ line: String) {
        let key = line.prefix { $0 != ":" }
        let lines = [
            "version": "version: 1", "source": "source: {database: d, collection: c}", "checks": "checks: [idle: ]",
        ]
        let text = lines.filter { $0.key != key }.map { $0.value + "\n" }.joined() + line + "\n"
        let issues = SuiteLoader.probing(["S": Self.secret]).issues(of: text)
        #expect(!issues.isEmpty)
        for issue in issues {
            #expect(!issue.contains("hunter2") && !issue.contains("secret/value"), "\(issue)")
        }
    }

    @Test func theReferenceIsShownInstead() {
        let text =
            "version: 1\nsource: {database: d, collection: c}\nchecks: [probe: {field: x, stale_after: '${S}'}]\n"
        #expect(
            SuiteLoader.probing(["S": "12"]).issues(of: text) == [
                "s.yml:3:41: 'stale_after' must be a duration such as 90s, 15m, 24h or 7d, not '${S}'"
            ])
        #expect(
            SuiteLoader.probing().issues(of: text) == [
                "s.yml:3:42: the environment variable S is not set; set it or give a default: ${S:-default}"
            ])
    }

    @Test func valuesElsewhereInQuotesDoNotAppear() {
        let text =
            "version: 1\nsource: {database: d, collection: c}\nchecks:\n  - idle: {id: '${S}'}\n  - idle: {id: '${S}'}\n"
        #expect(
            SuiteLoader.probing(["S": "abc"]).issues(of: text) == [
                "s.yml:5:16: id '${S}' is taken by the check in line 4; give each check its own"
            ])
    }
}
