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
        guard let bytes = bytes(log) else { return nil }
        let document = YAMLDocument(parsing: bytes, file: path, environment: nil)
        for issue in document.issues { log.report(issue.message, at: issue.position) }
        guard let root = document.root, document.issues.isEmpty else { return nil }
        let duplicates = DuplicateKeys(in: root, reported: []).issues
        for issue in duplicates { log.report(issue.message, at: issue.position) }
        return duplicates.isEmpty ? root : nil
    }

    /// The file line by line, without the ends of lines.
    /// - Returns: nil when it cannot be read; the log then says why.
    func lines(_ log: MappingReader.IssueLog) -> [(text: String, place: SourcePosition)]? {
        guard let bytes = bytes(log) else { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        var read: [(text: String, place: SourcePosition)] = []
        for (index, line) in lines {
            let position = SourcePosition(file: path, line: index + 1, column: 1)
            guard let text = String(validating: line, as: UTF8.self) else {
                log.report("the line is not UTF-8 text", at: position)
                return nil
            }
            // A mark of byte order is no part of the text.
            read.append((index == 0 && text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text, position))
        }
        return read
    }

    private func bytes(_ log: MappingReader.IssueLog) -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: path) else {
            log.report("there is no file '\(written)' beside the suite", at: place)
            return nil
        }
        do throws(ConfigIssue) {
            return try SuiteFileReader.bytes(of: path)
        } catch {
            log.report(error.message, at: error.position)
            return nil
        }
    }
}
