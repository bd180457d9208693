// swift-tools-version: 6.2
import PackageDescription

// `WINDLASS_ROOMS=safe` leaves only the rooms that a Windows node itself can run, and their few
// dependencies: they build and test in seconds, and that is also how `windlass-node` is built on Windows.
let safeRoomsOnly = Context.environment["WINDLASS_ROOMS"] == "safe"

let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = [], cSettings: [CSetting] = []) -> Target {
    .target(name: name, dependencies: dependencies, cSettings: cSettings, swiftSettings: settings)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ room: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(room)Tests",
        dependencies: [.byName(name: room)] + dependencies,
        swiftSettings: settings
    )
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

var dependencies: [Package.Dependency] = [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
]

// The rooms, ground floor first; `scripts/check-rooms.sh` holds their imports against this list.
var products: [Product] = [
    .library(name: "WindlassPlan", targets: ["OCI", "Registries", "Credentials"]),
    .executable(name: "windlass-node", targets: ["windlass-node"]),
]
var targets: [Target] = [
    room("OCI"),
    // libyaml's header takes it for a DLL on Windows unless told otherwise, as Yams tells it.
    room("Registries", ["OCI", yams], cSettings: [.define("YAML_DECLARE_STATIC")]),
    room("NodeConfiguration", ["OCI", "Registries"]),
    room("Credentials", ["OCI", "Registries"]),
    room("NodeCommands", ["OCI", "Registries", "NodeConfiguration", "Credentials", argumentParser]),
    program("windlass-node", ["NodeCommands", argumentParser]),
    tests("OCI"),
    tests("Registries", ["OCI"]),
    tests("NodeConfiguration", ["OCI", "Registries"]),
    tests("Credentials", ["OCI", "Registries"]),
    tests("NodeCommands", ["OCI", "Registries", "NodeConfiguration", "Credentials", argumentParser]),
]

if !safeRoomsOnly {
    let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
    let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
    let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
    let nioHTTP2: Target.Dependency = .product(name: "NIOHTTP2", package: "swift-nio-http2")
    let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
    let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
    let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
    let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
    let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
    let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
    let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
    let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    let certificateReloading: Target.Dependency = .product(
        name: "NIOCertificateReloading",
        package: "swift-nio-extras"
    )

    dependencies += [
        // 2.100 is the first whose HTTP/1 decoder bounds its headers.
        .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // For tests alone: another parser of TOML, toml++, to hold ours against.
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ]
    products += [
        .library(name: "WindlassTransfer", targets: ["RegistryClient", "ContentStore", "ImageTransfer"]),
        .library(name: "WindlassTesting", targets: ["RegistryTesting"]),
        .executable(name: "windlass", targets: ["windlass"]),
    ]
    targets += [
        room(
            "RegistryClient",
            ["OCI", "Registries", "Credentials", asyncHTTPClient, nioCore, nioPosix, nioHTTP1, nioSSL, crypto, asn1]
        ),
        // zlib and libzstd.
        .systemLibrary(name: "CCompression", providers: [.apt(["zlib1g-dev", "libzstd-dev"])]),
        room("ContentStore", ["OCI", "CCompression", crypto]),
        room("Containerd", ["OCI", nioCore, nioPosix, nioHTTP2]),
        room("ImageTransfer", ["OCI", "Registries", "RegistryClient", "ContentStore", "Containerd", nioCore]),
        // crypt(3), for no listed package verifies bcrypt, and mallopt(3).
        .systemLibrary(name: "CLibc"),
        room(
            "RegistryServer",
            [
                "OCI", "ContentStore", "CLibc", nioCore, nioPosix, nioHTTP1, nioSSL, certificateReloading, crypto,
                logging, lifecycle,
            ]
        ),
        room("Gateway", ["OCI", "Registries", "RegistryClient", "ContentStore", "ImageTransfer", "RegistryServer"]),
        room("Diagnosis", ["OCI", "Registries", "Credentials", "RegistryClient", "ImageTransfer", x509, asn1]),
        room(
            "Demonstration",
            [
                "OCI", "Registries", "NodeConfiguration", "RegistryClient", "ContentStore", "ImageTransfer",
                "RegistryServer", nioCore, nioPosix, crypto, x509, asn1, logging,
            ]
        ),
        room("RegistryTesting", ["OCI", nioCore, nioPosix, nioTLS, nioSSL, crypto, x509, asn1]),
        program(
            "windlass",
            [
                "OCI", "Registries", "Credentials", "NodeCommands", "RegistryClient", "ContentStore", "Containerd",
                "ImageTransfer", "RegistryServer", "NodeConfiguration", "Diagnosis", "Demonstration", "CLibc",
                argumentParser, nioPosix, logging, lifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        tests("RegistryClient", ["OCI", "Registries", "Credentials", "RegistryTesting", nioCore]),
        tests("ContentStore", ["OCI", crypto]),
        tests("Containerd", ["OCI", nioCore, nioPosix, nioHTTP2, crypto]),
        tests(
            "ImageTransfer",
            ["OCI", "Registries", "RegistryClient", "ContentStore", "RegistryTesting", nioCore, crypto]
        ),
        tests(
            "RegistryServer",
            [
                "OCI", "ContentStore", "RegistryTesting", nioCore, nioPosix, nioHTTP1, nioSSL, crypto, logging,
                lifecycle,
            ]
        ),
        tests(
            "Diagnosis",
            ["OCI", "Registries", "Credentials", "RegistryClient", "RegistryTesting", x509, asn1, crypto]
        ),
        tests("Demonstration", ["OCI", "Registries", "ContentStore"]),
        .testTarget(
            name: "NodeConfigurationOracleTests",
            dependencies: ["NodeConfiguration", .product(name: "TOMLKit", package: "TOMLKit")],
            swiftSettings: settings
        ),
        tests("RegistryTesting", ["OCI", nioCore, nioPosix, nioSSL, crypto]),
        // What the built program does against real peers.
        .testTarget(
            name: "ProgramTests",
            dependencies: ["OCI", "Registries", "NodeConfiguration", "RegistryTesting", "windlass", crypto],
            swiftSettings: settings
        ),
    ]
}

let package = Package(
    name: "windlass",
    products: products,
    dependencies: dependencies,
    targets: targets,
    swiftLanguageModes: [.v6]
)
