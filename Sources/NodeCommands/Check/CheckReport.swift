package import OCI

/// What a check found, in words: the document that `check -o json` prints and `--report-to` writes, that `--merge`
/// reads, and that the text and the page show. Documented in `docs/json.md`.
package struct CheckReport: Hashable, Sendable {
    /// The machine that looked; a node's name where it is one.
    package var machine: String
    /// When, in UTC: `2026-11-25T23:40:00Z`.
    package var time: String
    /// The version of Windlass.
    package var version: String
    /// The registries.yaml that was followed; nil for none.
    package var registries: String?
    /// The nodes it was looked at for, as `--node` takes them.
    package var nodes: [String]
    /// The stages that belong to no endpoint: `file` and `node`.
    package var stages: [Stage]
    /// What is wrong, the root of all first.
    package var findings: [Finding]
    /// In what the nodes differ.
    package var differences: [Difference]
    /// What cannot be known from here.
    package var unknowns: [Unknown]
    /// What was looked for.
    package var images: [Image]
    /// Every host that the nodes need.
    package var hosts: [Host]

    /// An empty report of a machine.
    package init(machine: String, time: String, version: String) {
        self.machine = machine
        self.time = time
        self.version = version
        nodes = []
        stages = []
        findings = []
        differences = []
        unknowns = []
        images = []
        hosts = []
    }

    /// How a stage ended.
    package enum Status: String, CaseIterable, Hashable, Sendable {
        case ok
        case failed
        /// Not tried, because an earlier one failed or because there is nothing to it here.
        case skipped
        /// Tried, or not to be tried from here, without an answer.
        case unknown
    }

    /// How much a finding matters, the worst first.
    package enum Severity: String, CaseIterable, Hashable, Sendable {
        case error
        case warning
        case info
    }

    /// One step of a check.
    package struct Stage: Hashable, Sendable {
        /// Its stable name, such as `tls`.
        package var name: String
        /// How it ended.
        package var status: Status
        /// How long it took.
        package var seconds: Double
        /// One line for a person.
        package var summary: String
        /// What was seen; an object.
        package var detail: JSON

        /// A step and how it ended.
        package init(_ name: String, _ status: Status, seconds: Double = 0, summary: String, detail: JSON = [:]) {
            self.name = name
            self.status = status
            self.seconds = seconds
            self.summary = summary
            self.detail = detail
        }
    }

    /// Something wrong or worth knowing.
    package struct Finding: Hashable, Sendable {
        /// Its stable code, documented in `docs/findings.md` or `docs/lint.md`.
        package var code: String
        /// How much it matters.
        package var severity: Severity
        /// The stage that it is about.
        package var stage: String
        /// The URL of the endpoint; nil where it is about none.
        package var endpoint: String?
        /// The image; nil where it is about none, or about all.
        package var image: String?
        /// The node; nil where it is about none, or about all.
        package var node: String?
        /// One line: what is wrong.
        package var cause: String
        /// The facts behind it; an object.
        package var evidence: JSON
        /// One line: what to do.
        package var fix: String
        /// The code of the finding that this one follows from.
        package var root: String?

        /// A finding; what it is not about is left out.
        package init(
            _ code: String,
            _ severity: Severity,
            stage: String,
            endpoint: String? = nil,
            image: String? = nil,
            node: String? = nil,
            cause: String,
            evidence: JSON = [:],
            fix: String,
            root: String? = nil
        ) {
            self.code = code
            self.severity = severity
            self.stage = stage
            self.endpoint = endpoint
            self.image = image
            self.node = node
            self.cause = cause
            self.evidence = evidence
            self.fix = fix
            self.root = root
        }
    }

    /// One image at the endpoints of its plan.
    package struct Image: Hashable, Sendable {
        /// Its full name.
        package var name: String
        /// The digest of its manifest or index, where one was had.
        package var digest: String?
        /// The number of the endpoint that has all of it; nil for none.
        package var availableAt: Int?
        /// The endpoints, in the order of the plan.
        package var endpoints: [Endpoint]
        /// What each node takes of it.
        package var choices: [Choice]

        /// An image.
        package init(name: String, digest: String?, availableAt: Int?, endpoints: [Endpoint], choices: [Choice]) {
            self.name = name
            self.digest = digest
            self.availableAt = availableAt
            self.endpoints = endpoints
            self.choices = choices
        }
    }

    /// One endpoint of an image's plan.
    package struct Endpoint: Hashable, Sendable {
        /// Its place in the plan, from 1.
        package var number: Int
        /// The API root, `https://h:5000/v2`.
        package var url: String
        /// Whether it is the registry's own rather than a mirror.
        package var isDefault: Bool
        /// The steps, in order.
        package var stages: [Stage]

        /// An endpoint.
        package init(number: Int, url: String, isDefault: Bool, stages: [Stage]) {
            self.number = number
            self.url = url
            self.isDefault = isDefault
            self.stages = stages
        }
    }

    /// Which child of an image a node takes.
    package struct Choice: Hashable, Sendable {
        /// The node.
        package var node: String
        /// What Windlass takes; nil for none.
        package var digest: String?
        /// What the node's containerd takes; nil for none.
        package var containerd: String?
        /// The platform of what containerd takes.
        package var platform: String?
        /// One line: why this one, or why none.
        package var reason: String

        /// A node's choice.
        package init(node: String, digest: String?, containerd: String?, platform: String?, reason: String) {
            self.node = node
            self.digest = digest
            self.containerd = containerd
            self.platform = platform
            self.reason = reason
        }
    }

    /// In what nodes differ.
    package struct Difference: Hashable, Sendable {
        /// The image; nil where all differ alike.
        package var image: String?
        /// The number of the endpoint; nil where it is about none.
        package var endpoint: Int?
        /// What differs, such as `credential`.
        package var field: String
        /// What each node has, in the order of the nodes.
        package var values: [Value]
        /// One line: why, or what it does; empty where nothing more is to be said.
        package var reason: String

        /// What one node has.
        package struct Value: Hashable, Sendable {
            /// The node.
            package var node: String
            /// What it has.
            package var value: String

            /// What a node has.
            package init(node: String, value: String) {
                self.node = node
                self.value = value
            }
        }

        /// A difference.
        package init(image: String? = nil, endpoint: Int? = nil, field: String, values: [Value], reason: String = "") {
            self.image = image
            self.endpoint = endpoint
            self.field = field
            self.values = values
            self.reason = reason
        }
    }

    /// What cannot be known from the machine that checks.
    package struct Unknown: Hashable, Sendable {
        /// The node it is about.
        package var node: String
        /// What is not known, in one line.
        package var subject: String
        /// The command that tells, run on the node.
        package var command: String

        /// Something not known.
        package init(node: String, subject: String, command: String) {
            self.node = node
            self.subject = subject
            self.command = command
        }
    }

    /// A host that nodes need: a line of a firewall's list.
    package struct Host: Hashable, Sendable {
        /// `host:port`.
        package var address: String
        /// What it is needed for: `registry`, `mirror`, `token`, `redirect`, `foreign-layer`, `proxy`.
        package var uses: [String]
        /// `https` or `http`.
        package var scheme: String
        /// Whether it could be reached from here.
        package var status: Status
        /// One line: what was seen.
        package var summary: String

        /// A host.
        package init(address: String, uses: [String], scheme: String, status: Status, summary: String) {
            self.address = address
            self.uses = uses
            self.scheme = scheme
            self.status = status
            self.summary = summary
        }
    }
}
