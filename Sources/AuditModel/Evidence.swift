/// A document that shows a breach, named by its `_id` in Extended JSON.
package struct Evidence: Hashable, Sendable {
    /// The `_id`, as canonical Extended JSON.
    package var id: String
    /// What is wrong with it: a field or rule name.
    package var about: String
    /// How the field is wrong, where that has kinds: `absent`, `null`, `empty`, `not_a_number`, `placeholder`, `unreadable`, `future`.
    package var problem: String?
    /// The value that is wrong: its type and shape only, unless the run was asked to show values.
    package var value: String?
    /// The number of the group, in ``CheckDetails/groups``, that the document belongs to: 1 for the first.
    package var group: Int?
    /// Whether the field is sensitive, so that only the type of the value is said.
    package var isWithheld = false

    package init(
        id: String, about: String, problem: String? = nil, value: String? = nil, group: Int? = nil,
        isWithheld: Bool = false
    ) {
        self.isWithheld = isWithheld
        self.id = id
        self.about = about
        self.problem = problem
        self.value = value
        self.group = group
    }
}

extension Evidence: Codable {
    private enum Keys: String, CodingKey {
        case id, about, problem, value, group
        case isWithheld = "withheld"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        self.init(
            id: try container.decode(String.self, forKey: .id),
            about: try container.decode(String.self, forKey: .about),
            problem: try container.decodeIfPresent(String.self, forKey: .problem),
            value: try container.decodeIfPresent(String.self, forKey: .value),
            group: try container.decodeIfPresent(Int.self, forKey: .group),
            isWithheld: try container.decodeIfPresent(Bool.self, forKey: .isWithheld) ?? false)
    }

    /// Writes only what there is.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(id, forKey: .id)
        try container.encode(about, forKey: .about)
        try container.encodeIfPresent(problem, forKey: .problem)
        try container.encodeIfPresent(value, forKey: .value)
        try container.encodeIfPresent(group, forKey: .group)
        if isWithheld { try container.encode(isWithheld, forKey: .isWithheld) }
    }
}
