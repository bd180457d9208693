import RegistryTesting
import Testing

@Suite("Canaries")
struct CanaryTests {
    @Test(
        "A secret is seen in every form",
        arguments: [
            ("x sec/ret+1 y", Canary.Sighting.Form.plain), ("pw=sec%2Fret%2B1&", .percentEncoded),
            ("7365632f7265742b31", .hex), ("7365632F7265742B31", .hex),
            // u:sec/ret+1, us:sec/ret+1, use:sec/ret+1 and user:sec/ret+1:x
            ("Basic dTpzZWMvcmV0KzE=", .base64), ("Basic dXM6c2VjL3JldCsx", .base64),
            ("Basic dXNlOnNlYy9yZXQrMQ==", .base64), ("dXNlcjpzZWMvcmV0KzE6eA==", .base64),
        ]
    )
    func forms(text: String, form: Canary.Sighting.Form) {
        let sightings = Canary(secret: "sec/ret+1").sightings(in: Array(text.utf8), named: "log")
        #expect(sightings == [Canary.Sighting(place: "log", form: form)])
    }

    @Test("Other text is not taken for it", arguments: ["", "sec/ret+", "dTpzZWMvcmV0K", "sec%2Fret%2B"])
    func absence(text: String) {
        #expect(Canary(secret: "sec/ret+1").sightings(in: Array(text.utf8), named: "log").isEmpty)
    }

    @Test("Two canaries differ, and base64 for URLs is known too")
    func secrets() {
        #expect(Canary().secret != Canary().secret)
        let text = Array("eyJwIjoiPz8_Pz8-Pj4ifQ".utf8)
        #expect(Canary(secret: "?????>>>").sightings(in: text, named: "x").map(\.form) == [.base64])
    }

    @Test("The logs of several servers are searched")
    func servers() async throws {
        let canary = Canary(secret: "sec/ret+1")
        let registry = try await TestRegistry()
        try await withTestPeer(try await TestTokenServer()) { tokens async throws in
            _ = try exchange(port: tokens.server.port, "/token?p=sec%2Fret%2B1", headers: ["Connection: close"])
            _ = try exchange(port: registry.port, "/v2/", headers: ["Connection: close"])
            #expect(canary.sightings(in: [registry]).isEmpty)
            #expect(
                canary.sightings(in: [registry, tokens])
                    == [Canary.Sighting(place: tokens.host, form: .percentEncoded)]
            )
        }
        await registry.shutdown()
    }
}
