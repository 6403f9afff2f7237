import AuditModel
import Glibc

/// A whole file in memory, read-only; the operating system brings in pages as they are touched.
struct MappedFile: ~Copyable {
    /// Valid as long as this value.
    let bytes: UnsafeRawBufferPointer

    /// - Throws: ``SourceError`` with code `configuration` when the file cannot be opened or mapped.
    init(path: String) throws(SourceError) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw SourceError(.configuration, "\(path): cannot be opened: \(FileSource.reasonOfLastFailure())")
        }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else {
            throw SourceError(.configuration, "\(path): cannot be read: \(FileSource.reasonOfLastFailure())")
        }
        let count = Int(facts.st_size)
        // Nothing cannot be mapped.
        guard count > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw SourceError(.configuration, "\(path): cannot be mapped: \(FileSource.reasonOfLastFailure())")
        }
        madvise(start, count, MADV_SEQUENTIAL)
        bytes = UnsafeRawBufferPointer(start: start, count: count)
    }

    /// Gives back the memory of whole pages within a range; whoever reads there again gets the same bytes from the file.
    func release(_ range: Range<Int>) {
        let page = Int(getpagesize())
        let start = (range.lowerBound + page - 1) / page * page
        let end = range.upperBound / page * page
        guard start < end, let base = bytes.baseAddress else { return }
        madvise(UnsafeMutableRawPointer(mutating: base + start), end - start, MADV_DONTNEED)
    }

    /// Maps the pages of a range at once, which saves the faults that would else map a few of them at a time.
    func prepare(_ range: Range<Int>) {
        let page = Int(getpagesize())
        let start = range.lowerBound / page * page
        guard let base = bytes.baseAddress, start < range.upperBound else { return }
        // A kernel before 5.14 knows no such advice, and answers so; a page that cannot be read says so when it is touched.
        madvise(UnsafeMutableRawPointer(mutating: base + start), range.upperBound - start, MappedFile.populateRead)
    }

    /// MADV_POPULATE_READ of <linux/mman.h>, which older headers lack.
    private static let populateRead: Int32 = 22

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    }
}
