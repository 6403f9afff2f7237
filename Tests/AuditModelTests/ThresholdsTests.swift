import AuditModel
import Foundation
import TestSupport
import Testing

@Suite("Thresholds")
struct ThresholdsTests {
    private func percent(_ value: Double) -> Threshold { Threshold(value: value, unit: .percent) }

    @Test("a value equal to a bound passes, the next number does not")
    func edges() {
        for bound in Thresholds.Bound.allCases {
            var thresholds = Thresholds()
            thresholds[bound] = percent(90)
            #expect(thresholds.judge { _ in 90 } == nil)
            let inside = bound.isUpper ? 90.0.nextDown : 90.0.nextUp
            let outside = bound.isUpper ? 90.0.nextUp : 90.0.nextDown
            #expect(thresholds.judge { _ in inside } == nil)
            let breach = thresholds.judge { _ in outside }
            #expect(breach?.bound == bound)
            #expect(breach?.measured == outside)
            #expect(breach?.threshold == percent(90))
            #expect(breach?.status == (bound.isFailure ? .fail : .warn))
        }
    }

    @Test("fail beats warn, on both sides")
    func worst() {
        let thresholds = Thresholds(
            warnBelow: percent(95), failBelow: percent(90), warnAbove: percent(98), failAbove: percent(99))
        let values = [89.9, 90, 94.9, 95, 98, 98.1, 99, 99.1]
        let statuses = values.map { value in thresholds.judge { _ in value }?.status }
        #expect(statuses == [.fail, .warn, .warn, nil, nil, .warn, .warn, .fail])
    }

    @Test("each threshold asks for the measurement in its own unit")
    func units() {
        let thresholds = Thresholds(
            warnAbove: percent(5), failAbove: Threshold(value: 100, unit: .documents))
        let breach = thresholds.judge { $0.unit == .percent ? 6 : 100 }
        #expect(breach?.bound == .warnAbove)
        #expect(thresholds.judge { $0.unit == .percent ? 0 : 101 }?.bound == .failAbove)
        #expect(thresholds.judge { $0.unit == .percent ? 6 : 101 }?.bound == .failAbove)
        #expect(thresholds.judge { _ in nil } == nil, "what was not measured is not judged")
    }

    @Test("none judge nothing")
    func none() {
        #expect(Thresholds.none.isEmpty)
        #expect(Thresholds.none.judge { _ in 0 } == nil)
        #expect(!Thresholds(warnAbove: percent(1)).isEmpty)
    }

    @Test("go through JSON with their units")
    func coding() throws {
        var numbers = SeededGenerator(seed: 20)
        let units: [MeasurementUnit] = [.percent, .seconds, .documents, .ratio, .scaledDeviations]
        for _ in 0..<100 {
            var thresholds = Thresholds()
            for bound in Thresholds.Bound.allCases where Bool.random(using: &numbers) {
                thresholds[bound] = Threshold(
                    value: .random(in: 0...1e6, using: &numbers), unit: units.randomElement(using: &numbers)!)
            }
            let data = try JSONEncoder().encode(thresholds)
            #expect(try JSONDecoder().decode(Thresholds.self, from: data) == thresholds)
            #expect(thresholds.all.map(\.bound) == Thresholds.Bound.allCases.filter { thresholds[$0] != nil })
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(Thresholds(failBelow: percent(90))), as: UTF8.self)
        #expect(text == #"{"fail_below":90,"fail_below_unit":"percent"}"#)
    }
}
