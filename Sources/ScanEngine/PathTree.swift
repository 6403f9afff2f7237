import AuditModel

/// The watched paths as one tree, flattened into arrays: what to do with the value under a key.
struct PathTree {
    /// What to do with a visited value.
    struct Node {
        /// The column that gets the value, −1 for none.
        var slot: Int32 = -1
        /// The level of keys below, if the value is a document; −1 for none.
        var level: Int32 = -1
        /// The node for each element, if the value is an array; −1 for none.
        var each: Int32 = -1
        /// Columns with one cell per element of this array: `eachSlots[eachStart ..< eachEnd]`.
        var eachStart: Int32 = 0
        var eachEnd: Int32 = 0
        /// Nodes for single elements: `elements[elementStart ..< elementEnd]`.
        var elementStart: Int32 = 0
        var elementEnd: Int32 = 0
    }

    /// A single element `[n]` of an array and its node.
    struct Element {
        var index: Int
        var node: Int32
    }

    private(set) var nodes: [Node] = []
    private(set) var eachSlots: [Int32] = []
    private(set) var elements: [Element] = []
    /// Watched keys by level; level 0 is the document itself.
    private(set) var levels: [[(key: String, node: Int32)]] = []
    /// The column that gets whole documents, −1 for none.
    private(set) var documentSlot: Int32 = -1

    init(paths: [FieldPath]) {
        let root = Draft()
        for (slot, path) in paths.enumerated() {
            var draft = root
            var repeats: [Draft] = []
            for step in path.steps {
                if step == .eachElement { repeats.append(draft) }
                draft = draft.child(step)
            }
            draft.slot = Int32(slot)
            // A cell belongs to an element of the innermost repeated array.
            repeats.last?.eachSlots.append(Int32(slot))
        }
        documentSlot = root.slot
        _ = addLevel(root)
    }

    /// A node while the tree is put together.
    private final class Draft {
        var slot: Int32 = -1
        var keys: [(key: String, draft: Draft)] = []
        var each: Draft?
        var eachSlots: [Int32] = []
        var elements: [(index: Int, draft: Draft)] = []

        func child(_ step: FieldPath.Step) -> Draft {
            let new = Draft()
            switch step {
            case .key(let name):
                if let known = keys.first(where: { $0.key == name }) { return known.draft }
                keys.append((name, new))
            case .eachElement:
                if let each { return each }
                each = new
            case .element(let index):
                if let known = elements.first(where: { $0.index == index }) { return known.draft }
                elements.append((index, new))
            }
            return new
        }
    }

    private mutating func addLevel(_ draft: Draft) -> Int32 {
        let level = levels.count
        levels.append([])
        let keys = draft.keys.map { (key: $0.key, node: addNode($0.draft)) }
        levels[level] = keys
        return Int32(level)
    }

    private mutating func addNode(_ draft: Draft) -> Int32 {
        let index = nodes.count
        nodes.append(Node(slot: draft.slot))
        if !draft.keys.isEmpty { nodes[index].level = addLevel(draft) }
        if let each = draft.each {
            nodes[index].each = addNode(each)
            nodes[index].eachStart = Int32(eachSlots.count)
            eachSlots.append(contentsOf: draft.eachSlots)
            nodes[index].eachEnd = Int32(eachSlots.count)
        }
        let children = draft.elements.map { Element(index: $0.index, node: addNode($0.draft)) }
        nodes[index].elementStart = Int32(elements.count)
        elements.append(contentsOf: children)
        nodes[index].elementEnd = Int32(elements.count)
        return Int32(index)
    }
}
