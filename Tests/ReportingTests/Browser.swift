import Foundation
import Reporting
import TestSupport

/// A real browser without a window, with a profile of its own.
struct Browser {
    static let program = InstalledProgram("chromium", variable: "DQAUDIT_TEST_CHROMIUM")
    static let dark = "--blink-settings=preferredColorScheme=0"

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

        /// What a script of a test left as the title of the page.
        var title: String {
            let title = dom.firstMatch(of: /<title>([\s\S]*?)<\/title>/).map { String($0.output.1) } ?? ""
            return title.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        }
    }

    private static let options = [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--disable-component-update", "--disable-sync", "--disable-extensions", "--hide-scrollbars",
    ]

    private func run(_ html: String, _ options: [String]) throws -> InstalledProgram.Outcome {
        try AtomicFile.write(Array(html.utf8), to: folder.path("page.html"))
        guard let program = Browser.program else { throw FixtureError("there is no chromium") }
        let outcome = try program.run(
            Browser.options + ["--user-data-dir=\(folder.path("profile"))"] + options
                + ["file://\(folder.path("page.html"))"], folder: folder)
        guard outcome.exitStatus == 0 else { throw FixtureError("chromium ended with \(outcome.exitStatus)") }
        return outcome
    }

    func visit(_ html: String, options: [String] = []) throws -> Visit {
        let outcome = try run(
            html,
            ["--log-net-log=\(folder.path("net.json"))", "--enable-logging=stderr", "--v=0", "--dump-dom"] + options)
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

    /// Lays the page out in a frame of a width, which the browser's own window cannot have on a phone, and runs a script over it.
    /// - Parameter script: an expression that may use `page`, the document, and `width`.
    func measure(_ html: String, width: Int, _ script: String) throws -> String {
        try AtomicFile.write(Array(html.utf8), to: folder.path("report.html"))
        let frame = """
            <!DOCTYPE html><iframe src="report.html" style="width:\(width)px;height:900px;border:0"></iframe><script>
            onload = () => {
              const page = document.querySelector('iframe').contentDocument, width = \(width)
              document.title = \(script)
            }
            </script>
            """
        return try visit(frame, options: ["--allow-file-access-from-files", "--window-size=1600,1000"]).title
    }

    /// A picture of the page, as a PNG.
    func picture(_ html: String, width: Int, height: Int, options: [String] = []) throws -> Data {
        try AtomicFile.write(Array(html.utf8), to: folder.path("report.html"))
        let frame = """
            <!DOCTYPE html><style>body{margin:0}iframe{border:0;display:block}</style>\
            <iframe src="report.html" style="width:\(width)px;height:\(height)px"></iframe>
            """
        let path = folder.path("page.png")
        _ = try run(
            frame,
            ["--screenshot=\(path)", "--window-size=\(max(width, 500)),\(height)", "--allow-file-access-from-files"]
                + options)
        return try Data(contentsOf: URL(fileURLWithPath: path))
    }

    /// The page as it is printed: a PDF.
    struct Paper {
        let data: Data

        /// The objects of the file, as far as they are not compressed.
        var text: String { String(decoding: data, as: Unicode.ASCII.self) }
        var pages: Int { text.matches(of: /\/Type ?\/Page[^s]/).count }
    }

    func paper(_ html: String) throws -> Paper {
        let path = folder.path("page.pdf")
        _ = try run(html, ["--print-to-pdf=\(path)", "--no-pdf-header-footer"])
        return Paper(data: try Data(contentsOf: URL(fileURLWithPath: path)))
    }
}
