/// Values by local day number: neighbouring days side by side, because nearly every value of a collection adds one.
package struct DayCounts: Hashable, Sendable {
    /// The day of the first count; of no meaning without counts.
    private var first: Int64 = 0
    private var counts: [Int64] = []

    init() {}

    /// The count of a day; nil for one without values.
    package subscript(day: Int64) -> Int64? {
        guard day >= first, day - first < Int64(counts.count), counts[Int(day - first)] > 0 else { return nil }
        return counts[Int(day - first)]
    }

    /// Days with values, ascending.
    package var all: [(day: Int64, count: Int64)] {
        counts.enumerated().filter { $0.element > 0 }.map { (first + Int64($0.offset), $0.element) }
    }

    /// - Parameter day: one of at most ``TimestampAnalyzer/countedDays`` neighbours, which bounds the memory.
    @inline(__always)
    mutating func add(_ count: Int64, on day: Int64) {
        let place = day &- first
        // A negative number is a large one without its sign.
        if UInt64(bitPattern: place) >= UInt64(counts.count) { makeRoom(for: day) }
        counts[Int(day &- first)] += count
    }

    private mutating func makeRoom(for day: Int64) {
        guard !counts.isEmpty else {
            first = day
            counts = [0]
            return
        }
        if day < first {
            counts.insert(contentsOf: Array(repeating: 0, count: Int(first - day)), at: 0)
            first = day
        } else {
            counts += Array(repeating: 0, count: Int(day - first) + 1 - counts.count)
        }
    }

    mutating func merge(_ other: DayCounts) {
        for (day, count) in other.all { add(count, on: day) }
    }

    /// Days that have no values say nothing, however many are kept.
    package static func == (left: DayCounts, right: DayCounts) -> Bool {
        left.all.elementsEqual(right.all) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        for (day, count) in all {
            hasher.combine(day)
            hasher.combine(count)
        }
    }
}
