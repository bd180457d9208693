extension TOMLWriter {
    /// The writer for files that a containerd of this version reads: go-toml 1, of containerd 1, refuses a header with
    /// a bracket in a name, quoted or not.
    package init(for version: ContainerdVersion) {
        self.init(keepsBracketsOutOfHeaders: version.major == 1)
    }
}
