import TestSupport
import Testing

/// `dqaudit validate`.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct ValidateCommandTests {
    private let place: AuditFolder

    init() throws {
        place = try AuditFolder()
    }

    @Test func `a good file`() throws {
        try place.folder.write(Shop.suite(database: "${SHOP_DATABASE:-shop}"), to: "good.yml")
        let outcome = try place.call("validate", "good.yml")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.output.contains("good.yml: suite 'products'"))
        #expect(outcome.output.contains("5 checks of shop.products"))
        #expect(outcome.errors == "")
        let named = try place.call("validate", "good.yml", environment: ["SHOP_DATABASE": "market"])
        #expect(named.output.contains("market.products"))
        #expect(try place.files() == ["good.yml"])
    }

    @Test func `a bad file, every problem`() throws {
        try place.folder.write(
            """
            version: 2
            suit: products
            source:
              database: ${DQAUDIT_TEST_UNSET}
              collection: products
              filter: { price: { $gt: [ } }
            checks: []
            """, to: "syntax.yml")
        try place.folder.write(
            """
            version: 1
            suit: products
            source:
              database: ${DQAUDIT_TEST_UNSET}
              collection: products
            timezone: Africa/Tuniss
            checks:
              - completeness:
                  fields: [name]
                  fail_below: 190%
            """, to: "bad.yml")
        let syntax = try place.call("validate", "syntax.yml")
        #expect(syntax.status == 2)
        #expect(syntax.errors.hasPrefix("syntax.yml:6:"))
        let outcome = try place.call("validate", "bad.yml")
        #expect(outcome.status == 2, "\(outcome)")
        #expect(outcome.output == "")
        for words in [
            "bad.yml:2:1: ", "did you mean 'suite'", "bad.yml:4:", "DQAUDIT_TEST_UNSET", "bad.yml:6:11: ",
            "Africa/Tunis'",
        ] { #expect(outcome.errors.contains(words), "\(words) in \(outcome.errors)") }
    }

    @Test func `a directory, the good and the bad`() throws {
        try place.folder.write(Shop.suite("one"), to: "a.yml")
        try place.folder.write(Shop.suite("two"), to: "b.yml")
        try place.folder.write("not: [a suite", to: "notes.txt")
        let good = try place.call("validate", ".")
        #expect(good.status == 0, "\(good)")
        #expect(good.output.split(separator: "\n").count == 2)
        try place.folder.write(Shop.suite("three", checks: "  - volum: {}"), to: "c.yml")
        try place.folder.write(Shop.suite("one"), to: "d.yml")
        let bad = try place.call("validate", place.folder.path)
        #expect(bad.status == 2)
        #expect(bad.errors.contains("c.yml:8:5: "))
        #expect(bad.errors.contains("did you mean 'volume'"))
    }

    @Test func `a directory without suites, a missing file, nothing`() throws {
        let empty = try place.call("validate", ".")
        #expect(empty.status == 2)
        #expect(empty.errors.contains("holds no *.yml file"))
        let missing = try place.call("validate", "absent.yml")
        #expect(missing.status == 2)
        #expect(missing.errors.hasPrefix("absent.yml:1:1: "))
        #expect(try place.call("validate").status == 2)
    }

    @Test func `a filter is checked as far as that goes`() throws {
        let suite = Shop.suite().replacing(
            "  collection: products", with: "  collection: products\n  filter: { scraped_at: { $date: never } }")
        try place.folder.write(suite, to: "suite.yml")
        let outcome = try place.call("validate", "suite.yml")
        #expect(outcome.status == 2, "\(outcome)")
        #expect(outcome.errors.contains("suite.yml:6:25: "))
    }
}
