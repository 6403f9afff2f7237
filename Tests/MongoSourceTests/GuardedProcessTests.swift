import Foundation
import TestSupport
import Testing

@Suite struct GuardedProcessTests {
    private static let sleeper = #"echo $$ >"$0"; exec sleep 600"#

    /// Waits without a fixed time until something is so; 20 seconds are a failure.
    private func becomes(_ condition: () -> Bool) -> Bool {
        let start = ContinuousClock.now
        while !condition() {
            if ContinuousClock.now - start > .seconds(20) { return false }
            usleep(5_000)
        }
        return true
    }

    private func processNumber(in path: String) -> pid_t? {
        (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { pid_t($0.dropLast()) }
    }

    @Test func `ends with its owner, even when that is killed`() async throws {
        let folder = try TemporaryFolder()
        let data = folder.path("data")
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        let number = folder.path("number")
        await #expect(processExitsWith: .signal(SIGKILL)) { [data = data as String, number = number as String] in
            let process = try GuardedProcess(
                "/bin/sh", ["-c", Self.sleeper, number], log: data + "/log", removing: data)
            try process.wait(until: "the program runs") { FileManager.default.fileExists(atPath: number) }
            kill(getpid(), SIGKILL)
        }
        let program = try #require(processNumber(in: number))
        #expect(becomes { kill(program, 0) != 0 })
        #expect(becomes { !FileManager.default.fileExists(atPath: data) })
    }

    @Test func `ends when asked`() throws {
        let folder = try TemporaryFolder()
        let number = folder.path("number")
        let process = try GuardedProcess("/bin/sh", ["-c", Self.sleeper, number], log: folder.path("log"))
        #expect(becomes { processNumber(in: number) != nil })
        #expect(process.isRunning)
        process.stop()
        #expect(!process.isRunning)
        #expect(try kill(#require(processNumber(in: number)), 0) != 0)
    }

    @Test func `notices that the program has ended`() throws {
        let folder = try TemporaryFolder()
        let process = try GuardedProcess("/bin/sh", ["-c", "echo no luck; exit 3"], log: folder.path("log"))
        let error = #expect(throws: FixtureError.self) { try process.wait(until: "never") { false } }
        #expect(error?.description.contains("no luck") == true)
    }
}
