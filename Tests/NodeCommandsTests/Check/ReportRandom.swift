import OCI

@testable import NodeCommands

/// The same numbers for the same seed (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension CheckReport {
    static func random(using random: inout SeededRandom) -> CheckReport {
        let digits = (0..<14).map { _ in String(Int.random(in: 0...9, using: &random)) }
        var time = ""
        for (index, digit) in digits.enumerated() {
            time += ["", "", "", "", "-", "", "-", "", "T", "", ":", "", ":", ""][index] + digit
        }
        var report = CheckReport(machine: "m" + random.text(), time: time + "Z", version: random.text())
        report.registries = random.maybe { $0.text() }
        report.nodes = random.list { $0.text() }
        report.stages = random.list { $0.stage() }
        report.findings = random.list { $0.finding() }
        report.differences = random.list { random in
            Difference(
                image: random.maybe { $0.text() },
                endpoint: random.maybe { Int.random(in: 1...9, using: &$0) },
                field: random.text(),
                values: random.list { .init(node: $0.text(), value: $0.text()) },
                reason: random.text()
            )
        }
        report.unknowns = random.list { Unknown(node: $0.text(), subject: $0.text(), command: $0.text()) }
        report.images = random.list { $0.image() }
        report.hosts = random.list { random in
            Host(
                address: random.text(),
                uses: random.list { $0.text() },
                scheme: random.text(),
                status: random.element(Status.allCases, .ok),
                summary: random.text()
            )
        }
        return report
    }
}

extension SeededRandom {
    fileprivate mutating func text() -> String {
        let scalars: [Character] = ["a", "ü", "\"", "\\", "\n", "\u{202E}", "<", "&", "/", " ", "\u{1F433}", "\u{1}"]
        return String((0..<Int.random(in: 0...8, using: &self)).map { _ in element(scalars, "a") })
    }

    fileprivate mutating func element<Element>(_ elements: [Element], _ otherwise: Element) -> Element {
        elements.randomElement(using: &self) ?? otherwise
    }

    fileprivate mutating func maybe<Value>(_ make: (inout SeededRandom) -> Value) -> Value? {
        Bool.random(using: &self) ? make(&self) : nil
    }

    fileprivate mutating func list<Value>(_ make: (inout SeededRandom) -> Value) -> [Value] {
        (0..<Int.random(in: 0...3, using: &self)).map { _ in make(&self) }
    }

    fileprivate mutating func detail() -> JSON {
        let keys = ["a", "b", "c"].prefix(Int.random(in: 0...3, using: &self))
        return .object(keys.map { JSON.Member(key: $0, value: value(depth: 3)) })
    }

    private mutating func value(depth: Int) -> JSON {
        switch Int.random(in: 0...(depth > 0 ? 5 : 3), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .number(String(Int.random(in: -9...9, using: &self)))
        case 3: return .string(text())
        case 4: return .array(list { $0.value(depth: depth - 1) })
        default: return detail()
        }
    }

    fileprivate mutating func stage() -> CheckReport.Stage {
        CheckReport.Stage(
            text(),
            element(CheckReport.Status.allCases, .ok),
            seconds: Double(Int.random(in: 0...9_000_000, using: &self)) / 1e6,
            summary: text(),
            detail: detail()
        )
    }

    fileprivate mutating func finding() -> CheckReport.Finding {
        CheckReport.Finding(
            text(),
            element(CheckReport.Severity.allCases, .error),
            stage: text(),
            endpoint: maybe { $0.text() },
            image: maybe { $0.text() },
            node: maybe { $0.text() },
            cause: text(),
            evidence: detail(),
            fix: text(),
            root: maybe { $0.text() }
        )
    }

    fileprivate mutating func image() -> CheckReport.Image {
        CheckReport.Image(
            name: text(),
            digest: maybe { $0.text() },
            availableAt: maybe { Int.random(in: 1...9, using: &$0) },
            endpoints: list { random in
                CheckReport.Endpoint(
                    number: Int.random(in: 1...9, using: &random),
                    url: random.text(),
                    isDefault: Bool.random(using: &random),
                    stages: random.list { $0.stage() }
                )
            },
            choices: list { random in
                CheckReport.Choice(
                    node: random.text(),
                    digest: random.maybe { $0.text() },
                    containerd: random.maybe { $0.text() },
                    platform: random.maybe { $0.text() },
                    reason: random.text()
                )
            }
        )
    }
}
