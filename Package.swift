// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: Swift 6 language mode, no silent existential, no leaking import, no warning.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// Swift's own libraries within the release program: a third less time to start, and a program that needs no toolchain beside it.
///
/// Modules are compiled for the shared libraries, so what the static ones need is named here. lld, which comes with the toolchain, because
/// gold warns of what Foundation uses.
let staticLibraries = [
    "-static-stdlib", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims", "-l_FoundationCollections",
    "-use-ld=lld",
]

let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "dqaudit",
    products: [.executable(name: "dqaudit", targets: ["dqaudit"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // C libraries of the system.
        .systemLibrary(name: "CLibMongoC", pkgConfig: "libmongoc-1.0", providers: [.apt(["libmongoc-dev"])]),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
        .target(name: "CLazyCurl"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // The product, lower targets first. ARCHITECTURE.md has the table of allowed imports.
        .target(name: "RawBSON", swiftSettings: settings),
        .target(name: "AuditModel", swiftSettings: settings),
        .target(name: "ScanEngine", dependencies: ["RawBSON", "AuditModel"], swiftSettings: settings),
        .target(
            name: "QueryMatching", dependencies: ["RawBSON", "ScanEngine", "AuditModel", "CPCRE2"],
            swiftSettings: settings),
        .target(
            name: "AuditChecks", dependencies: ["QueryMatching", "ScanEngine", "RawBSON", "AuditModel", "CXXHash"],
            swiftSettings: settings),
        .target(
            name: "SuiteFile", dependencies: ["AuditChecks", "ScanEngine", "AuditModel", yams], swiftSettings: settings),
        .target(
            name: "MongoSource", dependencies: ["CLibMongoC", "RawBSON", "ScanEngine", "AuditModel"],
            swiftSettings: settings),
        .target(
            name: "FileSource", dependencies: ["CLibMongoC", "CZlib", "RawBSON", "ScanEngine", "AuditModel"],
            swiftSettings: settings),
        .target(name: "RunHistory", dependencies: ["AuditModel", grdb], swiftSettings: settings),
        .target(
            name: "MongoHistory", dependencies: ["CLibMongoC", "MongoSource", "RawBSON", "AuditModel"],
            swiftSettings: settings),
        .target(name: "Reporting", dependencies: ["AuditModel", "CLazyCurl"], swiftSettings: settings),
        .executableTarget(
            name: "dqaudit",
            dependencies: [
                "AuditModel", "QueryMatching", "ScanEngine", "AuditChecks", "SuiteFile", "MongoSource", "FileSource",
                "RunHistory", "MongoHistory", "Reporting", argumentParser,
            ],
            swiftSettings: settings,
            linkerSettings: [.unsafeFlags(staticLibraries, .when(platforms: [.linux], configuration: .release))]),

        // Tests. TestSupport starts the real servers and builds documents.
        .target(
            name: "TestSupport", dependencies: ["CLibMongoC", "MongoSource", "RawBSON", "AuditModel", "ScanEngine"],
            path: "Tests/TestSupport",
            swiftSettings: settings),
        .testTarget(
            name: "RawBSONTests", dependencies: ["RawBSON", "MongoSource", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "AuditModelTests", dependencies: ["AuditModel", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "ScanEngineTests", dependencies: ["ScanEngine", "RawBSON", "AuditModel", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "QueryMatchingTests",
            dependencies: [
                "QueryMatching", "SuiteFile", "ScanEngine", "RawBSON", "AuditModel", "MongoSource", "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "AuditChecksTests",
            dependencies: [
                "AuditChecks", "QueryMatching", "SuiteFile", "ScanEngine", "RawBSON", "AuditModel", "MongoSource",
                "TestSupport",
            ], swiftSettings: settings),
        .testTarget(
            name: "SuiteFileTests",
            dependencies: ["SuiteFile", "AuditChecks", "ScanEngine", "AuditModel", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "MongoSourceTests",
            dependencies: ["MongoSource", "CLibMongoC", "ScanEngine", "AuditModel", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "FileSourceTests",
            dependencies: ["FileSource", "MongoSource", "CZlib", "ScanEngine", "AuditModel", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "RunHistoryTests",
            dependencies: ["RunHistory", "MongoHistory", "MongoSource", "AuditModel", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "ReportingTests", dependencies: ["Reporting", "AuditModel", "TestSupport"], exclude: ["Golden"],
            swiftSettings: settings),
        .testTarget(
            name: "MonitoringTests", dependencies: ["TestSupport"], exclude: ["grafana_models.py", "receiver.py"],
            swiftSettings: settings),
        .testTarget(
            name: "DeploymentTests", dependencies: ["AuditModel", "TestSupport"],
            exclude: [
                "copied-machine.sh", "install-life", "machine", "package-life", "pipeline-steps.py", "prefect_runs.py",
                "test_audit_flow.py", "test_audit_process.py", "zsh-completions",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests", dependencies: ["dqaudit", "Reporting", "AuditModel", "MongoSource", "TestSupport"],
            swiftSettings: settings),
    ]
)
