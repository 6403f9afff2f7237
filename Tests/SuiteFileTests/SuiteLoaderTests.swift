import AuditChecks
import AuditModel
import Testing

@testable import SuiteFile

struct SuiteLoaderTests {
    static let good = """
        version: 1
        suite: products
        source:
          database: ${MONGODB_DATABASE:-pricechecktn}
          collection: products
          filter: { country: Tunisia }        # optional
        timezone: Africa/Tunis
        missing_values: [Unknown, -1]
        checks:
          - probe:
              field: specifications.cpu
              missing_values: ["", N/A]
              warn_below: 95%
              fail_below: 90%
              stale_after: 12h
              rules:
                - { field: price, in: [TND, EUR] }
          - idle:
          - probe: { field: 'a[].b', id: second, description: "of \\u00e9" }
          - probe: { field: price }
          - idle: {}
        """

    @Test func everyPartArrives() throws {
        let suite = try SuiteLoader.probing().load(Self.good.utf8, file: "dir/x.yml")
        #expect(suite.name == "products")
        #expect(suite.source.database == "pricechecktn")
        #expect(suite.source.collection == "products")
        #expect(suite.timeZone.identifier == "Africa/Tunis")
        #expect(suite.missingValues == MissingValues(strings: ["Unknown"], numbers: [-1]))
        #expect(suite.checks.map(\.id) == ["probe", "idle", "second", "probe-2", "idle-2"])
        #expect(suite.checks.map(\.description) == [nil, nil, "of é", nil, nil])
        guard case .mapping(let filter) = suite.source.filter?.content else {
            Issue.record("no filter")
            return
        }
        #expect(filter.map(\.key) == ["country"])
        #expect(filter.map(\.value.content) == [.string("Tunisia")])
        let probe = try #require(suite.checks.first?.kind as? ProbeKind)
        #expect(probe.path.description == "specifications.cpu")
        #expect(probe.missingValues == MissingValues(strings: ["Unknown", "", "N/A"], numbers: [-1]))
        #expect(probe.thresholds[.warnBelow] == Threshold(value: 95, unit: .percent))
        #expect(probe.thresholds[.failBelow] == Threshold(value: 90, unit: .percent))
        #expect(probe.staleAfterSeconds == 43_200)
        #expect(probe.timeZone == "Africa/Tunis")
    }

    @Test func environmentReachesTheSource() throws {
        let suite = try SuiteLoader.probing(["MONGODB_DATABASE": "other"]).load(Self.good.utf8, file: "x.yml")
        #expect(suite.source.database == "other")
    }

    @Test func defaults() throws {
        let text = "version: 1\nsource: { database: d, collection: c.d }\nchecks: [idle: ]\n"
        let suite = try SuiteLoader.probing().load(text.utf8, file: "/tmp/daily.products_1.yml")
        #expect(suite.name == "daily.products_1")
        #expect(suite.timeZone.identifier == "UTC")
        #expect(suite.missingValues.isEmpty)
        #expect(suite.source.filter == nil)
        #expect(suite.source.collection == "c.d")
        #expect(try SuiteLoader.probing().load(text.utf8, file: "a.yaml").name == "a")
        #expect(try SuiteLoader.probing().load(text.utf8, file: "a").name == "a")
    }

    @Test func defaultIdsLeaveGivenOnesAlone() throws {
        let checks = "[idle: , idle: {id: idle}, idle: {id: idle-3}, idle: , idle: {id: x}, idle: ]"
        let text = "version: 1\nsource: { database: d, collection: c }\nchecks: \(checks)\n"
        let suite = try SuiteLoader.probing().load(text.utf8, file: "a.yml")
        #expect(suite.checks.map(\.id) == ["idle-2", "idle", "idle-3", "idle-4", "x", "idle-5"])
    }

    @Test func mergeKeysServeChecks() throws {
        let text = """
            version: 1
            source: { database: d, collection: c }
            checks:
              - probe: &base { field: a, warn_below: 95%, fail_below: 90% }
              - probe: { <<: *base, field: b, fail_below: 80% }
            """
        let suite = try SuiteLoader.probing().load(text.utf8, file: "a.yml")
        let second = try #require(suite.checks.last?.kind as? ProbeKind)
        #expect(second.path.description == "b")
        #expect(second.thresholds[.warnBelow] == Threshold(value: 95, unit: .percent))
        #expect(second.thresholds[.failBelow] == Threshold(value: 80, unit: .percent))
    }

