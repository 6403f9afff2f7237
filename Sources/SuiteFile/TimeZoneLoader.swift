package import AuditModel
import Foundation

/// Finds the rules of a time zone in the data of the operating system (Debian's package `tzdata`).
package enum TimeZoneLoader {
    /// The rules of an IANA time zone such as `Africa/Tunis`. `UTC` needs no data.
    ///
    /// - Parameters:
    ///   - identifier: exact, with upper and lower case as the data have it.
    ///   - directories: where the data may lie, the first one with the zone wins; nil for the usual places.
    /// - Throws: ``TimeZoneError``: not a name, unknown (with the nearest known one), no data installed, or damaged data.
    package static func rules(
        for identifier: String, in directories: [String]? = nil
    ) throws(TimeZoneError) -> TimeZoneRules {
        if identifier == "UTC" { return .utc }
        guard isName(identifier) else {
            throw TimeZoneError("'\(identifier)' is no time zone; write a name such as Africa/Tunis, or UTC")
        }
        let places = (directories ?? standardDirectories(ProcessInfo.processInfo.environment))
            .filter { FileManager.default.fileExists(atPath: $0) }
        for place in places {
            if let bytes = zoneFile(place + "/" + identifier) {
                return try TimeZoneRules(tzif: bytes, identifier: identifier)
            }
        }
        let known = places.flatMap(identifiers)
        guard !known.isEmpty else {
            throw TimeZoneError(
                "time zone '\(identifier)' is not known, because this system has no time zone data; install tzdata,"
                    + " or use UTC")
        }
        throw TimeZoneError(
            "time zone '\(identifier)' is unknown; write a name such as Africa/Tunis, or UTC"
                + suggestion(for: identifier, among: known + ["UTC"]))
    }

    /// Where the data lie, as the C library looks for them: `TZDIR`, then the usual folders.
    static func standardDirectories(_ environment: [String: String]) -> [String] {
        let usual = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"]
        guard let own = environment["TZDIR"], !own.isEmpty else { return usual }
        return [own] + usual
    }

    /// Whether a text can be the name of a zone: parts joined by slashes, none of them able to leave the folder of the data.
    private static func isName(_ text: String) -> Bool {
        let isPart = { (part: Substring) in
            !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_+-".contains($0)) }
        }
        return text.utf8.count <= 100 && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(isPart)
    }

    /// The bytes of a file that begins as time zone data do; nil for anything else. Such files have a few kilobytes.
    private static func zoneFile(_ path: String) -> [UInt8]? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
            let file = FileHandle(forReadingAtPath: path)
        else { return nil }
        defer { try? file.close() }
        guard let bytes = try? file.read(upToCount: 1 << 20), bytes.starts(with: "TZif".utf8) else { return nil }
        return Array(bytes)
    }

    /// The names that a folder of data holds, without its copies in `posix` and `right`.
    private static func identifiers(in directory: String) -> [String] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: directory)) ?? []
        return paths.filter { path in
            isName(path) && !path.hasPrefix("posix/") && !path.hasPrefix("right/")
                && zoneFile(directory + "/" + path) != nil
        }
    }

    /// The nearest name; a bare city finds its continent.
    private static func suggestion(for identifier: String, among known: [String]) -> String {
        let near = Spelling.suggestion(for: identifier, among: known.sorted())
        if !near.isEmpty { return near }
        let city = identifier.lowercased()
        let match = known.sorted().first { $0.split(separator: "/").last?.lowercased() == city }
        return match.map { " (did you mean '\($0)'?)" } ?? ""
    }
}
