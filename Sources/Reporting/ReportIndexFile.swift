package import AuditModel
import Foundation

/// The page `DIR/index.html`, which lists the suites that have reports.
///
/// It is made of the reports themselves, one process at a time: whoever comes last sees the reports of all. No sink, because reading the reports
/// of many suites takes a while: it is written once, when every suite of a process is done.
package struct ReportIndexFile {
    package let folder: ReportFolder
    package let language: Language

    package init(folder: ReportFolder, language: Language) {
        self.folder = folder
        self.language = language
    }

    /// Writes it anew.
    /// - Parameter version: of dqaudit, which the page tells.
    /// - Throws: where somebody else's page is in the way, or it cannot be written.
    package func write(version: String = ProductVersion.current) throws(SinkError) {
        let path = folder.index
        try AtomicFile.whileLocked(folderOf: path) { () throws(SinkError) in
            guard isOurs(path) else {
                throw SinkError(
                    "'\(VisibleText.of(path))' is not a page that dqaudit wrote; take it away, or choose another --report-dir"
                )
            }
            let text = ReportIndexPage(
                index: ReportIndex(of: folder), language: language, version: version
            ).html.text
            // The next run makes it anew from what lies there.
            try AtomicFile.write(Array(text.utf8), to: path, isLasting: false)
        }
    }

    /// Whether nothing, or an index page, is in the way: a folder of reports may be that of somebody's web site.
    private func isOurs(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        // What cannot be opened cannot be somebody's page that is lost; why it cannot be written is told then.
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = read(descriptor, &bytes, bytes.count)
        return count <= 0 || Data(bytes.prefix(count)).firstRange(of: Data(ReportIndexPage.mark.utf8)) != nil
    }
}
