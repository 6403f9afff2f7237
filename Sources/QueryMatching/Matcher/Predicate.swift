import RawBSON

/// A condition of a filter, compiled.
///
/// A document is asked through paths; a single value, an element under `$elemMatch`, is asked as it is.
class Predicate {
    func test(document: UnsafeRawBufferPointer) -> Verdict { .undecided }

    func test(value: RawValue) -> Verdict { .undecided }

    static func make(_ condition: FilterCondition) -> Predicate {
        switch condition {
        case .always(let verdict): ConstantPredicate(verdict)
        case .all(let conditions): AllPredicate(conditions.map(make))
        case .any(let conditions): AnyPredicate(conditions.map(make))
        case .not(let condition): NotPredicate(make(condition))
        case .field(let path, let test): FieldPredicate(path, test)
        case .expression(let expression): ExpressionPredicate(expression)
        case .schema(let schema): SchemaPredicate(schema)
        }
    }
}

final class ConstantPredicate: Predicate {
    private let verdict: Verdict

    init(_ value: Bool) { verdict = Verdict(value) }

    override func test(document: UnsafeRawBufferPointer) -> Verdict { verdict }
    override func test(value: RawValue) -> Verdict { verdict }
}

/// No where one says no, else undecided where one is.
final class AllPredicate: Predicate {
    private let parts: [Predicate]

    init(_ parts: [Predicate]) { self.parts = parts }

    override func test(document: UnsafeRawBufferPointer) -> Verdict { all { $0.test(document: document) } }
    override func test(value: RawValue) -> Verdict { all { $0.test(value: value) } }

    @inline(__always)
    private func all(_ test: (Predicate) -> Verdict) -> Verdict {
        var result = Verdict.yes
        for part in parts {
            switch test(part) {
            case .no: return .no
            case .undecided: result = .undecided
            case .yes: break
            }
        }
        return result
    }
}

/// Yes where one says yes, else undecided where one is.
final class AnyPredicate: Predicate {
    private let parts: [Predicate]

    init(_ parts: [Predicate]) { self.parts = parts }

    override func test(document: UnsafeRawBufferPointer) -> Verdict { any { $0.test(document: document) } }
    override func test(value: RawValue) -> Verdict { any { $0.test(value: value) } }

    @inline(__always)
    private func any(_ test: (Predicate) -> Verdict) -> Verdict {
        var result = Verdict.no
        for part in parts {
            switch test(part) {
            case .yes: return .yes
            case .undecided: result = .undecided
            case .no: break
            }
        }
        return result
    }
}

final class NotPredicate: Predicate {
    private let part: Predicate

    init(_ part: Predicate) { self.part = part }

    override func test(document: UnsafeRawBufferPointer) -> Verdict { part.test(document: document).inverse }
    override func test(value: RawValue) -> Verdict { part.test(value: value).inverse }
}

/// One of the values at a path passes.
final class FieldPredicate: Predicate {
    private let path: QueryPath
    private let test: ValuePredicate
    private let intoLeaf: Bool

    init(_ path: QueryPath, _ test: ValueTest) {
        self.path = path
        self.test = ValuePredicate.make(test)
        intoLeaf = test.looksIntoArrays
    }

    override func test(document: UnsafeRawBufferPointer) -> Verdict {
        any { path.visit(document, intoLeaf: intoLeaf, $0) }
    }

    /// The same, begun at an array that ends the first `next` pieces of the path.
    func test(array: RawValue, next: Int) -> Verdict {
        any { path.visitArray(array, intoLeaf: intoLeaf, next: next, $0) }
    }

    /// The same, begun at the value of the path's first key.
    func test(firstValue value: RawValue) -> Verdict {
        any { path.visit(firstValue: value, intoLeaf: intoLeaf, $0) }
    }

    override func test(value: RawValue) -> Verdict { test.test(value) }

    @inline(__always)
    private func any(_ visit: ((RawValue) -> Bool) -> Bool) -> Verdict {
        var result = Verdict.no
        _ = visit { value in
            switch test.test(value) {
            case .yes: result = .yes
            case .undecided: result = .undecided
            case .no: break
            }
            return result == .yes
        }
        return result
    }
}
