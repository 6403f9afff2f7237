import Foundation
import TestSupport
import Testing

/// `docker-compose.monitoring.yml`.
struct ComposeFileTests {
    private static let services = [
        "alertmanager", "grafana", "mongodb-exporter", "node-exporter", "prometheus", "prometheus-pushgateway",
    ]

    @Test(.enabled(if: MonitoringPrograms.compose != nil, "\(MonitoringPrograms.noCompose)"))
    func `docker-compose understands the file, and asks for what it must be told`() throws {
        let folder = try TemporaryFolder()
        let compose = try #require(MonitoringPrograms.compose)
        func services(_ environment: String) throws -> InstalledProgram.Outcome {
            let file = try folder.write(environment, to: "env")
            return try compose.run(
                [
                    "--env-file", file, "-f", "\(MonitoringFolder.path)/docker-compose.monitoring.yml", "config",
                    "--services",
                ], folder: folder)
        }
        let complete = try services("GRAFANA_ADMIN_PASSWORD=x\nMONGODB_EXPORTER_URI=mongodb://db\n")
        #expect(complete.exitStatus == 0, "\(complete.errors)")
        #expect(complete.output.split(separator: "\n").map { "\($0)" }.sorted() == Self.services)
        let incomplete = try services("MONGODB_EXPORTER_URI=mongodb://db\n")
        #expect(incomplete.exitStatus != 0)
        #expect(incomplete.errors.contains("GRAFANA_ADMIN_PASSWORD"))
    }

    @Test func `images are pinned, and what is mounted is there`() throws {
        let lines = try MonitoringFolder.text("docker-compose.monitoring.yml").split(separator: "\n").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        let images = lines.filter { $0.hasPrefix("image: ") }
        #expect(images.count == Self.services.count)
        for image in images {
            let version = image.split(separator: ":").last.map { "\($0)" } ?? ""
            #expect(version.contains { $0.isNumber } && version != "latest", "\(image)")
        }
        for mount in lines where mount.hasPrefix("- ./") {
            let path = mount.dropFirst(4).prefix { $0 != ":" }
            #expect(FileManager.default.fileExists(atPath: "\(MonitoringFolder.path)/\(path)"), "\(path)")
        }
    }
}
