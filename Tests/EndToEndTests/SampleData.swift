import Foundation
import TestSupport

/// Calls `scripts/sample-data.py`, which makes the collections of the demo and tells what it planted in them.
struct SampleData {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The folder of the suites.
    static var suites: String { root.appendingPathComponent("checks").path }

    /// A Python that can write to MongoDB; nil when there is none.
    static let python: InstalledProgram? = {
        guard let python = InstalledProgram("python3", variable: "DQAUDIT_TEST_PYTHON"),
            let folder = try? TemporaryFolder(),
            let outcome = try? python.run(["-c", "import pymongo"], folder: folder), outcome.exitStatus == 0
        else { return nil }
        return python
    }()

    /// Why tests are skipped.
    static var absence: String {
        AuditProgram.isReady ? "no Python with pymongo: run scripts/setup" : AuditProgram.absence
    }

    let folder: TemporaryFolder

    /// What was planted through a day, and what audits have to find of it.
    func summary(throughDay day: Int) throws -> Summary {
        let text = try call("--summary", "--through-day", String(day))
        return try JSONDecoder().decode(Summary.self, from: Data(text.utf8))
    }

    /// - Returns: what it printed.
    @discardableResult
    func call(_ arguments: String...) throws -> String {
        guard let python = Self.python else { throw FixtureError(Self.absence) }
        let program = Self.root.appendingPathComponent("scripts/sample-data.py").path
        let outcome = try python.run([program] + arguments, folder: folder)
        guard outcome.exitStatus == 0 else { throw FixtureError("sample-data.py failed: \(outcome.errors)") }
        return outcome.output
    }

    struct Summary: Decodable {
        /// RFC 3339.
        let auditTime: String
        /// By name, which is that of the suite too.
        let collections: [String: Collection]

        private enum CodingKeys: String, CodingKey {
            case auditTime = "audit_time"
            case collections
        }
    }

    struct Collection: Decodable {
        let documents: Int64
        /// By id.
        let checks: [String: Numbers]
        let segments: [String: Segment]
    }

    struct Segment: Decodable {
        let documents: Int64
        let checks: [String: Numbers]
    }

    /// The numbers of one check.
    struct Numbers: Decodable {
        /// `value`, and measurements under the names that reports give them.
        private(set) var measurements: [String: Double] = [:]
        /// Missing cells by field.
        private(set) var missing: [String: Int64] = [:]
        /// Documents that break a rule.
        private(set) var rules: [String: Int64] = [:]
        /// Documents by ISO 8601 day.
        private(set) var days: [String: Double] = [:]

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            for key in container.allKeys {
                switch key.stringValue {
                case "missing": missing = try container.decode([String: Int64].self, forKey: key)
                case "rules": rules = try container.decode([String: Int64].self, forKey: key)
                case "days": days = try container.decode([String: Double].self, forKey: key)
                default: measurements[key.stringValue] = try container.decode(Double.self, forKey: key)
                }
            }
        }
    }
}
