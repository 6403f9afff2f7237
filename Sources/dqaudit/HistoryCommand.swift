import ArgumentParser

/// `dqaudit history`: looks at the runs that baselines come from, and says which of them count.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "The runs that baselines come from: look at them, say which count, move them.",
        subcommands: [
            HistoryList.self, HistoryShow.self, HistoryAccept.self, HistoryReject.self, HistoryExport.self,
            HistoryImport.self, HistoryPrune.self,
        ],
        defaultSubcommand: HistoryList.self)
}
