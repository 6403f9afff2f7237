import AuditModel
import Foundation
import TestSupport
import Testing

/// Values of documents get into reports when they are asked for, and never else. The documents come from a file: no server is needed.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct EvidenceReportTests {
    private let place: AuditFolder
    private static let secrets = ["Quokka", "4711", "Zebra"]

    init() throws {
        place = try AuditFolder()
        try place.folder.write(
            Shop.suite(
                checks: """
                      - completeness:
                          fields: [name]
                          fail_below: 100%
                      - freshness:
                          field: scraped_at
                          fail_above: 24h
                      - duplicates:
                          key: [url, owner.mail]
                          fail_above: 1%
                    """), to: "suite.yml")
        let lines = (0..<40).map { index in
            let name = index % 2 == 0 ? #""Zebra""# : "null"
            let time = index == 7 ? "Quokka 4711" : "2026-05-11T08:00:00"
            return """
                {"_id": "prod_\(index)", "name": \(name), "url": "https://Quokka.example/\(index % 3)", \
                "owner": {"mail": "Zebra4711@example.tn"}, "scraped_at": "\(time)"}
                """
        }
        try place.folder.write(lines.joined(separator: "\n"), to: "products.jsonl")
    }

    private static let command = ["run", "suite.yml", "--source", "products.jsonl", "--now", Shop.now]

    @Test(arguments: ["text", "json"])
    func `without the option no value is anywhere`(format: String) throws {
        let outcome = try place.call(Self.command + ["--format", format])
        #expect(outcome.status == 1, "\(outcome)")
        for secret in Self.secrets {
            #expect(!outcome.output.contains(secret), "\(outcome.output)")
            #expect(!outcome.errors.contains(secret), "\(outcome.errors)")
            // The documents themselves hold it.
            #expect(try place.contains(secret) == ["products.jsonl"])
        }
        let checks = try place.latest().checks
        #expect(checks.map(\.evidence.count) == [10, 1, 30])
        #expect(
            checks[1].evidence == [
                Evidence(
                    id: #""prod_7""#, about: "scraped_at", problem: "unreadable", value: #"string (11) "Aaaaaa 9999""#)
            ])
        #expect(checks[2].details.groups.map(\.documents) == [14, 13, 13])
        #expect(checks[2].details.groups[0].key.count == 2)
    }

    @Test func `with the option values are in every report`() throws {
        let outcome = try place.call(Self.command + ["--show-values"])
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.output.contains(#"e.g. _id "prod_1", 9 more"#), "\(outcome.output)")
        let checks = try place.latest().checks
        #expect(checks[1].evidence.map(\.value) == [#""Quokka 4711""#])
        #expect(checks[2].details.groups[0].key == [#""https://Quokka.example/0""#, #""Zebra4711@example.tn""#])
        let files = try place.files().filter { $0.hasSuffix("latest.html") }
        let page = try place.folder.text(of: try #require(files.first))
        for text in ["&quot;prod_1&quot;", "Quokka 4711", "mongosh filter", "https://Quokka.example/0"] {
            #expect(page.contains(text), "\(text)")
        }
    }

    @Test func `threads change no report`() throws {
        func details(_ threads: String) throws -> [CheckResult] {
            _ = try place.call(Self.command + ["--threads", threads, "--history", "none"])
            return try place.latest().checks
        }
        #expect(try details("1") == (try details("4")))
    }
}
