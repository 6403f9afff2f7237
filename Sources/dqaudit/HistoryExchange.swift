import AuditModel
import Foundation
import Reporting

/// Records on their way from one history to another: JSON Lines, each with the version of its form.
enum HistoryExchange {
    private static let version = 1

    /// One line of an export.
    private struct Line: Codable {
        let record: RunRecord

        private enum CodingKeys: String, CodingKey {
            case version = "dqaudit_history"
        }

        init(_ record: RunRecord) { self.record = record }

        /// Also reads what `history show` and `list` print as JSON, which names no version.
        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let version = try container.decodeIfPresent(Int.self, forKey: .version) ?? HistoryExchange.version
            guard version == HistoryExchange.version else {
                throw DecodingError.dataCorruptedError(
                    forKey: .version, in: container, debugDescription: "it was written by another version of dqaudit")
            }
            record = try RunRecord(from: decoder)
        }

        func encode(to encoder: any Encoder) throws {
            try record.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(HistoryExchange.version, forKey: .version)
        }
    }

    /// One object a line, with a line break after the last.
    static func lines(_ records: some Sequence<RunRecord>) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return records.map { record in
            // Records hold finite numbers and texts only, which always encode.
            ((try? encoder.encode(Line(record))).map { String(decoding: $0, as: UTF8.self) } ?? "null") + "\n"
        }.joined()
    }

    /// A line of an export, or a report.
    private struct Entry: Decodable {
        let record: RunRecord

        private enum CodingKeys: String, CodingKey {
            /// Reports have it, records do not.
            case formatVersion = "format_version"
        }

        init(from decoder: any Decoder) throws {
            let isReport = try decoder.container(keyedBy: CodingKeys.self).contains(.formatVersion)
            record = isReport ? RunRecord(of: try RunReport(from: decoder)) : try Line(from: decoder).record
        }
    }

    /// The records of an export, of a JSON report, or of an array of either.
    /// - Parameter file: its name, for messages.
    /// - Throws: a usage error with the line, when anything in it is something else.
    static func records(in bytes: [UInt8], of file: String) throws(CommandFailure) -> [RunRecord] {
        let name = file == "-" ? "stdin" : "'\(VisibleText.of(file))'"
        let whole = Data(bytes)
        if let entry = try? JSONDecoder().decode(Entry.self, from: whole) { return [entry.record] }
        if bytes.first(where: { !blanks.contains($0) }) == UInt8(ascii: "[") {
            return try decode([Entry].self, whole, at: name).map(\.record)
        }
        var records: [RunRecord] = []
        for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        where !line.allSatisfy(blanks.contains) {
            records.append(try decode(Entry.self, Data(line), at: "\(name) line \(number + 1)").record)
        }
        return records
    }

    private static let blanks = Set(" \t\r\n".utf8)

    private static func decode<Value: Decodable>(
        _ type: Value.Type, _ json: Data, at place: String
    ) throws(CommandFailure) -> Value {
        do {
            return try JSONDecoder().decode(type, from: json)
        } catch {
            let reason = (error as? DecodingError).map { Self.reason($0) } ?? "it cannot be read"
            throw .usage("\(place) is no record of a run: \(reason); give what 'dqaudit history export' wrote")
        }
    }

    /// Why, without any value of the text.
    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.codingPath.isEmpty
                ? "it is no JSON object" : "'\(context.codingPath.last?.stringValue ?? "")' has another type"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty ? "it is no valid JSON" : context.debugDescription
        @unknown default: "it cannot be decoded"
        }
    }
}
