package import AuditModel

/// What to audit and how to judge it: a suite file, read and checked.
package struct Suite: Sendable {
    package let name: String
    package let source: Source
    package let timeZone: TimeZoneRules
    package let missingValues: MissingValues
    package let checks: [Check]

    package init(name: String, source: Source, timeZone: TimeZoneRules, missingValues: MissingValues, checks: [Check]) {
        self.name = name
        self.source = source
        self.timeZone = timeZone
        self.missingValues = missingValues
        self.checks = checks
    }

    /// The collection, and which of its documents.
    package struct Source: Sendable {
        package let database: String
        package let collection: String
        /// A MongoDB filter as it stands in the file.
        package let filter: ConfigNode?

        package init(database: String, collection: String, filter: ConfigNode?) {
            self.database = database
            self.collection = collection
            self.filter = filter
        }
    }
}

/// One check of a suite.
package struct Check: Sendable {
    /// Unique within the suite; by default the kind, then `kind-2` ….
    package let id: String
    package let description: String?
    package let kind: any CheckKind

    package init(id: String, description: String?, kind: any CheckKind) {
        self.id = id
        self.description = description
        self.kind = kind
    }
}
