import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct AtomicFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func writesIntoFoldersThatItCreates() throws {
        try AtomicFile.write(Array("new\n".utf8), to: folder.path("a/b/report.json"))
        #expect(try folder.text(of: "a/b/report.json") == "new\n")
        #expect(try folder.names(in: "a/b") == ["report.json"])
    }

    @Test func replacesTheWholeFile() throws {
        try AtomicFile.write(Array("a long first version".utf8), to: folder.path("file"))
        try AtomicFile.write(Array("short".utf8), to: folder.path("file"))
        #expect(try folder.text(of: "file") == "short")
        #expect(try folder.names() == ["file"])
    }

    @Test func twoNamesAreReplacedApart() throws {
        try AtomicFile.write(Array("first".utf8), to: folder.path("1"), alsoNamed: folder.path("latest"))
        try AtomicFile.write(Array("second".utf8), to: folder.path("2"), alsoNamed: folder.path("latest"))
        #expect(try folder.text(of: "1") == "first")
        #expect(try folder.text(of: "2") == "second")
        #expect(try folder.text(of: "latest") == "second")
        #expect(try folder.names() == ["1", "2", "latest"])
        // Each name has the file, not one a pointer to the other.
        try FileManager.default.removeItem(atPath: folder.path("2"))
        #expect(try folder.text(of: "latest") == "second")
    }

    @Test func aFolderInPlaceOfTheSecondNameIsNamed() throws {
        try FileManager.default.createDirectory(atPath: folder.path("latest/x"), withIntermediateDirectories: true)
        let error = #expect(throws: SinkError.self) {
            try AtomicFile.write([1], to: folder.path("1"), alsoNamed: folder.path("latest"))
        }
        #expect(error?.message.contains("latest'") == true)
        #expect(try folder.names() == ["1", "latest"])
    }

    @Test func everybodyMayReadTheFileWhateverTheUmask() async throws {
        await #expect(processExitsWith: .success) { [path = folder.path("file") as String] in
            umask(0o077)
            try AtomicFile.write([1], to: path)
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("file"))
        #expect(attributes[.posixPermissions] as? Int == 0o644)
    }

    @Test func aReaderSeesTheOldBytesOrTheNew() async throws {
        let path = folder.path("file")
        let versions = (0..<2).map { [UInt8](repeating: UInt8($0), count: 200_000) }
        try AtomicFile.write(versions[0], to: path)
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                (0..<100).allSatisfy { (try? AtomicFile.write(versions[$0 % 2], to: path)) != nil }
            }
            group.addTask {
                (0..<300).allSatisfy { _ in
                    guard let bytes = try? AtomicFile.read(path) else { return false }
                    return versions.contains(bytes)
                }
            }
            for await isWhole in group { #expect(isWhole) }
        }
    }

    @Test func aFullDiskLeavesTheOldFileAndNothingElse() async throws {
        try AtomicFile.write(Array("old".utf8), to: folder.path("file"))
        await #expect(processExitsWith: .success) { [path = folder.path("file") as String] in
            // A file size limit breaks off a write in its middle, as a full disk does.
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 8192, rlim_max: 8192)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let error = #expect(throws: SinkError.self) {
                try AtomicFile.write([UInt8](repeating: 7, count: 1_000_000), to: path)
            }
            #expect(error?.message.contains("cannot write '\(path)': file too large;") == true)
        }
        #expect(try folder.text(of: "file") == "old")
        #expect(try folder.names() == ["file"])
    }

    @Test func anUnwritableFolderIsNamed() async throws {
        try FileManager.default.createDirectory(
            atPath: folder.path("closed"), withIntermediateDirectories: false, attributes: [.posixPermissions: 0o555])
        await #expect(processExitsWith: .success) { [path = folder.path("closed/file") as String] in
            // The superuser may write everywhere, so become nobody.
            if geteuid() == 0 { setuid(65_534) }
            let error = #expect(throws: SinkError.self) { try AtomicFile.write([1], to: path) }
            #expect(
                error?.message
                    == "cannot write '\(path)': permission denied; make the folder writable for this user or choose another"
            )
        }
        #expect(try folder.names(in: "closed").isEmpty)
    }

    @Test func aFileInPlaceOfAFolderIsNamed() throws {
        try AtomicFile.write([1], to: folder.path("file"))
        let error = #expect(throws: SinkError.self) { try AtomicFile.write([1], to: folder.path("file/report.json")) }
        #expect(error?.message.contains("cannot create folder '\(folder.path("file"))': ") == true)
    }

    @Test func aFolderInPlaceOfTheFileIsNamed() throws {
        try AtomicFile.write([1], to: folder.path("name/inside"))
        let error = #expect(throws: SinkError.self) { try AtomicFile.write([1], to: folder.path("name")) }
        #expect(error?.message.contains("a folder of this name is in the way") == true)
        #expect(try folder.names() == ["name"])
        #expect(throws: SinkError.self) { try AtomicFile.write([1], to: folder.path("name/")) }
    }

    @Test func theLongestNameIsPossible() throws {
        let name = String(repeating: "n", count: 255)
        try AtomicFile.write([1], to: folder.path(name))
        #expect(try folder.names() == [name])
    }

    @Test func readsWhatIsThere() throws {
        #expect(try AtomicFile.read(folder.path("none")) == nil)
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
        try AtomicFile.write(bytes, to: folder.path("file"))
        #expect(try AtomicFile.read(folder.path("file")) == bytes)
        #expect(throws: SinkError.self) { try AtomicFile.read(folder.path) }
    }

    @Test(arguments: [
        ("/dev/null", true), ("/dev/stdout", true), ("/dev/stderr", true), ("/dev/fd/7", true),
        ("/proc/self/fd/1", true), ("/dev/shm/dqaudit-no-such-file.prom", false), ("/etc/passwd", false),
        ("/etc", false),
    ])
    func devicesAreKnown(path: String, isDevice: Bool) {
        #expect(AtomicFile.isDevice(path) == isDevice)
    }

    @Test func aFolderThatSomebodyKeepsLockedIsNotWrittenTo() async throws {
        let path = folder.path("shared/gauges.prom")
        try AtomicFile.write(Array("kept".utf8), to: path)
        let lock = open(folder.path("shared"), O_RDONLY | O_DIRECTORY)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        var isDone = false
        let error = #expect(throws: SinkError.self) {
            try AtomicFile.whileLocked(folderOf: path, patience: .milliseconds(50)) { isDone = true }
        }
        #expect(!isDone)
        #expect(error?.message.contains("another process has locked its folder") == true)
        // Somebody who wants no more does not wait for it.
        let sink = try TextfileSink(path: path, key: GroupingKey())
        let delivery = Task { () -> String? in
            do throws(SinkError) {
                try await sink.deliver(Sample.run(Sample.report()))
                return nil
            } catch {
                return error.message
            }
        }
        delivery.cancel()
        #expect(await delivery.value?.contains("another process has locked its folder") == true)
        #expect(flock(lock, LOCK_UN) == 0)
        try AtomicFile.whileLocked(folderOf: path) { isDone = true }
        #expect(isDone)
        #expect(try folder.text(of: "shared/gauges.prom") == "kept")
    }
}
