/// The source of the manual page, cut into its sections.
struct ManualPage {
    /// The entries of a list: what stands behind `.It`, and the lines below it.
    struct Entry {
        let head: String
        let body: String

        /// The options in its head, as they are typed.
        var options: [String] { head.matches(of: /Fl (-?[a-z-]+)/).map { "-" + $0.1 } }

        /// The words in its head, without macros and punctuation.
        var words: [String] {
            head.split { $0 == " " || $0 == "," || $0 == "|" }.map(String.init).filter { $0 != "Ev" }
        }
    }

    /// By the name of section (`EXIT STATUS`) or subsection (`dqaudit run`).
    private(set) var entries: [String: [Entry]] = [:]
    /// Every subsection, in order.
    private(set) var subsections: [String] = []

    init(_ source: String) {
        var section = ""
        var head: String?
        var body: [Substring] = []
        func finish() {
            if let open = head {
                entries[section, default: []].append(Entry(head: open, body: body.joined(separator: "\n")))
            }
            head = nil
            body = []
        }
        for line in source.split(separator: "\n") {
            if line.hasPrefix(".Sh ") || line.hasPrefix(".Ss ") {
                finish()
                section = String(line.dropFirst(4))
                if line.hasPrefix(".Ss ") { subsections.append(section) }
            } else if line.hasPrefix(".It ") {
                finish()
                head = String(line.dropFirst(4))
            } else if line == ".El" {
                finish()
            } else if head != nil {
                body.append(line)
            }
        }
        finish()
    }

    /// The options that a section describes.
    func options(_ section: String) -> [String] { (entries[section] ?? []).flatMap(\.options) }
}
