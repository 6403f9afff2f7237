import Foundation

/// Every method over every kind of series, and the tables that say what came of it.
struct AlarmMeasurement {
    let seeds: Range<UInt64>
    var methods = AlarmMethod.allCases
    var kinds = AlarmSeries.Kind.allCases

    typealias Scores = [AlarmMethod: [AlarmSeries.Kind: AlarmScore]]

    func scores(isAttended: Bool) async throws -> Scores {
        try await withThrowingTaskGroup { group in
            for kind in kinds {
                for method in methods {
                    group.addTask { (method, kind, try score(method, kind, isAttended: isAttended)) }
                }
            }
            var scores: Scores = [:]
            for try await (method, kind, score) in group { scores[method, default: [:]][kind] = score }
            return scores
        }
    }

    private func score(_ method: AlarmMethod, _ kind: AlarmSeries.Kind, isAttended: Bool) throws -> AlarmScore {
        let replay = AlarmReplay(method: method, isAttended: isAttended)
        var score = AlarmScore()
        for seed in seeds {
            let series = AlarmSeries.make(kind, seed: seed)
            score.add(try replay.alarms(series), series)
        }
        return score
    }

    static func total(_ scores: [AlarmSeries.Kind: AlarmScore]) -> AlarmScore {
        scores.values.reduce(into: AlarmScore()) { $0.add($1) }
    }

    /// False alarms of `robust` on weekly cycles that nobody told it about: in its first four weeks, and in the nine behind them.
    func alarmsFromNothing(isAttended: Bool) throws -> (early: Double, later: Double) {
        let replay = AlarmReplay(method: .robust, isAttended: isAttended, knowsWarmUp: false)
        var early = 0
        var later = 0
        for seed in seeds {
            let series = AlarmSeries.make(.weekly, seed: seed)
            for (day, isAlarm) in try replay.alarms(series).enumerated() where isAlarm && series.labels[day] == .fine {
                if day < AlarmSeries.warmUpDays { early += 1 } else { later += 1 }
            }
        }
        return (Double(early) / Double(seeds.count), Double(later) / Double(seeds.count))
    }

    // MARK: Tables

    private static let header = """
        precision | recall | F1 | false alarms a month | incidents seen | days to detection |
        """

    func overview(_ scores: Scores) -> String {
        var lines = ["| method | " + Self.header, "|---|" + String(repeating: "---:|", count: 6)]
        lines += methods.map { "| \($0.name) | \(Self.total(scores[$0] ?? [:]).cells) |" }
        return lines.joined(separator: "\n")
    }

    func byKind(_ scores: Scores, of method: AlarmMethod) -> String {
        var lines = ["| series | " + Self.header, "|---|" + String(repeating: "---:|", count: 6)]
        lines += kinds.map { "| \($0.rawValue) | \((scores[method]?[$0] ?? AlarmScore()).cells) |" }
        return lines.joined(separator: "\n")
    }

    /// False alarms a month and incidents missed of every method on every kind.
    func matrix(_ scores: Scores) -> String {
        var lines = ["| series | " + methods.map(\.name).joined(separator: " | ") + " |"]
        lines.append("|---|" + String(repeating: "---:|", count: methods.count))
        lines += kinds.map { kind in
            let cells = methods.map { method -> String in
                guard let score = scores[method]?[kind] else { return "–" }
                let missed = score.incidents - score.delays.count
                return String(format: "%.2f", score.falseAlarmsAMonth)
                    + (score.incidents == 0 ? "" : ", \(missed) of \(score.incidents) missed")
            }
            return "| \(kind.rawValue) | \(cells.joined(separator: " | ")) |"
        }
        return lines.joined(separator: "\n")
    }
}
