import Foundation
import TestSupport

/// A terminal of a given size that a program can be started on.
struct PseudoTerminal {
    private let controller: Int32
    private let name: String

    /// `TIOCSPTLCK` and `TIOCGPTN`, which Swift does not see.
    private static let unlock: UInt = 0x4004_5431
    private static let number: UInt = 0x8004_5430

    /// - Parameters:
    ///   - columns: width in characters.
    ///   - rows: height in lines.
    init(columns: UInt16, rows: UInt16) throws {
        controller = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var locked: Int32 = 0
        var index: Int32 = 0
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard controller >= 0, ioctl(controller, PseudoTerminal.unlock, &locked) == 0,
            ioctl(controller, PseudoTerminal.number, &index) == 0, ioctl(controller, UInt(TIOCSWINSZ), &size) == 0
        else { throw FixtureError("no terminal: \(String(cString: strerror(errno)))") }
        name = "/dev/pts/\(index)"
    }

    /// What is shown is read here; whoever takes it closes it.
    func screen() throws -> Int32 { controller }

    /// What the program writes to; whoever takes it closes it.
    func device() throws -> Int32 {
        let descriptor = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FixtureError("cannot open \(name): \(String(cString: strerror(errno)))") }
        return descriptor
    }
}
