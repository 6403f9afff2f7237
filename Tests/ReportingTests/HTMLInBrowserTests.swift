import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

private let pictures = ProcessInfo.processInfo.environment["DQAUDIT_TEST_PICTURES"]

/// Opens reports in a real browser.
@Suite(.enabled(if: Browser.program != nil, "chromium is not on PATH (Debian: apt-get install chromium)"), .serialized)
struct HTMLInBrowserTests {
    let browser: Browser

    init() throws { browser = try Browser() }

    @Test(arguments: [
        Sample.report(deliveries: Sample.deliveries), Sample.passing, Sample.learning, Sample.incomplete, Sample.evil,
        Sample.segmented, Sample.unruly,
    ])
    func opensWithoutAnErrorOrARequest(report: RunReport) throws {
        let visit = try browser.visit(try HTMLReport.text(of: report, in: .english))
        #expect(visit.console == [])
        #expect(visit.requests == [])
        #expect(visit.dom.contains("<h1>"))
        #expect(visit.dom.hasSuffix("</html>\n"))
    }

    @Test func aScriptInANameStaysText() throws {
        let dom = try browser.visit(try HTMLReport.text(of: Sample.evil, in: .english)).dom
        let tags = dom.matches(of: /<[a-zA-Z][^>]*>/).map { String($0.output) }
        #expect(tags.count > 300)
        #expect(tags.filter { $0.hasPrefix("<script") }.isEmpty)
        #expect(tags.filter { $0.contains(/^<[^"]*("[^"]*"[^"]*)*\son[a-z]+=/) }.isEmpty)
        #expect(dom.contains("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;"))
    }

    /// At every width nothing makes the page scroll sideways, nothing sticks out of it and no words in a picture lie on others.
    @Test(
        arguments: [Sample.withPast, Sample.learning, Sample.segmented, Sample.large, Sample.evil, Sample.unruly],
        [320, 360, 1280])
    func nothingIsCutOff(report: RunReport, width: Int) throws {
        for language in Language.allCases {
            let found = try browser.measure(
                HTMLReport.text(of: report, in: language), width: width,
                """
                (() => {
                  const root = page.scrollingElement, problems = []
                  for (const box of page.querySelectorAll('body *')) {
                    if (box.closest('.symbols, .skip, .scroll')) continue
                    const place = box.getBoundingClientRect()
                    if (place.width && (place.right > width + 1 || place.left < -1)) problems.push(box.outerHTML.slice(0, 90))
                  }
                  for (const picture of page.querySelectorAll('svg[role=img]')) {
                    const places = [...picture.querySelectorAll('text')].map(text => text.getBoundingClientRect())
                    places.forEach((one, index) => places.slice(index + 1).forEach(other => {
                      if (one.width && one.left < other.right - 1 && other.left < one.right - 1 &&
                          one.top < other.bottom - 3 && other.top < one.bottom - 3)
                        problems.push('words on words in ' + picture.getAttribute('aria-label').slice(0, 60) + index)
                    }))
                  }
                  return [root.scrollWidth > 250, root.scrollWidth - root.clientWidth, ...problems.slice(0, 3)].join(' ')
                })()
                """)
            #expect(found == "true 0", "\(language.rawValue)")
        }
    }

    /// The tests above would see what they look for.
    @Test func aBadPageIsNoticed() throws {
        let server = try ScriptedServer([.answer(200), .answer(200)])
        defer { server.stop() }
        let page = try HTMLReport.text(of: Sample.passing, in: .english)
        let image = "<img src=\"http://127.0.0.1:\(server.port)/image\">"
        let script = "<script>alert(1)</script><p style=\"color:red\">"
        let stopped = try browser.visit(
            page.replacing("<ul class=\"tiles\">", with: "<ul class=\"tiles\">\(image)\(script)"))
        #expect(stopped.console.count == 3, "\(stopped.console)")
        #expect(server.requests.isEmpty)
        let open = try browser.visit("<!DOCTYPE html><title>x</title>\(image)")
        #expect(open.requests.contains("http://127.0.0.1:\(server.port)/image"))
    }

    /// Every page of the paper is A4, and what is folded away on a screen is not lost on it.
    @Test(arguments: [Sample.withPast, Sample.incomplete, Sample.segmented])
    func paperShowsAllThatCanBeUnfolded(report: RunReport) throws {
        let html = try HTMLReport.text(of: report, in: .french)
        let paper = try browser.paper(html)
        let sizes = paper.text.matches(of: /\/MediaBox ?\[([^\]]*)\]/).map { String($0.output.1) }
        // In points.
        #expect(sizes.count > 0 && sizes.allSatisfy { $0.hasPrefix("0 0 59") && $0.contains(" 84") }, "\(sizes)")
        let unfolded = try browser.paper(html.replacing("<details>", with: "<details open>"))
        #expect(paper.pages > 0 && paper.pages == unfolded.pages)
    }

    /// Pictures for people, kept where `DQAUDIT_TEST_PICTURES` names a folder.
    @Test(
        .enabled(if: pictures != nil, "DQAUDIT_TEST_PICTURES names no folder"),
        arguments: [
            ("failing", Sample.withPast), ("passing", Sample.passing), ("learning", Sample.learning),
            ("incomplete", Sample.incomplete), ("segmented", Sample.segmented), ("large", Sample.large),
            ("unruly", Sample.unruly),
        ])
    func picturesForPeople(name: String, report: RunReport) throws {
        let folder = try #require(pictures)
        func keep(_ data: Data, _ file: String) throws {
            try data.write(to: URL(fileURLWithPath: "\(folder)/\(name)-\(file)"))
        }
        for language in Language.allCases {
            let html = try HTMLReport.text(of: report, in: language)
            let word = language.rawValue
            try keep(Data(html.utf8), "\(word).html")
            try keep(browser.picture(html, width: 1120, height: 3600), "\(word)-desktop.png")
            try keep(browser.picture(html, width: 1120, height: 3600, options: [Browser.dark]), "\(word)-dark.png")
            try keep(browser.picture(html, width: 360, height: 3600), "\(word)-phone.png")
            try keep(browser.paper(html).data, "\(word).pdf")
        }
    }

    @Test func theDarkIsDark() throws {
        let html = try HTMLReport.text(of: Sample.passing, in: .english)
        let light = try browser.picture(html, width: 600, height: 400)
        #expect(try light != browser.picture(html, width: 600, height: 400, options: [Browser.dark]))
        #expect(try light == browser.picture(html, width: 600, height: 400))
    }
}
