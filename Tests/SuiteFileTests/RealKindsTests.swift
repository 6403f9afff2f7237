import AuditChecks
import AuditModel
import Foundation
import Testing

@testable import SuiteFile

/// Suites of the check kinds that the product has.
struct RealKindsTests {
    static let loader = SuiteLoader(environment: [:]) { name in
        TimeZoneRules(identifier: name, transitions: [], offsets: [3600])
    }

    /// The suite of the first users.
    static let products = """
        version: 1
        suite: products
        source:
          database: ${MONGODB_DATABASE:-pricechecktn}
          collection: products
          filter: { country: Tunisia }        # optional; MongoDB query language
        timezone: Africa/Tunis
        checks:
          - completeness:
              fields: [name, price, url, source, category_id, image_url, specifications.cpu]
              missing_values: ["", Unknown, N/A]
              warn_below: 95%
              fail_below: 90%
          - freshness:
              field: scraped_at
              warn_above: 12h
              fail_above: 24h
          - duplicates:
              key: [url]
              fail_above: 5%
          - invalid_records:
              rules:
                - { field: price, type: number, greater_than: 0 }
                - { field: currency, in: [TND, EUR] }
                - { field: url, matches: '^https?://' }
              fail_above: 100
          - volume:
              metric: products_consolidated
              per: run
              baseline: 7d
              method: absolute
              fail_above: 200
        """

    @Test func theFirstUsersSuiteLoads() throws {
        #expect(Self.loader.issues(of: Self.products) == [])
        let suite = try Self.loader.load(Self.products.utf8, file: "x.yml")
        #expect(suite.name == "products")
        #expect(suite.timeZone.identifier == "Africa/Tunis")
        #expect(suite.checks.map(\.id) == ["completeness", "freshness", "duplicates", "invalid_records", "volume"])
        let completeness = try #require(suite.checks[0].kind as? Completeness)
        #expect(completeness.fields.map(\.path.description).suffix(2) == ["image_url", "specifications.cpu"])
        #expect(completeness.missing.strings == ["", "Unknown", "N/A"])
        let freshness = try #require(suite.checks[1].kind as? Freshness)
        #expect(freshness.thresholds[.failAbove] == Threshold(value: 86_400, unit: .seconds))
    }

    @Test(arguments: CheckRegistry.all.map { $0.name })
    func everyExampleLoads(_ name: String) throws {
        let kind = try #require(CheckRegistry.kind(named: name))
        let example = kind.help.example.split(separator: "\n").map { "  " + $0 + "\n" }.joined()
        let text = "version: 1\nsource: { database: d, collection: c }\nchecks:\n" + example
        #expect(Self.loader.issues(of: text) == [])
        #expect(try Self.loader.load(text.utf8, file: "x.yml").checks.map(\.id) == [name])
    }

    @Test func everyShippedSuiteLoads() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let files = try SuitePaths.files(in: [root.appendingPathComponent("checks").path])
        #expect(Self.loader.validate(paths: files).map(\.description) == [])
    }

    @Test func mistakesInRealChecks() {
        let text = """
            version: 1
            source: { database: d, collection: c }
            checks:
              - completness: { fields: [a] }
              - completeness: { feilds: [a] }
              - freshness: { field: a, fail_above: 24 }
              - invalid_records:
                  rules:
                    - { field: currency, in: TND }
                    - { field: url, matches: 'a(' }
                    - { name: x, when: { currency: { $gtt: 1 } }, expect: { country: France } }
            """
        let issues = Self.loader.issues(of: text)
        for place in ["4:5", "5:19", "5:21", "6:40", "9:34", "10:34", "11:42"] {
            #expect(issues.contains { $0.hasPrefix("s.yml:\(place): ") }, "\(place) in \(issues)")
        }
        #expect(issues.first?.hasSuffix("(did you mean 'completeness'?)") == true)
        #expect(issues.dropFirst().first == "s.yml:5:19: a completeness check needs 'fields'")
    }

    @Test(arguments: [0, 1, 2])
    func corruptionsOfTheFirstUsersSuiteNeverTrap(_ phase: Int) {
        let bytes = Array(Self.products.utf8)
        for index in stride(from: phase, to: bytes.count, by: 3) {
            var corrupted = bytes
            corrupted[index] = UInt8.random(in: 0...255)
            _ = try? Self.loader.load(corrupted, file: "s.yml")
            corrupted.remove(at: index)
            _ = try? Self.loader.load(corrupted, file: "s.yml")
            _ = try? Self.loader.load(bytes[..<index], file: "s.yml")
        }
    }
}
