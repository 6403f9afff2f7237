import AuditModel
import Testing

@Suite("Sizes of memory")
struct SizeTextTests {
    @Test("are a number and a unit")
    func reading() {
        let known: [(String, Int64)] = [
            ("512MB", 512_000_000), ("2GB", 2_000_000_000), ("64MiB", 67_108_864), ("1kB", 1000), ("1KB", 1000),
            ("3KiB", 3072), ("1gib", 1 << 30), ("1TB", 1_000_000_000_000), ("1TiB", 1 << 40), ("0MB", 0),
            ("007mb", 7_000_000), ("8388607TiB", 8_388_607 << 40),
        ]
        for (text, bytes) in known { #expect(SizeText.bytes(text) == bytes, "\(text)") }
    }

    @Test(
        "need both and nothing else",
        arguments: [
            "", "512", "MB", "512 MB", " 512MB", "512MB ", "-1MB", "+1MB", "1.5GB", "1e3MB", "512M", "512Mi", "512B",
            "1MB1MB", "٣MB", "99999999999999999999MB", "8388608TiB", "9223373TB",
        ])
    func refused(text: String) {
        #expect(SizeText.bytes(text) == nil)
    }
}
