/// How the flow is deployed.
struct PrefectDeployment: Decodable, Sendable {
    struct Schedule: Decodable, Sendable {
        struct Clock: Decodable, Sendable {
            let cron: String
            let timezone: String
        }
        let schedule: Clock
        let active: Bool
    }
    struct Limit: Decodable, Sendable { let limit: Int }
    struct Options: Decodable, Sendable { let collisionStrategy: String }

    let id: String
    let tags: [String]
    let workPoolName: String?
    let schedules: [Schedule]
    let globalConcurrencyLimit: Limit?
    let concurrencyOptions: Options?
}
