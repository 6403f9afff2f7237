extension MappingReader {
    /// The name of a database or collection, after the server's rules.
    package enum NamespacePart: String, Sendable {
        case database, collection

        fileprivate var forbidden: String { self == .database ? "/\\. \"$" : "$" }
        fileprivate var maximumBytes: Int { self == .database ? 63 : 200 }
    }

    /// The name under the key `database` or `collection`, which has to be there; nil, with an issue, when it cannot be one.
    package func name(of part: NamespacePart) -> String? {
        guard let node = requiredNode(part.rawValue), let name = string(part.rawValue) else { return nil }
        return isName(name, of: part, key: part.rawValue, at: node.position) ? name : nil
    }

    /// Whether a text can be such a name; reported under a key where it cannot.
    package func isName(_ name: String, of part: NamespacePart, key: String, at position: SourcePosition) -> Bool {
        if name.isEmpty {
            report("'\(key)' cannot be empty", at: position)
            return false
        }
        if name.utf8.count > part.maximumBytes {
            report("'\(key)' cannot be longer than \(part.maximumBytes) bytes", at: position)
            return false
        }
        let wrong = name.unicodeScalars.first { $0 == "\0" || part.forbidden.unicodeScalars.contains($0) }
        guard let wrong else { return true }
        let shown = wrong == "\0" ? "a NUL character" : wrong == " " ? "a space" : "'\(wrong)'"
        let hint = part == .database && wrong == "." ? ": the collection has a key of its own" : ""
        report("'\(key)' cannot hold \(shown)" + hint, at: position)
        return false
    }
}
