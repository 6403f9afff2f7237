import AuditModel
import Testing

/// Swift Testing has a type of this name too.
private typealias ExitStatus = AuditModel.ExitStatus

/// The table of exit statuses in the README, row by row.
@Suite("The exit status")
struct ExitStatusTests {
    private let delivered = [Delivery(sink: "json", status: .delivered)]
    private let failed = [
        Delivery(sink: "json", status: .delivered), Delivery(sink: "pushgateway", status: .failed, error: "refused"),
    ]

    private func status(
        _ checks: [CheckStatus], complete: Bool = true, _ deliveries: [Delivery] = [],
        failOn: ExitStatus.FailureLevel = .fail
    ) -> ExitStatus {
        ExitStatus(checks: checks, isComplete: complete, deliveries: deliveries, failOn: failOn)
    }

    @Test("the codes are those that scripts know")
    func codes() {
        let codes: [ExitStatus: Int32] = [
            .success: 0, .breach: 1, .usage: 2, .incomplete: 3, .deliveryFailed: 4, .interrupted: 130, .terminated: 143,
        ]
        #expect(codes.count == ExitStatus.allCases.count)
        for status in ExitStatus.allCases { #expect(status.rawValue == codes[status]) }
    }

    @Test("0: every check passed; warnings and learning are allowed")
    func success() {
        #expect(status([.pass]) == .success)
        #expect(status([.pass, .pass], delivered) == .success)
        #expect(status([.pass, .warn]) == .success)
        #expect(status([.learning]) == .success)
        #expect(status([.learning], failOn: .warn) == .success)
        #expect(status([.pass], failOn: .warn) == .success)
    }

    @Test("1: a fail-level threshold was breached, or a warn-level one when asked")
    func breach() {
        #expect(status([.pass, .fail, .warn]) == .breach)
        #expect(status([.fail], failOn: .warn) == .breach)
        #expect(status([.pass, .warn], failOn: .warn) == .breach)
    }

    @Test("3: the audit was not completed, or a check could not be evaluated")
    func incomplete() {
        #expect(status([.pass], complete: false) == .incomplete)
        #expect(status([.pass, .notEvaluated]) == .incomplete)
        #expect(status([.notEvaluated, .pass, .warn]) == .incomplete)
    }

    @Test("3: no checks look like nothing looked at, not like all well")
    func nothing() {
        #expect(status([]) == .incomplete)
        #expect(RunStatus(of: []) == .incomplete)
    }

    @Test("4: all is well but a delivery failed")
    func delivery() {
        #expect(status([.pass], failed) == .deliveryFailed)
        #expect(status([.warn, .learning], failed) == .deliveryFailed)
    }

    @Test("3 before 1 before 4 before 0, in every combination and order")
    func everyCombination() {
        let all = CheckStatus.allCases
        for first in all {
            for second in all {
                for third in all {
                    for complete in [true, false] {
                        for deliveries in [[], delivered, failed] {
                            for level in ExitStatus.FailureLevel.allCases {
                                let checks = [first, second, third]
                                // The rows of the table, from the highest rank down.
                                let expected: ExitStatus =
                                    if !complete || checks.contains(.notEvaluated) {
                                        .incomplete
                                    } else if checks.contains(.fail) || level == .warn && checks.contains(.warn) {
                                        .breach
                                    } else if deliveries == failed {
                                        .deliveryFailed
                                    } else {
                                        .success
                                    }
                                #expect(status(checks, complete: complete, deliveries, failOn: level) == expected)
                            }
                        }
                    }
                }
            }
        }
    }

    @Test("of several: 130 or 143, 2, 3, 1, 4, 0")
    func precedence() {
        let order: [[ExitStatus]] = [
            [.interrupted, .terminated], [.usage], [.incomplete], [.breach], [.deliveryFailed], [.success],
        ]
        #expect(Set(order.joined()) == Set(ExitStatus.allCases))
        for (rank, statuses) in order.enumerated() {
            for higher in statuses {
                #expect(ExitStatus.worst([higher]) == higher)
                for lower in order[(rank + 1)...].joined() {
                    #expect(ExitStatus.worst([lower, higher, lower]) == higher)
                    #expect(ExitStatus.worst([higher, lower]) == higher)
                }
            }
        }
        #expect(ExitStatus.worst([]) == .success)
    }

    @Test("the verdict of a run is its worst check")
    func runStatus() {
        let rank: [CheckStatus: Int] = [.pass: 0, .learning: 0, .warn: 1, .fail: 2, .notEvaluated: 3]
        let verdicts: [RunStatus] = [.pass, .warn, .fail, .incomplete]
        for first in CheckStatus.allCases {
            for second in CheckStatus.allCases {
                for third in CheckStatus.allCases {
                    let checks = [first, second, third]
                    #expect(RunStatus(of: checks) == verdicts[checks.map { rank[$0]! }.max()!], "\(checks)")
                }
            }
        }
    }

    @Test("gauges tell the statuses apart")
    func gauges() {
        let values: [CheckStatus: Double] = [.pass: 0, .warn: 1, .fail: 2, .notEvaluated: 3, .learning: 4]
        for status in CheckStatus.allCases { #expect(status.gaugeValue == values[status]) }
    }
}
