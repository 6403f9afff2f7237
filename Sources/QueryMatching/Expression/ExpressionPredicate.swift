import RawBSON

/// `$expr`: whether the value of an expression is true.
final class ExpressionPredicate: Predicate {
    private let evaluation: ExpressionEvaluation

    init(_ expression: FilterExpression) {
        evaluation = ExpressionEvaluation(expression)
    }

    override func test(document: UnsafeRawBufferPointer) -> Verdict {
        do throws(ExpressionFault) {
            let value = try evaluation.value(of: RawValue(document: document))
            return Verdict(value.withRaw(\.isTrue))
        } catch {
            return .undecided
        }
    }
}

/// A value that an operator does not take, where a server would fail the whole read, or a computation that is not done here.
struct ExpressionFault: Error {}