    @Test func everythingIsReportedAtOnceInOrder() {
        let text = """
            verison: 1
            suite: my suite
            source:
              database: a.b
              colection: c
            timezone: Tunis
            segment_by: "a[]"
            checks:
              - probe:
                  field: a..b
                  warn_below: lots
                  warn_below: 95%
                  filed: x
              - prob: { field: x }
              - metric: { name: x, name: y }
              - idle: { id: a b, where: 3, anomaly: { metod: x } }
            """
        #expect(
            SuiteLoader.probing().issues(of: text) == [
                "s.yml:1:1: a suite needs 'version'",
                "s.yml:1:1: unknown key 'verison' in a suite; allowed are checks, missing_values, segment_by, sensitive, source, suite, timezone, "
                    + "version (did you mean 'version'?)",
                "s.yml:2:8: 'suite' cannot be 'my suite': a name has letters (a-z), digits, '.', '_' and '-', starts with a "
                    + "letter or digit, and is at most 100 characters long",
                "s.yml:4:3: 'source' needs 'collection'",
                "s.yml:4:13: 'database' cannot hold '.': the collection has a key of its own",
                "s.yml:5:3: unknown key 'colection' in 'source'; allowed are collection, database, filter "
                    + "(did you mean 'collection'?)",
                "s.yml:6:11: 'timezone' is not usable: there is no zone 'Tunis'",
                "s.yml:7:13: 'segment_by' must name one value of a document, and 'a[]' names several",
                "s.yml:10:14: path 'a..b' has an empty step between dots",
                "s.yml:11:19: 'warn_below' must be a percentage such as 95% or a number of documents such as 100, not 'lots'",
                "s.yml:12:7: key 'warn_below' stands twice in a probe check",
                "s.yml:13:7: unknown key 'filed' in a probe check; allowed are anomaly, description, fail_above, fail_below, field, id, "
                    + "missing_values, note, rules, segments, stale_after, strict, warn_above, warn_below, where (did you mean 'field'?)",
                "s.yml:14:5: unknown check kind 'prob'; allowed are idle, probe (did you mean 'probe'?)",
                "s.yml:15:5: check kind 'metric' is not supported by this version",
                "s.yml:15:24: key 'name' stands twice in one mapping",
                "s.yml:16:17: 'id' has letters (a-z), digits, '.', '_' and '-' only, and at least one",
                "s.yml:16:29: a filter must be a mapping, as in { country: Tunisia }, not a number",
                "s.yml:16:43: unknown key 'metod' in 'anomaly'; allowed are baseline, direction, fail_above, fail_below, ignore_below, "
                    + "method, warn_above, warn_below (did you mean 'method'?)",
            ])
    }

    // MARK: Single mistakes

    /// Below `version`, `source` in the lines 1 and 2.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let text: String
        let issues: [String]
        var testDescription: String { text.debugDescription }

        init(_ text: String, _ issues: String...) {
            self.text = text
            self.issues = issues.map { "s.yml:" + $0 }
        }
    }

    static let head = "version: 1\nsource: { database: d, collection: c }\n"

    static let mistakes: [Mistake] = [
        Mistake("", "1:1: a suite needs 'checks', a list with at least one check"),
        Mistake("checks:\n", "3:8: 'checks' is empty: with zero checks nothing is audited"),
        Mistake("checks: []\n", "3:9: 'checks' is empty: with zero checks nothing is audited"),
        Mistake("checks: idle\n", "3:9: 'checks' must be a list of checks, not a text"),
        Mistake(
            "checks:\n  idle:\n  probe: {}\n",
            "4:3: 'checks' must be a list: start each check with '- ' (did you mean '- idle:'?)"),
        Mistake(
            "checks:\n  - idle\n",
            "4:5: a check must be a mapping with its kind as the key, not a text (did you mean 'idle:', with a colon?)"),
        Mistake("checks:\n  - 5\n", "4:5: a check must be a mapping with its kind as the key, not a number"),
        Mistake("checks:\n  -\n  - idle:\n", "4:4: a check must be a mapping with its kind as the key, not nothing"),
        Mistake("checks:\n  - {}\n", "4:5: a check needs its kind; allowed are idle, probe"),
        Mistake(
            "checks:\n  - probe:\n    field: x\n    note: y\n",
            "5:5: 'field' must be indented below 'probe': a check has one key, its kind",
            "6:5: 'note' must be indented below 'probe': a check has one key, its kind"),
        Mistake(
            "checks:\n  - probe: {field: x, nte: 1}\n    idle:\n",
            "4:23: unknown key 'nte' in a probe check; allowed are anomaly, description, fail_above, fail_below, field, id, "
                + "missing_values, note, rules, segments, stale_after, strict, warn_above, warn_below, where (did you mean 'note'?)",
            "5:5: a check has one kind, and 'probe' is it: start 'idle' as a check of its own with '- '"),
        Mistake("checks:\n  - idle:\n    idle:\n", "5:5: key 'idle' stands twice in one mapping"),
        Mistake("checks:\n  - probe:\n", "4:5: a probe check needs 'field'"),
        Mistake("checks:\n  - probe: [x]\n", "4:12: a probe check must be a mapping (key: value), not a list"),
        Mistake("checks:\n  - idle: x\n", "4:11: an idle check must be a mapping (key: value), not a text"),
        Mistake(
            "checks:\n  - something: x\n", "4:5: unknown check kind 'something'; allowed are idle, probe"),
        Mistake(
            "checks:\n  - idle: {id: x}\n  - idle: {id: y}\n  - probe: {field: a, id: x}\n",
            "6:27: id 'x' is taken by the check in line 4; give each check its own"),
        Mistake(
            "checks: [idle: {id: ''}]\n",
            "3:21: 'id' has letters (a-z), digits, '.', '_' and '-' only, and at least one"),
        Mistake("checks: [idle: {id: [a]}]\n", "3:21: 'id' must be a text, not a list"),
        Mistake("checks: [idle: {description: {}}]\n", "3:30: 'description' must be a text, not a mapping"),
        Mistake(
            "checks: [probe: {field: x, rules: [{feld: y}, z]}]\n",
            "3:36: a rule needs 'field'",
            "3:37: unknown key 'feld' in a rule; allowed are field, in (did you mean 'field'?)",
            "3:47: a rule must be a mapping (key: value), not a text"),
        Mistake(
            "checks: [probe: {field: x, stale_after: 12}]\n",
            "3:41: 'stale_after' must be a duration such as 90s, 15m, 24h or 7d, not '12'"),
        Mistake("checks: [probe: {field: x, strict: yes}]\n", "3:36: 'strict' must be true or false, not 'yes'"),
        Mistake("checks: [idle: ]\ntimezone: [UTC]\n", "4:11: 'timezone' must be a text, not a list"),
        Mistake("checks: [idle: ]\ntimezone:\n", "4:10: 'timezone' must be a text, not nothing"),
        Mistake(
            "checks: [idle: ]\nmissing_values: [a, null]\n",
            "4:21: 'missing_values' lists texts and numbers, not nothing; null is always missing"),
        Mistake("checks: [idle: ]\nsegment_by: [a, b, c]\n", "4:13: 'segment_by' takes one field or two, not 3"),
        Mistake("checks: [idle: ]\nsegment_by: [a, a]\n", "4:17: field 'a' stands twice in 'segment_by'"),
        Mistake("checks: [idle: ]\nsegment_by: { expected: [x] }\n", "4:13: 'segment_by' needs 'fields'"),
        Mistake(
            "checks: [probe: {field: x, segments: {a: {warn_below: 1%}}}]\n",
            "3:38: 'segments' has a meaning only in a suite with 'segment_by'"),
        Mistake(
            "checks: [probe: {field: x, segments: {a: {warn_bellow: 1%}, b: 3}}]\nsegment_by: source\n",
            "3:43: a segment can have thresholds of its own and nothing else; allowed are fail_above, fail_below, warn_above, "
                + "warn_below (did you mean 'warn_below'?)",
            "3:64: segment 'b' needs thresholds such as { fail_below: 80% }, not a number"),
        Mistake(
            "checks: [probe: {field: x, segments: {a: {warn_below: soon}}}]\nsegment_by: source\n",
            "3:55: 'warn_below' must be a percentage such as 95% or a number of documents such as 100, not 'soon'"),
        Mistake("checks: [idle: ]\nsuite: {}\n", "4:8: 'suite' must be a text, not a mapping"),
        Mistake("checks: [idle: ]\nsuite: ../x\n", "4:8: 'suite' cannot be '../x': " + nameRule),
        Mistake("checks: [idle: ]\nsuite: .x\n", "4:8: 'suite' cannot be '.x': " + nameRule),
        Mistake("checks: [idle: ]\nsuite: é\n", "4:8: 'suite' cannot be 'é': " + nameRule),
        Mistake("checks: [idle: ]\nsuite: ''\n", "4:8: 'suite' cannot be '': " + nameRule),
        Mistake("checks: [idle: ]\nsource: {}\n", "4:1: key 'source' stands twice in a suite"),
        Mistake(
            "Checks: [idle: ]\n", "1:1: a suite needs 'checks', a list with at least one check",
            "3:1: unknown key 'Checks' in a suite; allowed are checks, missing_values, segment_by, sensitive, source, suite, timezone, version "
                + "(did you mean 'checks'?)"),
    ]

    static let nameRule =
        "a name has letters (a-z), digits, '.', '_' and '-', starts with a letter or digit, and is at most 100 characters "
        + "long"

    @Test(arguments: mistakes)
    func mistakesAreFound(_ mistake: Mistake) {
        #expect(SuiteLoader.probing().issues(of: Self.head + mistake.text) == mistake.issues)
    }

    @Test(arguments: [
        ("version: 2", "1:10: 'version' must be the number 1, the version of the suite language, not '2'"),
        ("version: '1'", "1:10: 'version' must be the number 1, the version of the suite language, not '1'"),
        ("version: 1.0", "1:10: 'version' must be the number 1, the version of the suite language, not '1.0'"),
        ("version: [1]", "1:10: 'version' must be the number 1, the version of the suite language, not a list"),
        ("version:", "1:9: 'version' must be the number 1, the version of the suite language, not nothing"),
    ])
    func versions(_ line: String, _ issue: String) {
        let text = line + "\nsource: { database: d, collection: c }\nchecks: [idle: ]\n"
        #expect(SuiteLoader.probing().issues(of: text) == ["s.yml:" + issue])
    }

    @Test(arguments: [
        ("source: { collection: c }", "2:9: 'source' needs 'database'"),
        ("source: products", "2:9: 'source' must be a mapping (key: value), not a text"),
        ("source:", "2:8: 'source' must be a mapping (key: value), not nothing"),
        ("source: { database: '', collection: c }", "2:21: 'database' cannot be empty"),
        ("source: { database: d, collection: '' }", "2:36: 'collection' cannot be empty"),
        ("source: { database: 'a b', collection: c }", "2:21: 'database' cannot hold a space"),
        ("source: { database: a/b, collection: c }", "2:21: 'database' cannot hold '/'"),
        ("source: { database: d, collection: a$b }", "2:36: 'collection' cannot hold '$'"),
        ("source: { database: d, collection: \"a\\0\" }", "2:36: 'collection' cannot hold a NUL character"),
        ("source: { database: d, collection: }", "2:36: 'collection' must be a text, not nothing"),
        (
            "source: { database: \(String(repeating: "d", count: 64)), collection: c }",
            "2:21: 'database' cannot be longer than 63 bytes"
        ),
        (
            "source: { database: d, collection: c, filter: x }",
            "2:47: 'filter' must be a MongoDB filter such as { country: Tunisia }, not a text"
        ),
        (
            "source: { database: d, collection: c, filter: {a: {x: 1, x: 2}} }",
            "2:58: key 'x' stands twice in one mapping"
        ),
        (
            "source: { database: d, collection: c, query: {} }",
            "2:39: unknown key 'query' in 'source'; allowed are collection, database, filter"
        ),
    ])
    func sources(_ line: String, _ issue: String) {
        #expect(SuiteLoader.probing().issues(of: "version: 1\n\(line)\nchecks: [idle: ]\n") == ["s.yml:" + issue])
    }

    @Test(arguments: ["- a\n", "text\n", "5\n"])
    func rootIsAMapping(_ text: String) {
        let issues = SuiteLoader.probing().issues(of: text)
        #expect(issues.count == 1)
        #expect(issues.first?.hasPrefix("s.yml:1:1: a suite must be a mapping (key: value), not a") == true)
    }

    @Test func fileNameThatIsNoSuiteName() {
        let issues = SuiteLoader.probing().issues(of: Self.head + "checks: [idle: ]\n", file: "my suite.yml")
        #expect(
            issues == [
                "my suite.yml:1:1: 'suite' is needed, because the file's name cannot be the suite's: " + Self.nameRule
            ])
    }

    @Test func mistakesBelowAnAliasAreReportedOnce() {
        let text = Self.head + "checks:\n  - probe: &p {field: x, nope: 1}\n  - probe: *p\n"
        #expect(SuiteLoader.probing().issues(of: text).count == 1)
    }
}
