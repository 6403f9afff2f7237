import AuditModel

/// Refuses texts whose aliases could unfold to more than a machine can hold, before the composer sees them.
///
/// `NodeConversion` counts what aliases unfold to, but the composer shares nodes and compares keys before that: a key made of
/// aliases to aliases takes exponential time there, and collections chained through aliases nest without limit. Both are
/// bounded from above by a look at the characters alone; quoted text may be miscounted, which costs nothing at honest sizes.
struct AliasBound {
    /// Levels of nesting through aliases; each takes some hundred bytes of stack.
    private static let maximumDepth = 4_000
    /// Binary logarithm of the comparisons for one key.
    private static let maximumKeyGrowth = 20.0

    private let source: SourceText
    private var anchors = 0
    private var aliases = 0
    private var firstAlias = 0
    private var depth = 0
    private var mayHaveCollectionAsKey = false

    init(_ source: SourceText) {
        self.source = source
        var brackets = 0
        var deepestBracket = 0
        var deepestIndent = 0
        var indent: Int? = 0
        var last: Unicode.Scalar = "\n"
        /// The last character that is no blank.
        var lastVisible: Unicode.Scalar = "\n"
        var isAlias = false
        for (index, scalar) in source.scalars.enumerated() {
            let isBlank = scalar == " " || scalar == "\t"
            let startsToken =
                last == " " || last == "\t" || SourceText.isLineBreak(last) || "[{,".unicodeScalars.contains(last)
            if SourceText.isLineBreak(scalar) {
                indent = 0
            } else if let column = indent {
                // Compact lists and mappings nest within a line: "- - ? a".
                indent = isBlank || scalar == "-" || scalar == "?" || scalar == ":" ? column + 1 : nil
                deepestIndent = max(deepestIndent, column)
            }
            switch scalar {
            case "&" where startsToken: anchors += 1
            case "*" where startsToken:
                if aliases == 0 { firstAlias = index }
                aliases += 1
                isAlias = true
            case "[", "{":
                brackets += 1
                deepestBracket = max(deepestBracket, brackets)
            case "]", "}": brackets = max(0, brackets - 1)
            case "?" where startsToken: mayHaveCollectionAsKey = true
            case ":" where isAlias || lastVisible == "]" || lastVisible == "}": mayHaveCollectionAsKey = true
            default: break
            }
            if SourceText.isLineBreak(scalar) || "[{,]}".unicodeScalars.contains(scalar) { isAlias = false }
            if !isBlank { lastVisible = scalar }
            last = scalar
        }
        depth = deepestBracket + deepestIndent + 1
    }

    func check() throws(ConfigIssue) {
        guard aliases > 0, anchors > 0 else { return }
        let (levels, overflow) = (anchors + 1).multipliedReportingOverflow(by: depth)
        if overflow || levels > Self.maximumDepth || (mayHaveCollectionAsKey && keyGrowth > Self.maximumKeyGrowth) {
            throw ConfigIssue(
                at: source.position(of: firstAlias),
                "the aliases of this file could unfold without bound; write the values out")
        }
    }

    /// Binary logarithm of what `aliases` can make of one value through at most `anchors` levels: the greatest of d·log₂(aliases/d).
    private var keyGrowth: Double {
        let total = Double(aliases)
        // The maximum lies at d = aliases/e.
        let levels = max(1, min(Double(anchors), total / 2.718281828459045))
        var logarithm = 0.0
        var ratio = total / levels
        while ratio >= 2 {
            ratio /= 2
            logarithm += 1
        }
        return levels * (logarithm + (ratio - 1))
    }
}
