package import AuditModel
import Foundation

/// The JSON report, format version 1: the same report always gives the same bytes.
package enum JSONReport {
    /// The report as JSON: keys in alphabetical order, indented, with a final newline.
    ///
    /// JSON has no NaN and no infinity: such a number is left out like one that could not be measured.
    /// - Parameter checks: those of the report where they are encoded already.
    package static func bytes(of report: RunReport, checks: EncodedChecks? = nil) throws(SinkError) -> [UInt8] {
        do {
            let elements = try (checks ?? EncodedChecks(of: report.checks[...])).elements
            var rest = report.withFiniteNumbers
            rest.checks = []
            let text = try encoder.encode(rest)
            if elements.isEmpty { return Array(text) + [UInt8(ascii: "\n")] }
            guard let place = text.firstRange(of: emptyChecks) else {
                throw SinkError("there is no place for its checks")
            }
            return Array(text[..<place.lowerBound]) + Array("\n  \"checks\" : [\n".utf8) + elements
                + Array("\n  ]".utf8) + Array(text[place.upperBound...]) + [UInt8(ascii: "\n")]
        } catch {
            throw SinkError("cannot write the report of suite '\(report.suite)' as JSON: \(error)")
        }
    }

    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return encoder
    }

    /// How a report without checks says so. At the beginning of a line and two spaces in there is only a key of the report itself.
    private static let emptyChecks = Data("\n  \"checks\" : [\n\n  ]".utf8)

    /// Reads a report back.
    /// - Throws: `SinkError` when the bytes are no report, or one of a format version that this program does not know.
    package static func report(from bytes: [UInt8]) throws(SinkError) -> RunReport {
        do {
            return try JSONDecoder().decode(RunReport.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw SinkError("not a dqaudit report: \(reason(error)); give a JSON report that dqaudit wrote")
        } catch {
            throw SinkError("not a dqaudit report: \(error); give a JSON report that dqaudit wrote")
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context):
            "'\(path(context.codingPath + [key]))' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "'\(path(context.codingPath))' has another type"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "it is no valid JSON" : "'\(path(context.codingPath))': \(context.debugDescription)"
        @unknown default: "it cannot be decoded"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }
}

extension RunReport {
    /// The report without numbers that JSON cannot write; its checks stay as they are.
    fileprivate var withFiniteNumbers: RunReport {
        var report = self
        if !durationSeconds.isFinite { report.durationSeconds = 0 }
        if !scan.seconds.isFinite { report.scan.seconds = 0 }
        return report
    }
}

extension CheckResult {
    /// The check without numbers that JSON cannot write.
    var withFiniteNumbers: CheckResult {
        var check = self
        check.value = value?.finite
        check.thresholds = thresholds.withFiniteNumbers
        check.baseline?.center = baseline?.center?.finite
        check.baseline?.lower = baseline?.lower?.finite
        check.baseline?.upper = baseline?.upper?.finite
        check.baseline?.deviation = baseline?.deviation?.finite
        check.baseline?.thresholds = baseline?.thresholds?.withFiniteNumbers
        check.details.measurements.removeAll { !$0.value.isFinite }
        check.details.days.removeAll { !$0.documents.isFinite }
        for index in details.fields.indices {
            check.details.fields[index].completeness = details.fields[index].completeness?.finite
            check.details.fields[index].thresholds = details.fields[index].thresholds.withFiniteNumbers
        }
        for index in details.rules.indices {
            check.details.rules[index].percent = details.rules[index].percent?.finite
            check.details.rules[index].thresholds = details.rules[index].thresholds.withFiniteNumbers
        }
        return check
    }
}

extension Thresholds {
    fileprivate var withFiniteNumbers: Thresholds {
        var thresholds = self
        for (bound, threshold) in all where !threshold.value.isFinite { thresholds[bound] = nil }
        return thresholds
    }
}

extension Double {
    fileprivate var finite: Double? { isFinite ? self : nil }
}
