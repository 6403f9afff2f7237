package import AuditModel
import Foundation

/// The checks of a report as JSON: by far the most of it, encoded once for the file and for stdout, while other outputs are made.
package struct EncodedChecks: Sendable {
    /// The elements of the array, indented as in a report, without the brackets around them.
    let elements: [UInt8]

    /// So many are worth a task of their own.
    private static let fewest = 64

    /// Encodes checks, many of them on several cores.
    package static func make(of checks: [CheckResult]) async throws -> EncodedChecks {
        let tasks = max(1, min(checks.count / fewest, ProcessInfo.processInfo.activeProcessorCount))
        if tasks == 1 { return try EncodedChecks(of: checks[...]) }
        return try await withThrowingTaskGroup(of: (Int, EncodedChecks).self) { group in
            let size = (checks.count + tasks - 1) / tasks
            for (place, start) in stride(from: 0, to: checks.count, by: size).enumerated() {
                let part = checks[start..<min(start + size, checks.count)]
                group.addTask { (place, try EncodedChecks(of: part)) }
            }
            var parts = Array(repeating: EncodedChecks(elements: []), count: tasks)
            for try await (place, part) in group { parts[place] = part }
            return EncodedChecks(elements: Array(parts.map(\.elements).joined(separator: Array(",\n".utf8))))
        }
    }

    /// Encodes checks here and now.
    init(of checks: ArraySlice<CheckResult>) throws {
        let text = try JSONReport.encoder.encode(checks.map(\.withFiniteNumbers))
        // The encoder writes an array as "[\n", its elements, "\n]"; of strings no line is ever broken.
        guard !checks.isEmpty else {
            elements = []
            return
        }
        var indented = Array("  ".utf8)
        indented.reserveCapacity(text.count + text.count / 16)
        let newline = UInt8(ascii: "\n")
        var last: UInt8 = 0
        for byte in text.dropFirst(2).dropLast(2) {
            // An empty line, within an empty array, stays empty.
            if last == newline, byte != newline { indented += [0x20, 0x20] }
            indented.append(byte)
            last = byte
        }
        elements = indented
    }

    private init(elements: [UInt8]) { self.elements = elements }
}
