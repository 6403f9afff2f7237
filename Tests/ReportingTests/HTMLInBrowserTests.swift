import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

private let chromium = InstalledProgram("chromium", variable: "DQAUDIT_TEST_CHROMIUM")

/// Opens reports in a real browser.
@Suite(.enabled(if: chromium != nil, "chromium is not on PATH (Debian: apt-get install chromium)"), .serialized)
struct HTMLInBrowserTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What a browser made of a page.
    struct Visit {
        /// The document after loading, as HTML.
        let dom: String
        /// Messages on the console: errors, and what the content security policy stopped.
        let console: [String]
        /// Addresses asked for, other than the file itself.
        let requests: Set<String>
    }

    func visit(_ html: String, options: [String] = []) throws -> Visit {
        try AtomicFile.write(Array(html.utf8), to: folder.path("page.html"))
        let outcome = try #require(chromium).run(
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--disable-component-update", "--disable-sync",
                "--disable-extensions",
                "--user-data-dir=\(folder.path("profile"))", "--log-net-log=\(folder.path("net.json"))",
                "--enable-logging=stderr", "--v=0", "--dump-dom",
            ] + options + ["file://\(folder.path("page.html"))"], folder: folder)
        #expect(outcome.exitStatus == 0)
        let log = try folder.text(of: "net.json")
        // The browser itself asks its maker for updates and the time; no name resolves, so nothing leaves this machine.
        let addresses = log.matches(of: /"url":"([^"]*)"/).map { String($0.output.1) }.filter {
            !$0.contains(/^https?:\/\/[a-z0-9.]*\.google(apis)?\.com\//)
        }
        return Visit(
            dom: outcome.output,
            console: outcome.errors.split(separator: "\n").map(String.init).filter { $0.contains("CONSOLE") },
            requests: Set(addresses.filter { $0.hasPrefix("http") || $0.hasPrefix("ws") || $0.hasPrefix("ftp") }))
    }

    @Test(arguments: [
        Sample.report(deliveries: Sample.deliveries), Sample.passing, Sample.learning, Sample.incomplete, Sample.evil,
    ])
    func opensWithoutAnErrorOrARequest(report: RunReport) throws {
        let visit = try visit(try HTMLReport.text(of: report, in: .english))
        #expect(visit.console == [])
        #expect(visit.requests == [])
        #expect(visit.dom.contains("<h1>"))
        #expect(visit.dom.hasSuffix("</html>\n"))
    }

    @Test func aScriptInANameStaysText() throws {
        let dom = try visit(try HTMLReport.text(of: Sample.evil, in: .english)).dom
        let tags = dom.matches(of: /<[a-zA-Z][^>]*>/).map { String($0.output) }
        #expect(tags.count > 300)
        #expect(tags.filter { $0.hasPrefix("<script") }.isEmpty)
        #expect(tags.filter { $0.contains(/^<[^"]*("[^"]*"[^"]*)*\son[a-z]+=/) }.isEmpty)
        #expect(dom.contains("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;"))
    }

    /// The browser's own window cannot be as narrow as a phone, a frame can.
    @Test(arguments: [Sample.report(deliveries: Sample.deliveries), Sample.learning, Sample.evil], [320, 390])
    func aPhoneNeedsNoSidewaysScrolling(report: RunReport, width: Int) throws {
        try AtomicFile.write(Array(try HTMLReport.text(of: report, in: .english).utf8), to: folder.path("report.html"))
        let frame = """
            <!DOCTYPE html><iframe src="report.html" style="width:\(width)px;height:700px"></iframe><script>
            onload = () => {
              const root = document.querySelector('iframe').contentDocument.scrollingElement
              document.title = [root.scrollWidth > 250, root.scrollWidth - root.clientWidth]
            }
            </script>
            """
        let dom = try visit(frame, options: ["--allow-file-access-from-files"]).dom
        #expect(dom.contains("<title>true,0</title>"))
    }

    /// The tests above would see what they look for.
    @Test func aBadPageIsNoticed() throws {
        let server = try ScriptedServer([.answer(200), .answer(200)])
        defer { server.stop() }
        let page = try HTMLReport.text(of: Sample.passing, in: .english)
        let image = "<img src=\"http://127.0.0.1:\(server.port)/image\">"
        let script = "<script>alert(1)</script><p style=\"color:red\">"
        let stopped = try visit(page.replacing("<main class=\"page\">", with: "<main class=\"page\">\(image)\(script)"))
        #expect(stopped.console.count == 3, "\(stopped.console)")
        #expect(server.requests.isEmpty)
        let open = try visit("<!DOCTYPE html><title>x</title>\(image)")
        #expect(open.requests.contains("http://127.0.0.1:\(server.port)/image"))
    }
}
