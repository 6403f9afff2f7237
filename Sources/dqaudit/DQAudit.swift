@main
struct DQAudit {
    static func main() {}
}
