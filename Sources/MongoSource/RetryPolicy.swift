/// How often and how soon a read that was cut off is taken up again.
package struct RetryPolicy: Hashable, Sendable {
    /// Faults in a row, without a document between them, that are borne. With the waits below and a driver that looks for a server for
    /// ten seconds each time, the eighth comes after almost three minutes where no server answers at all: longer than an election or a restart.
    package var faultsInARow: Int
    /// Faults of one partition that are borne altogether.
    package var faults: Int
    /// Times that a partition is read again from its beginning, because the place where it was cut off cannot be found again.
    package var freshStarts: Int
    /// The wait before the first attempt; it doubles with each fault in a row.
    package var firstWait: Duration
    package var longestWait: Duration

    package init(
        faultsInARow: Int = 8, faults: Int = 100, freshStarts: Int = 3, firstWait: Duration = .milliseconds(100),
        longestWait: Duration = .seconds(5)
    ) {
        self.faultsInARow = faultsInARow
        self.faults = faults
        self.freshStarts = freshStarts
        self.firstWait = firstWait
        self.longestWait = longestWait
    }

    /// How long to wait before going on after so many faults in a row.
    func wait(afterFaults count: Int) -> Duration {
        min(longestWait, firstWait * (1 << min(max(count, 1) - 1, 20)))
    }
}
