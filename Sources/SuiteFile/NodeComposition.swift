import AuditModel
import Yams

/// Composes the nodes of a text and keeps duplicate keys, which Yams refuses.
///
/// Yams names the place of the first of two equal keys. There one character is replaced by a unique one of a private plane, so that
/// no place moves, and the text is composed again; `key(of:)` gives the key back as it was.
struct NodeComposition {
    private struct Place: Hashable {
        let line: Int
        let column: Int

        init(_ mark: Mark?) {
            line = mark?.line ?? 0
            column = mark?.column ?? 0
        }
    }

    /// More duplicates than a person writes; the next one ends the reading.
    private static let maximumDuplicates = 50

    let root: Node?
    private let restored: [Place: Unicode.Scalar]

    init(_ source: SourceText) throws(ConfigIssue) {
        var scalars = source.scalars
        var restored: [Place: Unicode.Scalar] = [:]
        while true {
            do {
                let text = String(String.UnicodeScalarView(scalars))
                root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
                self.restored = restored
                return
            } catch let error as YamlError {
                guard case .duplicatedKeysInMapping(_, let context) = error, restored.count < Self.maximumDuplicates,
                    let index = Self.maskable(context.mark, in: scalars, of: source),
                    let mask = Unicode.Scalar(UInt32(0xF_0000 + restored.count))
                else { throw SyntaxProblem(source: source).issue(for: error) }
                restored[Place(context.mark)] = scalars[index]
                scalars[index] = mask
            } catch {
                throw ConfigIssue(at: source.position(of: 0), "no valid YAML")
            }
        }
    }

    /// The text of a key.
    func key(of scalar: Node.Scalar) -> String {
        guard let original = restored[Place(scalar.mark)] else { return scalar.string }
        var scalars = scalar.string.unicodeScalars
        if !scalars.isEmpty { scalars.replaceSubrange(scalars.startIndex...scalars.startIndex, with: [original]) }
        return String(scalars)
    }

    /// The first character of a key when it can be replaced without a change of meaning.
    private static func maskable(_ mark: Mark, in scalars: [Unicode.Scalar], of source: SourceText) -> Int? {
        guard var index = source.index(line: mark.line, column: mark.column), index < scalars.count else { return nil }
        if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
        guard index < scalars.count else { return nil }
        let scalar = scalars[index]
        let isPlain =
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || "_$<.".unicodeScalars.contains(scalar)
        return isPlain && scalar.value < 0xF_0000 ? index : nil
    }
}
