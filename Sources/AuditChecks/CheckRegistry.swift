/// Every check kind there is, in the order of the documentation.
package enum CheckRegistry {
    package static let all: [any CheckKind.Type] = [
        Completeness.self, Freshness.self, Duplicates.self, InvalidRecords.self, Volume.self,
        Reference.self,
    ]

    /// The kind written as `name` in suites.
    package static func kind(named name: String) -> (any CheckKind.Type)? {
        all.first { $0.name == name }
    }
}
