import Foundation
import RegistryTesting

extension SeededCase {
    /// Mirrors that are ill before a registry that is well, and what a registry says of itself.
    static let mirrors: [SeededCase] = [
        SeededCase("a dead mirror before a live one", "fault 2, pain 29", "connect-refused", at: "connect") { scene in
            let dead = scene.keep(try UnreachableEndpoint.refusing()) { _ in }
            return try await mirrored("http://\(dead.host)", scene)
        },
        SeededCase("a mirror that swallows everything", "fault 3, pain 29", "connect-timeout", at: "connect") { scene in
            let dead = scene.keep(try UnreachableEndpoint.blackHole()) { _ in }
            return try await mirrored("http://\(dead.host)", scene)
        },
        SeededCase("a mirror that does not have the image", "fault 21", "not-found", at: "manifest", "warning") {
            scene in
            try await mirrored(try await scene.registry(image: nil).origin, scene)
        },
        SeededCase("a mirror in trouble", "fault 28", "server-error", at: "manifest") { scene in
            let fault = always(.status(503), on: .any)
            return try await mirrored(try await scene.registry(faults: [fault]).origin, scene)
        },
        SeededCase("a mirror that lacks a layer", "fault 22", "blob-not-found", at: "layers") { scene in
            let image = SampleImage.linux()
            let mirror = try await scene.registry(image: image)
            mirror.remove(image.layers[0].digest, repository: "app")
            return try await mirrored(mirror.origin, scene)
        },
        SeededCase("a mirror whose rewrite leads nowhere", "pain 23", "not-found", at: "manifest") { scene in
            let mirror = try await scene.registry()
            let live = try await scene.registry()
            let yaml =
                FileText.mirror("hub.test", [mirror.origin], rewrites: ["(.*)": "project/$1"])
                + "  \"other.test\": {endpoint: [\"\(live.origin)\"]}\n"
            return CheckSetup(yaml, image: "hub.test/app:1", endpoint: "\(mirror.origin)/v2")
                .with(\.arguments, ["--disable-default-endpoint"])
        },
        SeededCase(
            "five endpoints that hang, each in a way of its own",
            "fault 3, 5, 10, 37",
            "connect-timeout",
            at: "connect"
        ) {
            scene in
            let hole = scene.keep(try UnreachableEndpoint.blackHole()) { _ in }
            scene.name("silent.test", .silence)
            let handshake = try await scene.registry(tls: try scene.tls(), connections: { _ in .stall })
            let head = try await scene.registry(faults: [always(.noAnswer(.stall), on: .any)])
            let body = try await scene.registry(faults: [always(.stall(afterBodyBytes: 20), on: .manifest())])
            let origins = [
                "http://\(hole.host)", "https://silent.test:5000", "https://\(CheckSetup.host(handshake))",
                head.origin, body.origin,
            ]
            return CheckSetup(
                FileText.mirror("hub.test", origins),
                image: "hub.test/app:1",
                endpoint: "http://\(hole.host)/v2"
            ).with(\.arguments, ["--disable-default-endpoint"]).with(\.availableAt, 0)
                .with(\.otherErrors, ["name-no-answer", "tls-timeout", "no-progress"])
                .with(\.resolverOptions, "timeout:5 attempts:2")
        },
        SeededCase("a clock that is an hour behind", "fault 19", "clock-skew", at: "clock", "warning") { scene in
            let registry = try await scene.registry()
            registry.inject(.header("Date", date(Date.now - 3_600)), on: .any)
            return CheckSetup(registry).with(\.availableAt, 1)
        },
        SeededCase("a clock that is an hour ahead", "fault 19", "clock-skew", at: "clock", "warning") { scene in
            let registry = try await scene.registry()
            registry.inject(.header("Date", date(Date.now + 3_600)), on: .any)
            return CheckSetup(registry).with(\.availableAt, 1)
        },
        SeededCase("few pulls left", "pain 41, 42", "rate-limit-low", at: "limits", "warning") { scene in
            let registry = try await scene.registry()
            let limits = Fault.header("RateLimit-Limit", "100;w=21600").and(.header("RateLimit-Remaining", "2;w=21600"))
            registry.inject(limits, on: .manifest())
            return CheckSetup(registry).with(\.availableAt, 1)
        },
    ]

    /// `hub.test`, first at an endpoint that is ill and then at one that is well.
    private static func mirrored(_ origin: String, _ scene: CheckScene) async throws -> CheckSetup {
        let live = try await scene.registry()
        return CheckSetup(
            FileText.mirror("hub.test", [origin, live.origin]),
            image: "hub.test/app:1",
            endpoint: "\(origin)/v2"
        ).with(\.arguments, ["--disable-default-endpoint"]).with(\.availableAt, 2)
    }

    /// A date as HTTP writes it.
    private static func date(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.string(from: date)
    }
}
