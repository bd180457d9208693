package import OCI

extension CheckReport {
    /// Reads a report that a check wrote, be it on another machine and by another version: members that are not known
    /// are passed over, all others have to be there and of their type.
    ///
    /// - Throws: The path and the rule of the first value that is not as documented.
    package init(json: JSON) throws(ReportError) {
        let fields = try ReportFields(json, path: "")
        self.init(
            machine: try fields.text("machine"),
            time: try fields.text("time"),
            version: try fields.text("version")
        )
        guard !machine.isEmpty else { throw ReportError("machine", .wrongValue) }
        guard Self.isTime(time) else { throw ReportError("time", .wrongValue) }
        registries = try fields.optionalText("registries")
        nodes = try fields.texts("nodes")
        stages = try fields.objects("stages", Stage.init)
        findings = try fields.objects("findings", Finding.init)
        differences = try fields.objects("differences", Difference.init)
        unknowns = try fields.objects("unknowns", Unknown.init)
        images = try fields.objects("images", Image.init)
        hosts = try fields.objects("hosts", Host.init)
    }

    /// `2026-11-25T23:40:00Z`: of this form alone the texts sort as the times do.
    private static func isTime(_ text: String) -> Bool {
        let form = Array("0000-00-00T00:00:00Z".utf8)
        return text.utf8.count == form.count
            && zip(text.utf8, form).allSatisfy { byte, form in
                form == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == form
            }
    }
}

extension CheckReport.Stage {
    fileprivate init(_ fields: ReportFields) throws(ReportError) {
        self.init(
            try fields.text("stage"),
            try fields.choice("status"),
            seconds: try fields.seconds("seconds"),
            summary: try fields.text("summary"),
            detail: try fields.detail("detail")
        )
    }
}

extension CheckReport.Finding {
    fileprivate init(_ fields: ReportFields) throws(ReportError) {
        self.init(
            try fields.text("code"),
            try fields.choice("severity"),
            stage: try fields.text("stage"),
            endpoint: try fields.optionalText("endpoint"),
            image: try fields.optionalText("image"),
            node: try fields.optionalText("node"),
            cause: try fields.text("cause"),
            evidence: try fields.detail("evidence"),
            fix: try fields.text("fix"),
            root: try fields.optionalText("root")
        )
    }
}

extension CheckReport.Difference {
    fileprivate init(_ fields: ReportFields) throws(ReportError) {
        self.init(
            image: try fields.optionalText("image"),
            endpoint: try fields.optionalNumber("endpoint"),
            field: try fields.text("field"),
            values: try fields.objects("values") { fields throws(ReportError) in
                Value(node: try fields.text("node"), value: try fields.text("value"))
            },
            reason: try fields.text("reason")
        )
    }
}

extension CheckReport.Unknown {
    fileprivate init(_ fields: ReportFields) throws(ReportError) {
        self.init(
            node: try fields.text("node"),
            subject: try fields.text("subject"),
            command: try fields.text("command")
        )
    }
}

extension CheckReport.Image {
    fileprivate init(_ fields: ReportFields) throws(ReportError) {
        self.init(
            name: try fields.text("image"),
            digest: try fields.optionalText("digest"),
            availableAt: try fields.optionalNumber("availableAt"),
            endpoints: try fields.objects("endpoints", CheckReport.Endpoint.init),
            choices: try fields.objects("choices", CheckReport.Choice.init)
        )
    }
}

extension CheckReport.Endpoint {
    fileprivate init(_ fields: ReportFields) throws(ReportError) {
        self.init(
            number: try fields.number("number"),
            url: try fields.text("url"),
            isDefault: try fields.truth("default"),
            stages: try fields.objects("stages", CheckReport.Stage.init)
        )
    }
}

extension CheckReport.Choice {
    fileprivate init(_ fields: ReportFields) throws(ReportError) {
        self.init(
            node: try fields.text("node"),
            digest: try fields.optionalText("digest"),
            containerd: try fields.optionalText("containerd"),
            platform: try fields.optionalText("platform"),
            reason: try fields.text("reason")
        )
    }
}

extension CheckReport.Host {
    fileprivate init(_ fields: ReportFields) throws(ReportError) {
        self.init(
            address: try fields.text("address"),
            uses: try fields.texts("uses"),
            scheme: try fields.text("scheme"),
            status: try fields.choice("status"),
            summary: try fields.text("summary")
        )
    }
}
