import Foundation
import TestSupport

/// A product collection as a file, its suite, and audits of it that push to a gateway.
struct AuditedShop {
    let folder: TemporaryFolder
    let pushgateway: String

    /// What is wrong with the products.
    enum State {
        case good
        /// A third of the prices is missing, one product in ten stands there twice, and most products are gone.
        case broken
    }

    /// Completeness fails for broken products; duplicates and volume warn.
    private static let suite = """
        version: 1
        suite: products
        source: { database: shop, collection: products }
        timezone: UTC
        segment_by: source
        checks:
          - completeness: { fields: [name, price], warn_below: 95%, fail_below: 90% }
          - freshness: { field: scraped_at, warn_above: 12h, fail_above: 24h }
          - duplicates: { key: [url], warn_above: 1%, fail_above: 50% }
          - invalid_records:
              rules: [{ name: price_positive, field: price, greater_than: 0 }]
              fail_above: 500
          - volume: { metric: products_consolidated, per: run, baseline: 7d, warn_above: 3 }
        """

    init(folder: TemporaryFolder, pushgateway: String) throws {
        self.folder = folder
        self.pushgateway = pushgateway
        try folder.write(Self.suite, to: "products.yml")
    }

    private static func text(_ date: Date) -> String {
        let format = ISO8601DateFormatter()
        return format.string(from: date)
    }

    private func documents(_ state: State, at date: Date) -> String {
        let time = Self.text(date.addingTimeInterval(-3600))
        let count = state == .good ? 1000 : 300
        return (0..<count).map { number in
            let price = state == .broken && number % 3 == 0 ? "null" : "\(10 + number)"
            let page = state == .broken && number % 10 == 0 ? 1 : number
            let shop = number % 2 == 0 ? "mytek" : "tunisianet"
            return #"{"_id": \#(number), "name": "p\#(number)", "price": \#(price), "url": "https://shop/\#(page)", "#
                + #""source": "\#(shop)", "scraped_at": {"$date": "\#(time)"}}"#
        }.joined(separator: "\n")
    }

    /// Audits of the days before, which only the history keeps, so that a volume is known to expect.
    func rememberDaysBefore(_ days: Int) throws {
        for day in (1...days).reversed() {
            let date = Date(timeIntervalSinceNow: -86_400 * Double(day))
            let source = try folder.write(documents(.good, at: date), to: "products.jsonl")
            let outcome = try run(["--source", source, "--now", Self.text(date)])
            guard outcome.exitStatus == 0 else { throw FixtureError("\(outcome.output)\(outcome.errors)") }
        }
    }

    /// Audits products of now, and pushes.
    /// - Returns: the exit status.
    func audit(_ state: State) throws -> Int32 {
        let source = try folder.write(documents(state, at: Date()), to: "products.jsonl")
        return try run(["--source", source, "--pushgateway", "http://\(pushgateway)"]).exitStatus
    }

    /// An audit of a server that is not there.
    func auditNobody() throws -> Int32 {
        try run(["--uri", "mongodb://127.0.0.1:1", "--time-limit", "1s", "--pushgateway", "http://\(pushgateway)"])
            .exitStatus
    }

    private func run(_ arguments: [String]) throws -> InstalledProgram.Outcome {
        guard let program = MonitoringPrograms.dqaudit else { throw FixtureError("no dqaudit") }
        let reports = folder.path("reports")
        return try program.run(
            ["run", folder.path("products.yml"), "--lang", "en", "--report-dir", reports] + arguments, folder: folder)
    }
}
