import RawBSON

/// Asks about documents whether they keep to a schema. Not for two threads at once: every thread makes its own.
///
/// Looks at the documents' bytes in place. What follows broken bytes within a document counts as not there.
package final class SchemaMatcher {
    private let schema: JSONSchema
    /// nil for a pattern there was not enough memory for: then nothing that it is asked about is decided.
    private let expressions: [RegularExpression?]
    /// By key of the schemas of documents: whether the document at hand has it. Each schema of a document has a part of its own, which no
    /// other can write to while it is in use: no schema is used within itself.
    private let seen: UnsafeMutablePointer<Bool>
    /// By failure: the last document that had it.
    private var lastDocument: [UInt64]
    private var document: UInt64 = 0
    /// The failures of the document at hand, each once.
    private var found: [Int] = []
    private var gaveUp = false
    private var hashes: [(hash: Int, value: RawValue)] = []

    package init(_ schema: JSONSchema) {
        self.schema = schema
        // Whether the patterns are good was found out when the schema was read.
        expressions = schema.patterns.map { try? $0.expression() }
        seen = .allocate(capacity: max(1, schema.nameCount))
        seen.initialize(repeating: false, count: max(1, schema.nameCount))
        lastDocument = Array(repeating: 0, count: schema.failures.count)
        found.reserveCapacity(schema.failures.count)
    }

    deinit { seen.deallocate() }

    /// Whether a document keeps to the schema; nil when a pattern was given up at its limit before that was known.
    package func matches(document bytes: UnsafeRawBufferPointer) -> Bool? {
        gaveUp = false
        let holds = check(schema.root, RawValue(document: bytes), reporting: false)
        return gaveUp ? nil : holds
    }

    /// Calls `visit` for each failure of a document, once each, with its number among the schema's failures.
    /// - Returns: whether the document keeps to the schema; nil when a pattern was given up at its limit: nothing is visited then.
    package func failures(document bytes: UnsafeRawBufferPointer, _ visit: (Int) -> Void) -> Bool? {
        gaveUp = false
        document += 1
        found.removeAll(keepingCapacity: true)
        let holds = check(schema.root, RawValue(document: bytes), reporting: true)
        if gaveUp { return nil }
        for failure in found { visit(failure) }
        return holds
    }

    /// The first failure of a document in the order of the schema's failures; nil for a document that keeps to the schema, and for one
    /// that a pattern was given up at.
    package func firstFailure(document bytes: UnsafeRawBufferPointer) -> SchemaFailure? {
        var first: Int?
        _ = failures(document: bytes) { first = min(first ?? $0, $0) }
        return first.map { SchemaFailure(index: $0, name: schema.failures[$0]) }
    }

    // MARK: One value

    /// Whether a value keeps to a schema.
    /// - Parameter reporting: whether to go on after the first failure and to take a note of each.
    private func check(_ node: SchemaNode, _ value: RawValue, reporting: Bool) -> Bool {
        var holds = true
        for test in node.tests where !self.holds(test, value, reporting: reporting) {
            if !reporting { return false }
            holds = false
        }
        if value.type == 0x03 {
            for object in node.object where !check(object, value, reporting: reporting) { holds = false }
        } else if value.type == 0x04 {
            for items in node.items where !check(items, value, reporting: reporting) { holds = false }
        }
        return holds
    }

    private func holds(_ test: SchemaTest, _ value: RawValue, reporting: Bool) -> Bool {
        if case .allOf(let nodes) = test.rule {
            var holds = true
            for node in nodes where !check(node, value, reporting: reporting) {
                if !reporting { return false }
                holds = false
            }
            return holds
        }
        if satisfies(value, test.rule) { return true }
        report(test.failure, reporting)
        return false
    }

    private func report(_ failure: Int, _ reporting: Bool) {
        guard reporting, lastDocument[failure] != document else { return }
        lastDocument[failure] = document
        found.append(failure)
    }

    private func satisfies(_ value: RawValue, _ rule: SchemaTest.Rule) -> Bool {
        switch rule {
        case .type(let types):
            return types.contains(value.type)
        case .minimum(let bound, let isExclusive):
            return bound.withRaw { SchemaMatcher.isNumber(value, atLeast: $0, isExclusive) }
        case .maximum(let bound, let isExclusive):
            return bound.withRaw { SchemaMatcher.isNumber(value, atMost: $0, isExclusive) }
        case .multipleOf(let divisor):
            return !value.isNumber || divisor.divides(value)
        case .length(let range):
            return value.type != 0x02 || range.contains(UTF8Text.characters(value.text))
        case .pattern(let number):
            return value.type != 0x02 || (UTF8Text.isValid(value.text) && occurs(number, in: value.text))
        case .itemCount(let range):
            guard value.type == 0x04 else { return true }
            var elements = value.elements
            return range.contains(elements.count())
        case .uniqueItems:
            return value.type != 0x04 || hasUniqueElements(value)
        case .oneOfValues(let values):
            return values.contains(value)
        case .allOf(let nodes):
            for node in nodes where !check(node, value, reporting: false) { return false }
            return true
        case .anyOf(let nodes):
            for node in nodes where check(node, value, reporting: false) { return true }
            return false
        case .oneOf(let nodes):
            var count = 0
            for node in nodes where check(node, value, reporting: false) {
                count += 1
                if count > 1 { return false }
            }
            return count == 1
        case .not(let nodes):
            for node in nodes where check(node, value, reporting: false) { return false }
            return true
        }
    }

    /// NaN is neither above nor below any number; it is at least and at most itself.
    private static func isNumber(_ value: RawValue, atLeast bound: RawValue, _ isExclusive: Bool) -> Bool {
        guard value.isNumber else { return true }
        if value.isNaN || bound.isNaN { return !isExclusive && value.isNaN && bound.isNaN }
        return BSONOrder.compareNumbers(value, bound) >= (isExclusive ? 1 : 0)
    }

    private static func isNumber(_ value: RawValue, atMost bound: RawValue, _ isExclusive: Bool) -> Bool {
        guard value.isNumber else { return true }
        if value.isNaN || bound.isNaN { return !isExclusive && value.isNaN && bound.isNaN }
        return BSONOrder.compareNumbers(value, bound) <= (isExclusive ? -1 : 0)
    }

    private func occurs(_ pattern: Int, in text: UnsafeRawBufferPointer) -> Bool {
        guard let occurs = expressions[pattern]?.occurs(in: text) else {
            gaveUp = true
            return false
        }
        return occurs
    }

    /// Only elements with the same hash are compared: an array may have millions.
    private func hasUniqueElements(_ array: RawValue) -> Bool {
        hashes.removeAll(keepingCapacity: true)
        var elements = array.elements
        while let element = elements.next() {
            hashes.append((SchemaEquality.hash(element.value), element.value))
        }
        hashes.sort { $0.hash < $1.hash }
        for index in hashes.indices.dropFirst() {
            var other = index - 1
            while other >= 0, hashes[other].hash == hashes[index].hash {
                if SchemaEquality.areEqual(hashes[other].value, hashes[index].value) { return false }
                other -= 1
            }
        }
        return true
    }

    // MARK: Documents and arrays

    private func check(_ items: ItemsSchema, _ array: RawValue, reporting: Bool) -> Bool {
        var holds = true
        var index = 0
        var elements = array.elements
        while let element = elements.next() {
            let keeps =
                index < items.first.count
                ? check(items.first[index], element.value, reporting: reporting)
                : check(items.rest, element.value, reporting: reporting)
            index += 1
            if keeps { continue }
            if !reporting { return false }
            holds = false
        }
        return holds
    }

    private func check(_ remainder: Remainder, _ value: RawValue, reporting: Bool) -> Bool {
        switch remainder {
        case .anything: return true
        case .nothing(let failure):
            report(failure, reporting)
            return false
        case .schema(let nodes):
            for node in nodes where !check(node, value, reporting: reporting) { return false }
            return true
        }
    }

    private func check(_ object: ObjectSchema, _ document: RawValue, reporting: Bool) -> Bool {
        let seen = self.seen + object.firstName
        seen.update(repeating: false, count: object.names.count)
        var holds = true
        var count = 0
        var elements = document.elements
        while let element = elements.next() {
            count += 1
            if !check(element.key, element.value, of: object, seen, reporting: reporting) {
                if !reporting { return false }
                holds = false
            }
        }
        for requirement in object.required where !seen[requirement.name] {
            report(requirement.failure, reporting)
            holds = false
        }
        for limit in object.counts where !limit.range.contains(count) {
            report(limit.failure, reporting)
            holds = false
        }
        for dependency in object.dependencies where seen[dependency.name] {
            if dependency.others.allSatisfy({ seen[$0] }),
                dependency.schema.allSatisfy({ check($0, document, reporting: false) })
            {
                continue
            }
            report(dependency.failure, reporting)
            holds = false
        }
        return holds
    }

    /// Checks one field. Of fields with the same key only the first has to keep to `properties`, as on a server.
    private func check(
        _ key: UnsafeRawBufferPointer, _ value: RawValue, of object: ObjectSchema,
        _ seen: UnsafeMutablePointer<Bool>, reporting: Bool
    ) -> Bool {
        var holds = true
        var isNamed = false
        if let name = object.index(of: key) {
            let isFirst = !seen[name]
            seen[name] = true
            for node in object.names[name].schema {
                isNamed = true
                if isFirst, !check(node, value, reporting: reporting) { holds = false }
            }
        }
        for pattern in object.patterns where occurs(pattern.pattern, in: key) {
            isNamed = true
            if !check(pattern.schema, value, reporting: reporting) { holds = false }
        }
        if !isNamed, !check(object.additional, value, reporting: reporting) { holds = false }
        return holds
    }
}

extension RawValue {
    /// double, int, long or decimal.
    @inline(__always)
    fileprivate var isNumber: Bool { BSONType(rawValue: type).isNumber }
}
