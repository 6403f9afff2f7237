/// The C driver's own log, which goes nowhere.
///
/// The driver starts as soon as it is loaded, before `main`, and warns on standard error where it finds no shared memory (`/dev/shm`
/// read-only, or a left-over of a process with the same id). No handler can be set as early as that; but a program's definition of a
/// function goes before that of a library, and this is the name of the one that writes.
@_cdecl("mongoc_log_default_handler")
package func discardDriverLog(
    level: UInt32, domain: UnsafePointer<CChar>?, message: UnsafePointer<CChar>?, context: UnsafeMutableRawPointer?
) {}
