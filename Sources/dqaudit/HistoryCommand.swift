import ArgumentParser

/// `dqaudit history`: looks at the runs that baselines come from, and says which of them count.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List, show, accept or reject the runs that baselines come from.",
        subcommands: [HistoryList.self, HistoryShow.self, HistoryAccept.self, HistoryReject.self],
        defaultSubcommand: HistoryList.self)
}
