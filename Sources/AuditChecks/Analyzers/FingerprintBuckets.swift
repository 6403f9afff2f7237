import Glibc
import ScanEngine

/// Fingerprints in memory, apart by their leading 8 bits.
///
/// Each bucket is a chain of chunks of 1 KiB, cut from slabs that come from the operating system and go back to it whole: freed on another
/// thread than the one that filled them, memory of the allocator would stay with the process.
///
/// Safe to hand to another thread: it is the only owner of what its pointers refer to.
struct FingerprintBuckets: ~Copyable, @unchecked Sendable {
    static let count = 256

    /// Bytes of a chunk.
    private static let chunkBytes = 1024
    /// Fingerprints of a chunk: its first 16 bytes are the address of the chunk before it.
    private static let chunkCapacity = chunkBytes / MemoryLayout<UInt128>.stride - 1

    /// The chain of one bucket.
    private struct Bucket {
        /// Where the next fingerprint goes.
        var next: UnsafeMutablePointer<UInt128>?
        /// How many more fit the newest chunk.
        var room = 0
        var chunks = 0
        var newest: UnsafeMutableRawPointer?

        var count: Int { chunks * FingerprintBuckets.chunkCapacity - room }
    }

    /// 256 of them, initialized for as long as this lives; plain pointers, so that appending checks nothing but the room.
    private let buckets: UnsafeMutablePointer<Bucket>
    private var slabs: [Slab] = []
    /// What has not been cut from the newest slab: its address and bytes.
    private var rest: (start: UnsafeMutableRawPointer?, bytes: Int) = (nil, 0)

    init() {
        buckets = .allocate(capacity: FingerprintBuckets.count)
        buckets.initialize(repeating: Bucket(), count: FingerprintBuckets.count)
    }

    deinit {
        for slab in slabs { slab.free() }
        buckets.deallocate()
    }

    static func bucket(of fingerprint: UInt128) -> Int { Int(truncatingIfNeeded: fingerprint >> 120) }

    /// The fingerprints of a bucket share their leading bits: its smallest and largest.
    static func range(of bucket: Int) -> ClosedRange<UInt128> {
        let lowest = UInt128(bucket) << 120
        return lowest...lowest | (UInt128.max >> 8)
    }

    /// Appends as many as there is memory for; answers how many.
    mutating func append(_ fingerprints: UnsafeBufferPointer<UInt128>) -> Int {
        for place in fingerprints.indices {
            let fingerprint = fingerprints[place]
            let bucket = buckets + FingerprintBuckets.bucket(of: fingerprint)
            if bucket.pointee.room == 0, !startChunk(bucket) { return place }
            // There is room, so `next` lies in the newest chunk and is set.
            bucket.pointee.next.unsafelyUnwrapped.initialize(to: fingerprint)
            bucket.pointee.next = bucket.pointee.next.unsafelyUnwrapped + 1
            bucket.pointee.room &-= 1
        }
        return fingerprints.count
    }

    private mutating func startChunk(_ bucket: UnsafeMutablePointer<Bucket>) -> Bool {
        guard let chunk = rest.start, rest.bytes >= FingerprintBuckets.chunkBytes else { return false }
        rest = (chunk + FingerprintBuckets.chunkBytes, rest.bytes - FingerprintBuckets.chunkBytes)
        chunk.storeBytes(of: bucket.pointee.newest, as: UnsafeMutableRawPointer?.self)
        // A slab is page-aligned and chunks are multiples of 16 bytes, so fingerprints lie aligned.
        bucket.pointee.next = (chunk + MemoryLayout<UInt128>.stride).assumingMemoryBound(to: UInt128.self)
        bucket.pointee.room = FingerprintBuckets.chunkCapacity
        bucket.pointee.chunks += 1
        bucket.pointee.newest = chunk
        return true
    }

    /// Takes over a slab; only to be called when the one before is used up, or its rest is lost until all are freed.
    mutating func add(_ slab: Slab) {
        slabs.append(slab)
        rest = (slab.start, slab.bytes)
    }

    var isEmpty: Bool { !(0..<FingerprintBuckets.count).contains { buckets[$0].chunks > 0 } }

    func count(of bucket: Int) -> Int { buckets[bucket].count }

    /// The fingerprints of a bucket, chunk by chunk, for as long as `body` answers true.
    func forEachChunk<Failure: Error>(
        of bucket: Int, _ body: (UnsafeBufferPointer<UInt128>) throws(Failure) -> Bool
    ) throws(Failure) {
        var chunk = buckets[bucket].newest
        var filled = FingerprintBuckets.chunkCapacity - buckets[bucket].room
        while let current = chunk {
            let first = (current + MemoryLayout<UInt128>.stride).assumingMemoryBound(to: UInt128.self)
            guard try body(UnsafeBufferPointer(start: UnsafePointer(first), count: filled)) else { return }
            // Only the newest chunk of a chain may have room.
            filled = FingerprintBuckets.chunkCapacity
            chunk = current.load(as: UnsafeMutableRawPointer?.self)
        }
    }

    /// Forgets every fingerprint and gives the memory back; answers its bytes.
    mutating func removeAll() -> Int {
        var bytes = 0
        for slab in slabs {
            bytes += slab.bytes
            slab.free()
        }
        slabs = []
        rest = (nil, 0)
        buckets.update(repeating: Bucket(), count: FingerprintBuckets.count)
        return bytes
    }
}

/// Memory straight from the operating system; its owner frees it once.
///
/// Safe to hand to another thread: it is only an address, used by the one owner under that owner's lock.
struct Slab: @unchecked Sendable {
    let start: UnsafeMutableRawPointer
    let bytes: Int

    /// - Parameter bytes: a multiple of the page size.
    init(bytes: Int) {
        let start = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let start, start != MAP_FAILED else {
            fatalError("out of memory: the system gives no \(bytes) bytes; lower --memory-limit")
        }
        self.start = start
        self.bytes = bytes
    }

    func free() { munmap(start, bytes) }
}
