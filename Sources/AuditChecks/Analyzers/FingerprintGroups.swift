/// What fingerprints are counted apart by: nothing, or the segments that the last bits of each name.
struct FingerprintGroups: Sendable {
    /// The bits of a tagged fingerprint that hold the number of its segment; the others are enough of the hash (112 bits: two keys
    /// among 10^9 collide with a probability below 10^-15).
    static let tagMask: UInt128 = 0xFFFF

    let count: Int
    /// The bits by which keys differ, whatever their groups.
    var keyMask: UInt128 { groupOfTag == nil ? .max : ~FingerprintGroups.tagMask }
    /// By tag; nil for fingerprints that have none.
    private let groupOfTag: [UInt16]?
    /// No group: such fingerprints are left out.
    private static let none = UInt16.max

    /// One group of fingerprints without tags.
    static let untagged = FingerprintGroups(count: 1, groupOfTag: nil)

    /// - Parameter groups: tags by group; no tag stands in two.
    init(ofTags groups: [[UInt16]]) {
        var groupOfTag = Array(repeating: FingerprintGroups.none, count: 1 << 16)
        for (group, tags) in groups.enumerated() {
            for tag in tags { groupOfTag[Int(tag)] = UInt16(group) }
        }
        self.init(count: groups.count, groupOfTag: groupOfTag)
    }

    private init(count: Int, groupOfTag: [UInt16]?) {
        self.count = count
        self.groupOfTag = groupOfTag
    }

    /// The group of a fingerprint, and what it is within all groups; nil for one of no group.
    @inline(__always)
    func sort(_ fingerprint: UInt128) -> (fingerprint: UInt128, group: Int)? {
        guard let groupOfTag else { return (fingerprint, 0) }
        let group = groupOfTag[Int(truncatingIfNeeded: fingerprint & FingerprintGroups.tagMask)]
        guard group != FingerprintGroups.none else { return nil }
        return (fingerprint & ~FingerprintGroups.tagMask | UInt128(group), Int(group))
    }
}
