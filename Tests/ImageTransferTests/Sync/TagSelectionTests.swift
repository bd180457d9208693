import ImageTransfer
import Registries
import Testing

@Suite("Selecting tags")
struct TagSelectionTests {
    @Test(
        "versions stand in semver's order, with a v or without",
        arguments: [
            ("1.2", "1.10"), ("1.2.3-rc.1", "1.2.3"), ("1.2.3-alpha", "1.2.3-alpha.1"), ("1.2.3-2", "1.2.3-11"),
            ("1.2.3-11", "1.2.3-rc"), ("v1.31.2-rke2r1", "v1.31.2-rke2r2"), ("v1.9.9", "1.10.0"),
            ("10.0.20348.999", "10.0.20348.2700"), ("0.0.9", "0.1"),
        ]
    )
    func order(_ older: String, _ newer: String) throws {
        let (older, newer) = (try #require(TagVersion(older)), try #require(TagVersion(newer)))
        #expect(older < newer)
        #expect(!(newer < older))
    }

    @Test(
        "names and lone numbers are no versions",
        arguments: [
            "latest", "ltsc2022", "20240105", "v1", "1.2.", "1..2", "1.2.3.4.5", "1.2x", "", "99999999999999999999.1",
            "1.2-",
        ]
    )
    func noVersion(_ tag: String) {
        #expect(TagVersion(tag) == nil)
    }

    @Test(
        "a range takes what npm's and Helm's would",
        arguments: [
            (">=1.28 <1.32", ["1.28.0", "1.31.9"], ["1.27.9", "1.32.0"]),
            (">= 1.28, < 1.32", ["1.28.0"], ["1.32.0"]),
            ("^1.2.3", ["1.2.3", "1.9.0"], ["1.2.2", "2.0.0", "2.0.0-rc.1"]),
            ("^0.2.3", ["0.2.9"], ["0.3.0", "0.2.2"]),
            ("^0.0.3", ["0.0.3"], ["0.0.4"]),
            ("~1.2.3", ["1.2.9"], ["1.3.0", "1.2.2"]),
            ("~1", ["1.9.0"], ["2.0.0"]),
            ("1.2", ["1.2.0", "1.2.9"], ["1.3.0", "1.1.9"]),
            ("1.2.x || 1.4.*", ["1.2.3", "1.4.0"], ["1.3.0"]),
            (">1.2", ["1.3.0"], ["1.2.9"]),
            ("<=1.2", ["1.2.9", "1.0.0"], ["1.3.0"]),
            (">1.2.3", ["1.2.4"], ["1.2.3"]),
            ("!=1.3.1 >=1.3", ["1.3.0", "1.3.2"], ["1.3.1"]),
            ("v1.31.2-rke2r1", ["1.31.2-rke2r1"], ["1.31.2", "1.31.2-rke2r2"]),
            ("*", ["1.0.0", "9.9"], []),
        ] as [(String, [String], [String])]
    )
    func ranges(_ text: String, _ inside: [String], _ outside: [String]) throws {
        let range = try #require(VersionRange(text))
        for version in inside { #expect(range.contains(try #require(TagVersion(version))), "\(version)") }
        for version in outside { #expect(!range.contains(try #require(TagVersion(version))), "\(version)") }
    }

    @Test("what is no range is refused", arguments: ["", ">=", "abc", "1.2 ||", ">= <1", ">>1", "1.x.3", "1.2-rc"])
    func noRange(_ text: String) {
        #expect(VersionRange(text) == nil)
    }

    private static let tags = [
        "latest", "v1.30.0", "v1.31.0", "v1.31.0-rc1", "v1.9.3", "1.32.1", "windows-ltsc2022", "v1.31.0-windows",
    ]

    private static func selection(_ change: (inout TagSelection) throws -> Void) rethrows -> TagSelection {
        var selection = TagSelection()
        try change(&selection)
        return selection
    }

    @Test("everything that is said has to hold")
    func selections() throws {
        let cases: [(TagSelection, [String])] = [
            (
                TagSelection(),
                [
                    "latest", "windows-ltsc2022", "v1.9.3", "v1.30.0", "v1.31.0-rc1", "v1.31.0-windows", "v1.31.0",
                    "1.32.1",
                ]
            ),
            (Self.selection { $0.newest = 2 }, ["v1.31.0", "1.32.1"]),
            (
                Self.selection {
                    $0.newest = 3
                    $0.prereleases = true
                }, ["v1.31.0-windows", "v1.31.0", "1.32.1"]
            ),
            (
                Self.selection {
                    $0.range = VersionRange("<1.32")
                    $0.newest = 1
                }, ["v1.31.0"]
            ),
            (try Self.selection { $0.match = try RewritePattern("windows") }, ["windows-ltsc2022", "v1.31.0-windows"]),
            (
                try Self.selection {
                    $0.match = try RewritePattern("^v1\\.31")
                    $0.exclude = [try RewritePattern("-rc"), try RewritePattern("windows$")]
                }, ["v1.31.0"]
            ),
            (Self.selection { $0.only = ["latest", "v1.9.3", "absent"] }, ["latest", "v1.9.3"]),
        ]
        for (selection, expected) in cases {
            #expect(selection.selected(from: Self.tags) == expected)
            #expect(selection.selected(from: Self.tags.reversed()) == expected)
        }
        #expect(Self.selection { $0.only = ["latest", "absent"] }.missing(from: Self.tags) == ["absent"])
    }
}
