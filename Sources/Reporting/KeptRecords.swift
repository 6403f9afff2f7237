package import AuditModel
import Foundation

/// The records of runs that their history could not take, kept beside the reports until it can.
///
/// One file a run, `DIR/.unrecorded/<run id>.json`, written atomically: it goes where the folder of reports goes, and processes do not
/// get in each other's way. A record belongs to the history that it was meant for, so that a run with another one leaves it alone.
package struct KeptRecords: Sendable {
    /// A record with what it waits for.
    package struct Kept: Hashable, Sendable, Codable {
        package static let formatVersion = 1

        package var formatVersion = Kept.formatVersion
        /// The history, in a form that does not change with the host.
        package var history: String
        package var record: RunRecord

        private enum CodingKeys: String, CodingKey {
            case history, record
            case formatVersion = "format_version"
        }
    }

    /// `DIR/.unrecorded`. Folders of suites never begin with a dot.
    package let folder: String
    private let directory: String

    /// - Parameter directory: where reports go.
    package init(reportDirectory directory: String) {
        self.directory = directory
        folder = (directory.hasSuffix("/") ? directory : directory + "/") + ".unrecorded"
    }

    /// Where a file lies as seen from the reports, so that it stays the same where they are moved or mounted elsewhere.
    /// - Returns: the path from the folder of reports on for what lies in it, else the absolute one.
    package func place(of path: String) -> String {
        let path = URL(fileURLWithPath: path).standardizedFileURL.path
        let folder = URL(fileURLWithPath: directory).standardizedFileURL.path
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }

    /// Keeps a record.
    /// - Returns: the path of its file.
    package func keep(_ record: RunRecord, for history: String) throws(SinkError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let bytes: Data
        do {
            bytes = try encoder.encode(Kept(history: history, record: record))
        } catch {
            throw SinkError("cannot write the record of run \(record.runID) as JSON: \(error)")
        }
        let path = self.path(of: record.runID)
        try AtomicFile.write(Array(bytes) + [UInt8(ascii: "\n")], to: path)
        return path
    }

    /// What waits for a history, oldest first, and a sentence for each file that cannot be read.
    package func waiting(for history: String) -> (records: [RunRecord], problems: [String]) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var records: [RunRecord] = []
        var problems: [String] = []
        for name in names.sorted() where name.hasSuffix(".json") && !name.hasPrefix(".") {
            do throws(SinkError) {
                // Another process may have taken it in the meantime.
                guard let bytes = try AtomicFile.read("\(folder)/\(name)") else { continue }
                let kept = try Self.kept(bytes, name: "\(folder)/\(name)")
                if kept.history == history { records.append(kept.record) }
            } catch {
                problems.append(error.message)
            }
        }
        return (records.sorted { ($0.now, $0.runID) < ($1.now, $1.runID) }, problems)
    }

    /// Forgets a record that the history has now. The last one takes the folder with it.
    package func drop(_ runID: String) {
        unlink(path(of: runID))
        rmdir(folder)
    }

    private func path(of runID: String) -> String { "\(folder)/\(ReportFolder.safeName(runID)).json" }

    private static func kept(_ bytes: [UInt8], name: String) throws(SinkError) -> Kept {
        let kept = try? JSONDecoder().decode(Kept.self, from: Data(bytes))
        guard let kept, kept.formatVersion == Kept.formatVersion else {
            throw SinkError(
                "'\(VisibleText.of(name))' is no record of a run that this dqaudit can read; update dqaudit, or take the file away"
            )
        }
        return kept
    }
}
