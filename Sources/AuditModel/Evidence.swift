/// A document that shows a breach, named by its `_id` in Extended JSON.
package struct Evidence: Hashable, Sendable, Codable {
    /// The `_id`, as canonical Extended JSON.
    package var id: String
    /// What is wrong with it: a field or rule name.
    package var about: String

    package init(id: String, about: String) {
        self.id = id
        self.about = about
    }
}
