import Foundation
import TestSupport

/// A disk of a few kilobytes, in a mount namespace of its own that ends with the program.
enum SmallDisk {
    static let absence = "a temporary file system may not be mounted here (unshare --mount)"

    /// Whether this machine lets the tests make one.
    static let isPermitted: Bool = {
        guard let folder = try? TemporaryFolder() else { return false }
        return (try? call("/bin/true", [], on: "disk", in: folder).output.contains("status 0")) ?? false
    }()

    /// Calls a program with a full disk at a folder below the working directory.
    /// - Returns: its output, followed by lines `status N` and `left: N`, the number of files on the disk besides the one that fills it.
    static func call(
        _ program: String, _ arguments: [String], on name: String, in folder: TemporaryFolder
    ) throws -> InstalledProgram.Outcome {
        guard let shell = InstalledProgram("unshare") else { throw FixtureError(absence) }
        try FileManager.default.createDirectory(
            atPath: folder.path(name), withIntermediateDirectories: true)
        return try shell.run(
            ["--mount", "/bin/sh", "-c", script, "sh", folder.path, name, program] + arguments, folder: folder)
    }

    private static let script = """
        cd "$1" && disk=$2 && shift 2 && mount -t tmpfs -o size=64k tmpfs "$disk" || exit 1
        head -c 65536 /dev/zero >"$disk/filling"
        "$@"
        echo "status $?"
        echo "left: $(find "$disk" -type f ! -name filling | wc -l)"
        """
}
