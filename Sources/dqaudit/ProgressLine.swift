import AuditModel
import Foundation
import ScanEngine

/// One line on a terminal's stderr while a scan runs: documents, rate, time left. Erased when the scan ends.
final class ProgressLine {
    private let timer: any DispatchSourceTimer
    private let queue = DispatchQueue(label: "dqaudit.progress")

    /// Nothing is shown during the first moments, so that a short audit leaves no flicker.
    private static let begin = DispatchTimeInterval.milliseconds(400)
    private static let interval = DispatchTimeInterval.milliseconds(200)

    init(_ name: String, _ progress: ScanProgress, estimatedDocuments: Int64?, language: Language) {
        timer = DispatchSource.makeTimerSource(queue: queue)
        let start = ContinuousClock.now
        // One column stays free: a full line would wrap and could not be erased.
        let room = max(0, Output.columns(of: STDERR_FILENO) - 1)
        timer.schedule(deadline: .now() + ProgressLine.begin, repeating: ProgressLine.interval)
        timer.setEventHandler {
            let elapsed = (ContinuousClock.now - start) / .seconds(1)
            let line = ProgressLine.text(
                name, documents: progress.documents, elapsed: elapsed, estimated: estimatedDocuments, room: room,
                language)
            _ = Output.write("\r\u{1B}[K" + line, to: STDERR_FILENO)
        }
        timer.resume()
    }

    /// Stops and erases the line; nothing is written afterwards.
    func finish() {
        timer.cancel()
        queue.sync { _ = Output.write("\r\u{1B}[K", to: STDERR_FILENO) }
    }

    /// `products  1,200,000 of 4,000,000 documents (30 %)  650,000/s  5 s left`, or as much of it as there is room for.
    private static func text(
        _ name: String, documents: Int, elapsed: Double, estimated: Int64?, room: Int, _ language: Language
    ) -> String {
        let numbers = language.numbers
        let rate = elapsed > 0 ? Double(documents) / elapsed : 0
        let speed = "\(numbers.number(rate, places: 0))/s"
        guard let estimated, estimated > 0, documents <= estimated else {
            let done = numbers.documents(Double(documents))
            return longest([[name, done, speed], [done, speed], [done]], room: room)
        }
        let total =
            "\(numbers.count(Int64(documents))) \(language("of", "sur")) \(numbers.documents(Double(estimated)))"
        let percent =
            numbers.number(100 * Double(documents) / Double(estimated), places: 0) + language(" %", "\u{202F}%")
        let left = Double(estimated - Int64(documents)) / rate
        let time = numbers.duration(left.rounded(.up))
        let end = left > 0 && left.isFinite ? [language("\(time) left", "encore \(time)")] : []
        return longest(
            [
                [name, "\(total) (\(percent))", speed] + end, ["\(total) (\(percent))", speed] + end,
                [percent, speed] + end, [percent] + end, [percent],
            ], room: room)
    }

    /// The first of several lines, told in parts, that fits.
    private static func longest(_ lines: [[String]], room: Int) -> String {
        let texts = lines.map { $0.joined(separator: "  ") }
        return texts.first { $0.count <= room } ?? String(texts.last?.prefix(room) ?? "")
    }
}
