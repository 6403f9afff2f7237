/// A document that shows a breach, named by its `_id` in Extended JSON.
package struct Evidence: Hashable, Sendable, Codable {
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

    package init(id: String, about: String, problem: String? = nil, value: String? = nil, group: Int? = nil) {
        self.id = id
        self.about = about
        self.problem = problem
        self.value = value
        self.group = group
    }
}
