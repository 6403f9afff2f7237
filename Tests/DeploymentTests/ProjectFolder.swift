import Foundation

/// The folder of this project, whose files are tested as they are shipped.
enum ProjectFolder {
    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// The path of something in it.
    static func path(_ name: String) -> String { path + "/" + name }

    /// The text of a file in it.
    static func text(of name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }
}
