import AuditModel
import Yams

/// Turns Yams' nodes into ``ConfigNode``: scalars by the core schema, merge keys, environment references, within bounds.
struct NodeConversion {
    /// Nodes after aliases are carried out; an honest suite has some hundreds.
    static let maximumNodes = 100_000
    /// Levels of nesting; an honest suite has about ten.
    static let maximumDepth = 64

    private(set) var issues: [ConfigIssue] = []
    private(set) var expansions: [SourcePosition: YAMLDocument.ExpandedText] = [:]

    private let source: SourceText
    private let environment: [String: String]?
    private let composition: NodeComposition
    private var nodeCount = 0

    init(source: SourceText, environment: [String: String]?) throws(ConfigIssue) {
        self.source = source
        self.environment = environment
        composition = try NodeComposition(source)
    }

    /// - Throws: when the tree is larger than any honest suite.
    mutating func root() throws(ConfigIssue) -> ConfigNode? {
        guard let root = composition.root else { return nil }
        return try convert(root, depth: 0)
    }

    private mutating func convert(_ node: Node, depth: Int) throws(ConfigIssue) -> ConfigNode {
        let place = position(node.mark)
        nodeCount += 1
        if nodeCount > Self.maximumNodes {
            throw ConfigIssue(
                at: place, "with its aliases carried out the file has more than \(Self.maximumNodes) values")
        }
        if depth > Self.maximumDepth {
            throw ConfigIssue(at: place, "nested more than \(Self.maximumDepth) levels deep")
        }
        switch node {
        case .scalar(let scalar): return convert(scalar, at: place)
        case .sequence(let sequence):
            checkTag(sequence.tag, allowed: .seq, at: place)
            var elements: [ConfigNode] = []
            for element in sequence { elements.append(try convert(element, depth: depth + 1)) }
            return ConfigNode(.sequence(elements), at: place)
        case .mapping(let mapping):
            checkTag(mapping.tag, allowed: .map, at: place)
            return ConfigNode(.mapping(try entries(of: mapping, depth: depth)), at: place)
        case .alias(let alias):
            throw ConfigIssue(at: place, "no anchor '&\(alias.anchor.rawValue)' stands before this alias")
        }
    }

    // MARK: Mappings

    private mutating func entries(of mapping: Node.Mapping, depth: Int) throws(ConfigIssue) -> [ConfigNode.Entry] {
        var entries: [ConfigNode.Entry] = []
        var merged: [ConfigNode.Entry] = []
        var sawMerge = false
        for (keyNode, valueNode) in mapping {
            let place = position(keyNode.mark)
            guard case .scalar(let scalar) = keyNode else {
                issues.append(ConfigIssue(at: place, "a key must be a text, not a list or a mapping"))
                continue
            }
            let key = composition.key(of: scalar)
            let value = try convert(valueNode, depth: depth + 1)
            // Comparing keys has resolved their tags already, so the style alone tells a merge key from a quoted text.
            if key == "<<" && scalar.style == .plain {
                if sawMerge {
                    issues.append(
                        ConfigIssue(at: place, "'<<' stands twice; merge several mappings as a list: '<<: [*a, *b]'"))
                }
                sawMerge = true
                merged += mergedEntries(of: value)
            } else {
                entries.append(ConfigNode.Entry(key: key, keyPosition: place, value: value))
            }
        }
        // A key of the mapping itself wins over a merged one, an earlier merged one over a later.
        var known = Set(entries.map(\.key))
        for entry in merged where known.insert(entry.key).inserted { entries.append(entry) }
        return entries
    }

    private mutating func mergedEntries(of value: ConfigNode) -> [ConfigNode.Entry] {
        switch value.content {
        case .mapping(let entries): return entries
        case .sequence(let elements):
            var merged: [ConfigNode.Entry] = []
            for element in elements {
                if case .mapping(let entries) = element.content {
                    merged += entries
                } else {
                    issues.append(ConfigIssue(at: element.position, "'<<' merges mappings, not \(element.typeName)"))
                }
            }
            return merged
        case .null, .bool, .integer, .number, .string:
            issues.append(
                ConfigIssue(at: value.position, "'<<' merges a mapping or a list of mappings, not \(value.typeName)"))
            return []
        }
    }

