import AuditModel
import Foundation

/// A file that a suite names, by a path relative to its own.
struct ReferencedFile {
    private let written: String
    private let path: String
    private let place: SourcePosition

    /// - Parameter place: where the suite names it.
    init(_ written: String, from place: SourcePosition) {
        self.written = written
        self.place = place
        let folder = place.file.lastIndex(of: "/").map { place.file[...$0] } ?? ""
        path = written.hasPrefix("/") ? written : folder + written
    }

    /// The file as a tree: JSON is YAML too. Values of the environment are not put into it.
    /// - Returns: nil when it cannot be read; the log then says why.
    func root(_ log: MappingReader.IssueLog) -> ConfigNode? {
        guard FileManager.default.fileExists(atPath: path) else {
            log.report("there is no file '\(written)' beside the suite", at: place)
            return nil
        }
        let bytes: [UInt8]
        do throws(ConfigIssue) {
            bytes = try SuiteFileReader.bytes(of: path)
        } catch {
            log.report(error.message, at: error.position)
            return nil
        }
        let document = YAMLDocument(parsing: bytes, file: path, environment: nil)
        for issue in document.issues { log.report(issue.message, at: issue.position) }
        guard let root = document.root, document.issues.isEmpty else { return nil }
        let duplicates = DuplicateKeys(in: root, reported: []).issues
        for issue in duplicates { log.report(issue.message, at: issue.position) }
        return duplicates.isEmpty ? root : nil
    }
}
