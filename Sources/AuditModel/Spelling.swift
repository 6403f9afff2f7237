/// Help for misspelt words.
package enum Spelling {
    /// ` (did you mean 'x'?)` when a known word is near enough, else nothing.
    package static func suggestion(for word: String, among known: [String]) -> String {
        let limit = max(1, word.count / 3)
        let near = known.map { ($0, distance(word, $0)) }.filter { $0.1 <= limit }.min { $0.1 < $1.1 }
        return near.map { " (did you mean '\($0.0)'?)" } ?? ""
    }

    /// The words in alphabetical order, joined by commas.
    package static func list(_ words: [String]) -> String {
        Array(Set(words)).sorted().joined(separator: ", ")
    }

    /// Edits between two words: insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    package static func distance(_ left: String, _ right: String) -> Int {
        let first = Array(left.lowercased())
        let second = Array(right.lowercased())
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for row in 0..<first.count {
            var current = [row + 1]
            for column in 0..<second.count {
                let replaced = last[column] + (first[row] == second[column] ? 0 : 1)
                var best = min(replaced, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[second.count]
    }
}
