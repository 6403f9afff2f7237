import Foundation
import TestSupport

/// A shop's collections on a MongoDB server of its own, their suite, and audits that push to a gateway.
struct AuditedShop {
    let folder: TemporaryFolder
    let pushgateway: String
    private var server: MongodFixture
    /// When it was opened; the ages of its products count from here.
    private let opening = Date()

    /// Every kind of check, and what gives a gauge of its own: segments, a schedule, cells, warnings, both volumes, a comparison with
    /// the past. Completeness fails for broken products; duplicates and volume warn.
    private static let suite = """
        version: 1
        suite: products
        source: { database: shop, collection: products }
        timezone: UTC
        segment_by: source
        checks:
          - completeness: { fields: [name, price], warn_below: 95%, fail_below: 90%, anomaly: {} }
          - freshness:
              field: scraped_at
              warn_above: 12h
              fail_above: 24h
              schedule: { days: [mon-sun] }
          - duplicates: { key: [url], warn_above: 1%, fail_above: 50% }
          - invalid_records:
              rules:
                - { name: price_positive, field: price, greater_than: 0 }
                - { name: offers_positive, field: 'offers[].price', greater_than: 0, quantifier: each, fail_above: 5% }
                - { name: name_readable, field: name, min_length: 2, severity: warning }
              fail_above: 500
          - reference: { field: category, to: categories._id, fail_above: 1% }
          - volume: { metric: products_consolidated, per: run, baseline: 7d, warn_above: 3 }
          - volume: { id: volume-per-day, metric: products_per_day, per: day, timestamp: scraped_at }
        """

    private static let count = 1000
    /// As many days have products.
    private static let days = 12

    /// Starts the server, fills it with good products.
    init(folder: TemporaryFolder, pushgateway: String) throws {
        self.folder = folder
        self.pushgateway = pushgateway
        try folder.write(Self.suite, to: "products.yml")
        server = try MongodFixture(.replicaSet)
        try fill()
    }

    func stop() { server.stop() }

    private var database: TestDatabase { TestDatabase(uri: server.uri, named: "shop") }

    private func fill() throws {
        try database.insert(json: (0..<8).map { #"{"_id": "c\#($0)"}"# }, into: "categories")
        try database.insert(json: (0..<Self.count).map(product), into: "products")
    }

    /// As many products of both sources on each day, the newest an hour old.
    private func product(_ number: Int) -> String {
        let age = 3600 + 86_400 * Double(number / 2 % Self.days)
        let time = Self.text(opening.addingTimeInterval(-age))
        // The second would call everybody in Slack, written as it is.
        let source = number % 2 == 0 ? "mytek" : "<!channel>"
        return
            #"{"_id": \#(number), "name": "p\#(number)", "price": \#(10 + number), "url": "https://shop/\#(number)", "#
            + #""source": "\#(source)", "category": "c\#(number % 8)", "offers": [{"price": 1}, {"price": 2}], "#
            + #""scraped_at": {"$date": "\#(time)"}}"#
    }

    /// A third of the prices goes missing, one product in ten gets the page of another, and most products go.
    func breakProducts() throws {
        try database.run(
            """
            { "update": "products", "updates": [
                { "q": { "_id": { "$mod": [3, 0] } }, "u": { "$set": { "price": null } }, "multi": true },
                { "q": { "_id": { "$mod": [10, 0] } }, "u": { "$set": { "url": "https://shop/1" } }, "multi": true } ] }
            """)
        try database.run(
            #"{ "delete": "products", "deletes": [ { "q": { "_id": { "$gte": \#(Self.left) } }, "limit": 0 } ] }"#)
    }

    private static let left = 300

    /// What ``breakProducts()`` did is put right.
    func repairProducts() throws {
        try database.run(
            """
            { "update": "products", "updates": [ { "q": {}, "multi": true, "u": [ { "$set": {
                "price": { "$add": [10, "$_id"] },
                "url": { "$concat": ["https://shop/", { "$toString": "$_id" }] } } } ] } ] }
            """)
        try database.insert(json: (Self.left..<Self.count).map(product), into: "products")
    }

    /// The server goes; nobody listens at its address any more.
    func loseServer() { server.stop() }

    /// Another server with the same data takes its place.
    mutating func replaceServer() throws {
        server = try MongodFixture(.replicaSet)
        try fill()
    }

    private static func text(_ date: Date) -> String {
        ISO8601DateFormatter().string(from: date)
    }

    /// Audits of the days before, which only the history keeps, so that it is known what to expect.
    func rememberDaysBefore(_ days: Int) throws {
        for day in (1...days).reversed() {
            let date = Date(timeIntervalSinceNow: -86_400 * Double(day))
            let outcome = try run(["--now", Self.text(date)])
            guard outcome.exitStatus == 0 else { throw FixtureError("\(outcome.output)\(outcome.errors)") }
        }
    }

    /// Audits the products as they are, and pushes.
    func audit() throws -> InstalledProgram.Outcome {
        try run(["--pushgateway", "http://\(pushgateway)"])
    }

    private func run(_ arguments: [String]) throws -> InstalledProgram.Outcome {
        guard let program = MonitoringPrograms.dqaudit else { throw FixtureError("no dqaudit") }
        // A server that is gone is looked for no longer than this.
        let uri = server.uri + "&serverSelectionTimeoutMS=1000"
        let fixed = ["run", folder.path("products.yml"), "--uri", uri, "--lang", "en"]
        return try program.run(fixed + ["--report-dir", folder.path("reports")] + arguments, folder: folder)
    }
}
