/// How documents are going to be read, and why: for people.
package struct ReadExplanation: Hashable, Sendable {
    /// One decision.
    package struct Line: Hashable, Sendable {
        /// What was decided about, one or two words.
        package let subject: String
        /// What was decided.
        package let decision: String
        /// What speaks for it; nil where nothing had to be weighed.
        package let reason: String?
    }

    package private(set) var lines: [Line] = []

    package init() {}

    package mutating func add(_ subject: String, _ decision: String, because reason: String? = nil) {
        lines.append(Line(subject: subject, decision: decision, reason: reason))
    }
}
