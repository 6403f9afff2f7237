/// Products of a small shop, and suites for them.
enum Shop {
    /// The clock of the audits: nine hours after the newest product.
    static let now = "2026-05-11T12:00:00Z"

    /// A connection string behind which nobody listens.
    static let nowhere = "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200"

    /// Products as Extended JSON: all good, except where told.
    /// - Parameters:
    ///   - unnamed: how many, from the start, have no name.
    ///   - free: how many, from the start, cost nothing.
    ///   - repeated: how many, from the end, have the first one's url.
    static func products(_ count: Int, unnamed: Int = 0, free: Int = 0, repeated: Int = 0) -> [String] {
        (0..<count).map { index in
            let name = index < unnamed ? "null" : "\"Pâte à tartiner \(index)\""
            let price = index < free ? 0 : 10 + index
            let url = index >= count - repeated ? 0 : index
            let source = ["mytek", "ldlc", "tunisianet"][index % 3]
            return """
                {"_id": "prod_\(index)", "name": \(name), "price": {"$numberDouble": "\(price).5"}, \
                "stock": {"$numberInt": "\(index)"}, "url": "https://shop.example/\(url)", "source": "\(source)", \
                "specifications": {"cpu": "i\(index % 9)"}, "offers": [{"price": {"$numberInt": "\(index)"}}], \
                "scraped_at": "2026-05-11T0\(index % 5):00:00"}
                """
        }
    }

    /// The five checks, each with bounds that good products keep.
    static let checks = """
          - completeness:
              fields: [name, price, url, specifications.cpu, "offers[].price"]
              warn_below: 95%
              fail_below: 90%
          - freshness:
              field: scraped_at
              fail_above: 24h
          - duplicates:
              key: [url]
              fail_above: 5%
          - invalid_records:
              rules:
                - { field: price, type: number, greater_than: 1 }
                - { field: url, matches: '^https://' }
              fail_above: 2
          - volume:
              per: run
              method: absolute
              fail_above: 5
        """

    /// A suite file.
    static func suite(
        _ name: String = "products", database: String = "shop", collection: String = "products",
        checks: String = Shop.checks
    ) -> String {
        """
        version: 1
        suite: \(name)
        source:
          database: \(database)
          collection: \(collection)
        timezone: Africa/Tunis
        checks:
        \(checks)

        """
    }
}
