/// A MongoDB filter that finds the documents which show a breach, as text to be pasted into mongosh: `db.products.find(…)`.
///
/// It is JavaScript: Extended JSON but for values such as `ObjectId("…")` and `NaN`.
package struct EvidenceFilter: Hashable, Sendable, Codable {
    /// The field or rule that it is about; of a group of duplicates the key.
    package var about: String
    /// The number of the group of duplicates: 1 for the first.
    package var group: Int?
    package var filter: String
    package var finds: Scope

    package init(about: String, group: Int? = nil, filter: String, finds: Scope) {
        self.about = about
        self.group = group
        self.filter = filter
        self.finds = finds
    }

    /// Which documents a filter finds.
    package enum Scope: String, Hashable, Sendable, Codable, CaseIterable {
        /// Every one that was counted.
        case all
        /// Those that the report names.
        case examples
    }
}

/// Documents that share a key.
package struct DuplicateGroup: Hashable, Sendable, Codable {
    package var documents: Int64
    /// The parts of the key: type and shape only, unless the run was asked to show values.
    package var key: [String]
    /// How many of them are of sensitive fields, so that only their type is said; nil: none.
    package var withheld: Int?

    package init(documents: Int64, key: [String], withheld: Int? = nil) {
        self.withheld = withheld
        self.documents = documents
        self.key = key
    }
}
