import AuditModel
import Foundation
import ScanEngine

/// One line on a terminal's stderr while a scan runs: documents, rate, time left. Erased when the scan ends.
final class ProgressLine {
    private let timer: any DispatchSourceTimer
    private let columns: Int
    private let queue = DispatchQueue(label: "dqaudit.progress")

    /// Nothing is shown during the first moments, so that a short audit leaves no flicker.
    private static let begin = DispatchTimeInterval.milliseconds(400)
    private static let interval = DispatchTimeInterval.milliseconds(200)

    init(_ name: String, _ progress: ScanProgress, estimatedDocuments: Int64?) {
        columns = Output.columns(of: STDERR_FILENO)
        timer = DispatchSource.makeTimerSource(queue: queue)
        let start = ContinuousClock.now
        let width = columns
        timer.schedule(deadline: .now() + ProgressLine.begin, repeating: ProgressLine.interval)
        timer.setEventHandler {
            let elapsed = (ContinuousClock.now - start) / .seconds(1)
            let line = ProgressLine.text(
                name, documents: progress.documents, elapsed: elapsed, estimated: estimatedDocuments)
            // One column stays free: a full line would wrap and could not be erased.
            Output.write("\r\u{1B}[K" + line.prefix(max(0, width - 1)), to: STDERR_FILENO)
        }
        timer.resume()
    }

    /// Stops and erases the line; nothing is written afterwards.
    func finish() {
        timer.cancel()
        queue.sync { Output.write("\r\u{1B}[K", to: STDERR_FILENO) }
    }

    /// `products  1,200,000 of 4,000,000 documents (30 %)  650,000/s  4s left`.
    static func text(_ name: String, documents: Int, elapsed: Double, estimated: Int64?) -> String {
        let rate = elapsed > 0 ? Double(documents) / elapsed : 0
        var parts = [name]
        let done = NumberText.count(Int64(documents))
        if let estimated, estimated > 0, documents <= estimated {
            let percent = NumberText.number(100 * Double(documents) / Double(estimated), places: 0)
            parts.append("\(done) of \(NumberText.documents(Double(estimated))) (\(percent) %)")
        } else {
            parts.append(NumberText.documents(Double(documents)))
        }
        parts.append("\(NumberText.number(rate, places: 0))/s")
        if let estimated, rate > 0, Int64(documents) < estimated {
            let left = Double(estimated - Int64(documents)) / rate
            parts.append("\(NumberText.duration(left.rounded(.up))) left")
        }
        return parts.joined(separator: "  ")
    }
}
