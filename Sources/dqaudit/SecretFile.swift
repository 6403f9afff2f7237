import Foundation

/// A file that holds one secret, so that none stands on a command line or in a log.
enum SecretFile {
    /// The text of the file without white space around it.
    /// - Throws: a usage error that names the file, never its content.
    static func read(_ path: String, option: String) throws(CommandFailure) -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .usage("\(option): file '\(path)' cannot be read; check that it exists and its permissions")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw .usage("\(option): file '\(path)' is not text")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
