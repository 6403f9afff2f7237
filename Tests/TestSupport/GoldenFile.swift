import Foundation

/// An output as it was looked at and found good, kept beside the tests that compare with it byte for byte.
///
/// After a change that is meant, `DQAUDIT_WRITE_GOLDEN=1 swift test` writes the files anew; the diff of the commit then shows what changed.
package struct GoldenFile {
    private let path: String

    /// - Parameters:
    ///   - name: of the file in the folder `Golden`, beside the test.
    ///   - test: the file of the test.
    package init(_ name: String, beside test: String = #filePath) {
        path = URL(fileURLWithPath: test).deletingLastPathComponent().appendingPathComponent("Golden/\(name)").path
    }

    /// Where the output differs from the file; nil where it does not.
    package func difference(from output: some Sequence<UInt8>) throws -> String? {
        let output = Data(output)
        if ProcessInfo.processInfo.environment["DQAUDIT_WRITE_GOLDEN"] == "1" {
            try output.write(to: URL(fileURLWithPath: path))
            return nil
        }
        guard let golden = FileManager.default.contents(atPath: path) else { return "there is no \(path)" }
        if output == golden { return nil }
        let lines = golden.split(separator: 10, omittingEmptySubsequences: false)
        let others = output.split(separator: 10, omittingEmptySubsequences: false)
        let line =
            zip(lines, others).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            ?? min(lines.count, others.count)
        func text(_ lines: [Data]) -> String {
            line < lines.count ? String(decoding: lines[line].prefix(300), as: UTF8.self) : "the end"
        }
        return "line \(line + 1) of \(path) is\n\(text(lines))\nand now\n\(text(others))"
    }
}
