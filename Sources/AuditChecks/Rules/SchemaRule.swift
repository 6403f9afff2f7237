package import AuditModel
package import QueryMatching
import ScanEngine

/// A rule on whole documents: they must keep to a JSON schema.
package struct SchemaRule: Hashable, Sendable {
    package let origin: Origin
    /// What documents must keep to, or why nobody knows.
    package let validator: Result<CollectionValidator, Unknown>

    package init(_ origin: Origin, _ validator: Result<CollectionValidator, Unknown>) {
        self.origin = origin
        self.validator = validator
    }

    package enum Origin: Hashable, Sendable {
        /// The validator that the database stores for the collection; where the suite says so.
        case collection(SourcePosition)
        case file(String)
    }

    /// Why a schema is not known.
    package struct Unknown: Error, Hashable, Sendable {
        package let reason: String

        package init(_ reason: String) { self.reason = reason }
    }

    /// What documents can break, by number.
    var failures: [String] { (try? validator.get())?.failures ?? [] }

    static let columns = [ColumnRequest(.document, need: .everything)]
}

/// A schema ready to be asked about batches by one thread.
struct SchemaRuleJudge {
    /// nil: the schema is not known, and nothing is said of any document.
    private let matcher: ValidatorMatcher?

    init(_ rule: SchemaRule) {
        matcher = (try? rule.validator.get()).map { ValidatorMatcher($0) }
    }

    /// Marks the rows of documents that break the schema or leave it open, and counts what they break of it.
    func judge(
        _ documents: ColumnView, rows: Int, into verdicts: UnsafeMutablePointer<UInt8>, counting tallies: RuleTallies
    ) {
        guard let matcher else { return }
        for row in 0..<rows {
            guard let document = documents.bytes(at: row),
                let keeps = matcher.failures(
                    document: document, { part in tallies.update(row) { $0.parts[part] &+= 1 } })
            else {
                verdicts[row] = RuleVerdict.undecided
                continue
            }
            if !keeps { verdicts[row] = RuleVerdict.broken }
        }
    }
}
