/// What a person needs to know of a check kind: shown by `dqaudit validate --help`, tested to be complete.
package struct KindHelp: Sendable {
    /// One line.
    package let summary: String
    /// Keys of the mapping with their meaning, units and defaults; thresholds, `id` and `description` excluded.
    package let keys: [Key]
    /// A check that can be pasted below `checks:`.
    package let example: String

    package struct Key: Sendable {
        package let name: String
        package let meaning: String

        package init(_ name: String, _ meaning: String) {
            self.name = name
            self.meaning = meaning
        }
    }

    package init(summary: String, keys: [Key], example: String) {
        self.summary = summary
        self.keys = keys
        self.example = example
    }
}
