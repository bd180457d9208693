import Dispatch
import Registries
import RegistryTesting
import Testing

@testable import RegistryClient

extension ServerTests {
    @Suite struct ProbingNameTests {
        private let probe = NetworkProbe(environment: [:])

        @Test(arguments: [
            ("127.0.0.1", "127.0.0.1"), ("[::1]", "::1"), ("::1", "::1"), ("0x7f.1", "127.0.0.1"),
            ("2001:db8::0:1", "2001:db8::1"),
        ])
        func `An address stands for itself`(_ host: String, _ address: String) async {
            #expect(await probe.addresses(of: host) == .addresses([address]))
        }

        @Test func `A name stands for each of its addresses once`() async {
            guard case .addresses(let addresses) = await probe.addresses(of: "localhost") else {
                Issue.record("localhost is not known")
                return
            }
            #expect(!addresses.isEmpty && Set(addresses).count == addresses.count)
            #expect(Set(addresses).isSubset(of: ["127.0.0.1", "::1"]))
        }

        @Test(arguments: ["", "a\u{0}b", String(repeating: "a", count: 300)])
        func `What can be no name is not asked for`(_ name: String) async {
            #expect(await probe.addresses(of: name) == .notFound)
        }

        @Test func `Name servers that hang block neither each other nor anybody else`() async {
            let release = DispatchSemaphore(value: 0)
            let count = 40
            let answers = await withTaskGroup(of: NameLookup.Answer.self) { group in
                for _ in 0..<count {
                    group.addTask {
                        await NameLookup.run("hung.example", limit: .milliseconds(300)) { _ in
                            release.wait()
                            return .notFound
                        }
                    }
                }
                return await group.reduce(into: [NameLookup.Answer]()) { $0.append($1) }
            }
            #expect(answers == Array(repeating: .unavailable, count: count))
            // All forty are still hanging.
            #expect(
                await NameLookup.run("quick.example", ask: { _ in .addresses([[127, 0, 0, 1]]) })
                    == .addresses([[127, 0, 0, 1]])
            )
            for _ in 0..<count { release.signal() }
        }

        @Test func `Who is cancelled waits no longer`() async {
            let release = DispatchSemaphore(value: 0)
            defer { release.signal() }
            let hasBegun = Gate()
            let answer = await withTaskGroup(of: NameLookup.Answer.self) { group in
                group.addTask {
                    await hasBegun.pass()
                    return await NameLookup.run("hung.example") { _ in
                        release.wait()
                        return .notFound
                    }
                }
                await hasBegun.open(whenWaiting: 1)
                group.cancelAll()
                return await group.next()
            }
            #expect(answer == .unavailable)
        }

        @Test func `Threads left behind are bounded`() async {
            let release = DispatchSemaphore(value: 0)
            let threads = NameLookup.Threads(4)
            await withTaskGroup { group in
                for _ in 0..<5 {
                    group.addTask {
                        _ = await NameLookup.run("hung.example", limit: .milliseconds(200), threads: threads) { _ in
                            release.wait()
                            return .notFound
                        }
                    }
                }
            }
            let asked = Counter()
            let late = await NameLookup.run("late.example", threads: threads) { _ in
                asked.increment()
                return .notFound
            }
            #expect(late == .unavailable && asked.value == 0)
            for _ in 0..<4 { release.signal() }
        }
    }
}
