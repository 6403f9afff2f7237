import AuditModel
import Foundation
import Reporting

/// Records of the history for people and programs.
enum HistoryText {
    /// One line a run.
    static func table(_ runs: [RunRecord]) -> String {
        guard !runs.isEmpty else { return "no runs are recorded" }
        let header = ["RUN", "CLOCK", "SUITE", "STATUS", "EXIT", "DOCUMENTS", "REVIEW"]
        let rows = runs.map { run in
            [
                run.runID, run.now.description, run.suite, run.status.rawValue, String(run.exitCode),
                NumberText.english.count(run.documents), review(run.review),
            ]
        }
        return aligned([header] + rows)
    }

    /// A run and its numbers.
    static func details(_ run: RunRecord) -> String {
        let head = """
            run        \(run.runID)
            clock      \(run.now)
            suite      \(VisibleText.of(run.suite)) (\(VisibleText.of(run.namespace)))
            status     \(run.status.rawValue) (exit status \(run.exitCode))
            documents  \(NumberText.english.count(run.documents))
            review     \(review(run.review))

            """
        let rows = run.metrics.map {
            [$0.check, $0.name, NumberText.english.measurement($0.value, $0.unit), $0.status.rawValue]
        }
        return head + "\n" + aligned([["CHECK", "NUMBER", "VALUE", "STATUS"]] + rows)
    }

    static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Records hold finite numbers and texts only, which always encode.
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    private static func review(_ review: RunRecord.Review) -> String {
        review == .none ? "-" : review.rawValue
    }

    private static func aligned(_ rows: [[String]]) -> String {
        let safe = rows.map { $0.map { VisibleText.of($0) } }
        let widths = (safe.first ?? []).indices.map { column in safe.map { $0[column].count }.max() ?? 0 }
        return safe.map { row in
            row.enumerated().map { place, cell in
                place == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[place] - cell.count)
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
