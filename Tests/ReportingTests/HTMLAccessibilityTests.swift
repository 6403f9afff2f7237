import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

/// The rules of axe-core, which `scripts/setup` fetches; nil where it did not.
private let axe = ProcessInfo.processInfo.environment["DQAUDIT_TEST_AXE"].flatMap {
    FileManager.default.contents(atPath: $0)
}

/// Audits pages for people who use a keyboard, a screen reader, or see few colours.
@Suite(
    .enabled(if: Browser.program != nil && axe != nil, "no chromium, or DQAUDIT_TEST_AXE names no axe.min.js"),
    .serialized)
struct HTMLAccessibilityTests {
    let browser: Browser

    init() throws { browser = try Browser() }

    /// Serious and critical findings, as lines; the last line says how many rules were passed.
    private func findings(_ html: String, options: [String] = []) throws -> [String] {
        let policy = try #require(html.firstMatch(of: /<meta http-equiv="Content-Security-Policy"[^>]*>/)).range
        var page = html
        page.removeSubrange(policy)
        let rules = String(decoding: try #require(axe), as: UTF8.self)
        let script = """
            <script>\(rules)</script><script>
            axe.run(document, { resultTypes: ['violations'] }).then(result => {
              const bad = result.violations.filter(rule => ['serious', 'critical'].includes(rule.impact))
              document.title = [...bad.map(rule => rule.id + ': ' + rule.nodes.slice(0, 2).map(node =>
                node.target + ' ' + (node.any[0] || node.all[0] || node.none[0] || {}).message).join('; ')), 'passed ' + result.passes.length].join('\\n')
            })
            </script></body>
            """
        let place = try #require(page.range(of: "</body>", options: .backwards))
        page.replaceSubrange(place, with: script)
        return try browser.visit(page, options: ["--virtual-time-budget=20000", "--window-size=1280,900"] + options)
            .title.split(separator: "\n").map(String.init)
    }

    @Test(arguments: [
        Sample.withPast, Sample.passing, Sample.learning, Sample.incomplete, Sample.segmented, Sample.unruly,
    ])
    func axeFindsNothingSerious(report: RunReport) throws {
        for language in Language.allCases {
            let html = try HTMLReport.text(of: report, in: language)
            for options in [[], [Browser.dark]] {
                // All that can be unfolded is looked at as well.
                let findings = try findings(html.replacing("<details", with: "<details open"), options: options)
                #expect(findings.count == 1)
                #expect(findings.last?.firstMatch(of: /^passed [2-9]\d$/) != nil, "\(findings.joined(separator: "\n"))")
            }
        }
    }

    /// The test above would see what it looks for.
    @Test func axeNoticesABadPage() throws {
        let html = try HTMLReport.text(of: Sample.passing, in: .english)
        let pale = html.replacing("--soft:#566070", with: "--soft:#c0c4cc")
        #expect(pale != html)
        #expect(try findings(pale).contains { $0.hasPrefix("color-contrast") })
        let nameless = html.replacing(/role="img" aria-label="[^"]*"/, with: "role=\"img\"")
        #expect(try findings(nameless).contains { $0.hasPrefix("svg-img-alt") })
    }
}
