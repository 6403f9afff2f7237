import Foundation
import TestSupport

/// Collections on a real server of which an audit passes, fails, or learns nothing.
struct AuditedServer {
    enum State: String, CaseIterable {
        case good, broken, unreachable
    }

    private let good: TestDatabase
    private let broken: TestDatabase

    /// One suite for all states: half of the prices are missing in the broken database. A pattern, because it is compiled to machine code.
    static let suite = """
        version: 1
        suite: products
        source: { database: "${MONGODB_DATABASE}", collection: products }
        checks:
          - completeness: { fields: [name, price], fail_below: 90% }
          - invalid_records:
              rules: [{ field: name, matches: '^product [0-9]+$' }]
              fail_above: 0

        """

    init(_ test: String) throws {
        good = try TestDatabase(test)
        broken = try TestDatabase(test)
        try good.insert(json: (0..<40).map(Self.product), into: "products")
        try broken.insert(
            json: (0..<40).map { number in
                number % 2 == 0
                    ? Self.product(number) : #"{"_id": \#(number), "name": "product \#(number)", "price": null}"#
            }, into: "products")
    }

    private static func product(_ number: Int) -> String {
        #"{"_id": \#(number), "name": "product \#(number)", "price": \#(number + 1)}"#
    }

    /// What an audit has to be told.
    func variables(_ state: State) -> [String: String] {
        switch state {
        case .good: ["MONGODB_URI": good.uri, "MONGODB_DATABASE": good.name]
        case .broken: ["MONGODB_URI": broken.uri, "MONGODB_DATABASE": broken.name]
        case .unreachable:
            ["MONGODB_URI": "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=300", "MONGODB_DATABASE": "shop"]
        }
    }

    /// The shipped environment file with that.
    func environmentFile(_ state: State) throws -> String {
        var file = try EnvironmentFile()
        for (name, value) in variables(state) { try file.set(name, value) }
        return file.text
    }
}