    // MARK: Scalars

    private mutating func convert(_ scalar: Node.Scalar, at place: SourcePosition) -> ConfigNode {
        let text = composition.key(of: scalar)
        var content = ConfigNode.Content.string(text)
        var timestamp: Int64?
        switch Tag.Name(rawValue: scalar.tag.rawValue) {
        case .implicit where Self.isPlain(scalar):
            content = CoreSchema.content(of: text)
            timestamp = CoreSchema.timestamp(of: text, needsTime: true)
        case .timestamp:
            timestamp = CoreSchema.timestamp(of: text, needsTime: false)
            if timestamp == nil { misuse(scalar.tag, text, at: place) }
        case .implicit, .nonSpecific, .str: break
        case .null, .bool, .int, .float: content = tagged(scalar.tag, text, at: place)
        default: refuse(scalar.tag, at: place)
        }
        guard case .string = content, let environment,
            let expansion = EnvironmentReference.expand(text, in: environment)
        else {
            return ConfigNode(content, at: place, text: text, timestamp: timestamp)
        }
        expansions[place] = YAMLDocument.ExpandedText(written: text, expansion: expansion)
        for problem in expansion.problems {
            issues.append(ConfigIssue(at: self.place(of: problem.written, from: place), problem.message))
        }
        return ConfigNode(.string(expansion.text), at: place, text: expansion.text)
    }

    /// A scalar whose tag says what it is: `!!int "5"`.
    private mutating func tagged(_ tag: Tag, _ text: String, at place: SourcePosition) -> ConfigNode.Content {
        let content = CoreSchema.content(of: text)
        switch (Tag.Name(rawValue: tag.rawValue), content) {
        case (.null, .null), (.bool, .bool), (.int, .integer), (.float, .number): return content
        case (.float, .integer(let value)): return .number(Double(value))
        default:
            misuse(tag, text, at: place)
            return content
        }
    }

    private mutating func misuse(_ tag: Tag, _ text: String, at place: SourcePosition) {
        issues.append(ConfigIssue(at: place, "'\(text)' is not what its tag '\(Self.short(tag))' says"))
    }

    /// Where a reference is written: at or behind the start of its scalar.
    private func place(of written: String, from place: SourcePosition) -> SourcePosition {
        guard let start = source.index(line: place.line, column: place.column) else { return place }
        let wanted = Array(written.unicodeScalars.prefix { !SourceText.isLineBreak($0) })
        var index = start
        while index + wanted.count <= source.scalars.count {
            if source.scalars[index..<index + wanted.count].elementsEqual(wanted) { return source.position(of: index) }
            index += 1
        }
        return place
    }

    private static func isPlain(_ scalar: Node.Scalar) -> Bool {
        scalar.style == .plain && scalar.tag.rawValue == Tag.Name.implicit.rawValue
    }

    // MARK: Tags

    private mutating func checkTag(_ tag: Tag, allowed: Tag.Name, at place: SourcePosition) {
        let name = Tag.Name(rawValue: tag.rawValue)
        if name != .implicit && name != .nonSpecific && name != allowed { refuse(tag, at: place) }
    }

    private mutating func refuse(_ tag: Tag, at place: SourcePosition) {
        issues.append(ConfigIssue(at: place, "the tag '\(Self.short(tag))' has no meaning here: remove it"))
    }

    private static func short(_ tag: Tag) -> String {
        let prefix = "tag:yaml.org,2002:"
        return tag.rawValue.hasPrefix(prefix) ? "!!" + tag.rawValue.dropFirst(prefix.count) : tag.rawValue
    }

    private func position(_ mark: Mark?) -> SourcePosition {
        SourcePosition(file: source.file, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
}
